"""Rules for parameters."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diff.pair import Finding, Pair
from generator.diff.rules.severity import deprecation_notice, major_if
from generator.diff.rules.texts import TEXTS
from generator.diff.values import format_values, same

_OTHER_RULES = frozenset({"name", "in", "required", "schema", "deprecated", *TEXTS})


def parameter_removed(pair: Pair) -> Iterator[Finding]:
    """Clients break because unknown parameters are rejected."""
    if pair.removed:
        yield pair.finding("major", f"the parameter `{pair.label}` was removed; {deprecation_notice(pair)}.")


def parameter_added(pair: Pair) -> Iterator[Finding]:
    """Clients break if the parameter is required, because their requests do not send it."""
    if pair.added:
        must = pair.required[1]
        what = "the required" if must else "the optional"
        yield pair.finding(major_if(must), f"{what} parameter `{pair.label}` was added.")


def parameter_became_required(pair: Pair) -> Iterator[Finding]:
    """Clients break because a request without the parameter is rejected."""
    if pair.kept and pair.required == (False, True):
        yield pair.finding("major", f"the parameter `{pair.label}` is now required.", "required")


def parameter_became_optional(pair: Pair) -> Iterator[Finding]:
    """No client breaks because a request with the parameter is still valid."""
    if pair.kept and pair.required == (True, False):
        yield pair.finding("minor", f"the parameter `{pair.label}` is no longer required.", "required")


def parameter_renamed(pair: Pair) -> Iterator[Finding]:
    """Clients of the SDK break because the argument is named after the path parameter."""
    old, new = pair.values("name")
    if pair.kept and str(old).lower() != str(new).lower():
        yield pair.finding("major", f"the path parameter `{old}` was renamed to `{new}`.", "name")


def parameter_serialization_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break because they serialize the value in the old way (`style`, `explode`, ...)."""
    if not pair.old or not pair.new:
        return
    names = [name for name, _ in (*pair.old.items(), *pair.new.items())]
    changed = [
        name
        for name in dict.fromkeys(names)
        if name not in _OTHER_RULES and name[:2] != "x-" and not same(*pair.values(name))
    ]
    if changed:
        yield pair.finding(
            "major", f"the serialization of the parameter `{pair.label}` changed: {format_values(changed)}."
        )
