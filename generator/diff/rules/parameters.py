"""Rules for parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.diff.pair import Finding, Pair
from generator.diff.rules.severity import deprecation_notice, major_if
from generator.diff.rules.texts import TEXTS
from generator.diff.values import format_values, same
from generator.document import Node

_OTHER_RULES = frozenset({"name", "in", "required", "schema", "content", "deprecated", *TEXTS})
_STYLES: Mapping[str, str] = {"query": "form", "cookie": "form"}
"""The default of `style` by location (OpenAPI 3.1, parameter object); `simple` in paths and headers."""


def parameter_removed(pair: Pair) -> Iterator[Finding]:
    """Clients break because unknown parameters are rejected, or because a webhook no longer sends what they read."""
    if pair.removed:
        yield pair.finding("major", f"the parameter `{pair.label}` was removed; {deprecation_notice(pair)}.")


def parameter_added(pair: Pair) -> Iterator[Finding]:
    """Clients break if the parameter is required, because their requests do not send it. A webhook that sends it breaks nothing."""
    if pair.added:
        must = pair.required[1]
        what = "the required" if must else "the optional"
        breaks = must and pair.direction == "request"
        yield pair.finding(major_if(breaks), f"{what} parameter `{pair.label}` was added.")


def parameter_became_required(pair: Pair) -> Iterator[Finding]:
    """Clients break because a request without the parameter is rejected. A webhook could send it before."""
    if pair.kept and pair.required == (False, True):
        severity = major_if(pair.direction == "request")
        yield pair.finding(severity, f"the parameter `{pair.label}` is now required.", "required")


def parameter_became_optional(pair: Pair) -> Iterator[Finding]:
    """Clients break if they receive the requests, of a webhook, because it can be missing. One with the parameter is still valid."""
    if pair.kept and pair.required == (True, False):
        severity = major_if(pair.direction == "response")
        yield pair.finding(severity, f"the parameter `{pair.label}` is no longer required.", "required")


def parameter_declared(pair: Pair) -> Iterator[Finding]:
    """No client breaks because the path has the parameter in both documents. Only one of them declares it."""
    yield pair.finding(
        "minor", f"the path parameter `{pair.label}` is {'now' if pair.added else 'no longer'} declared."
    )


def parameter_renamed(pair: Pair) -> Iterator[Finding]:
    """Clients break because they send the old name, except that of a path parameter, which requests do not contain.

    Of a path parameter it is a matter of the SDK: `--sdk` compares the names of arguments.
    """
    old, new = pair.values("name")
    if pair.kept and str(old).lower() != str(new).lower():
        is_path = pair.values("in")[1] == "path"
        what = "path parameter" if is_path else "parameter"
        yield pair.finding(major_if(not is_path), f"the {what} `{old}` was renamed to `{new}`.", "name")


def parameter_became_list(pair: Pair) -> Iterator[Finding]:
    """No client breaks because a list of one item is sent like a single value (`style: form`, `explode: true`)."""
    yield pair.finding("minor", f"the parameter `{pair.label}` now accepts several values.", "type")


def parameter_serialization_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break because they write or read the value in the old way (`style`, `explode`, ...)."""
    if not pair.old or not pair.new:
        return
    old, new = _serialization(pair.old), _serialization(pair.new)
    changed = [name for name in {**old, **new} if not same(old.get(name), new.get(name))]
    if changed:
        only_more = changed == ["allowEmptyValue"] and new.get("allowEmptyValue") is True
        yield pair.finding(
            major_if(not only_more),
            f"the serialization of the {pair.kind} `{pair.label}` changed: {format_values(changed)}.",
        )


def _serialization(parameter: Node) -> dict[str, Any]:
    """Return the members that say how a value is sent, with their defaults."""
    members = {name: node.value for name, node in parameter.items()}
    style = members.get("style", _STYLES.get(str(members.get("in")), "simple"))
    defaults = {"style": style, "explode": style == "form", "allowReserved": False, "allowEmptyValue": False}
    own = {name: value for name, value in members.items() if name not in _OTHER_RULES and name[:2] != "x-"}
    content = {"content": "content" in members}
    return defaults | own | content
