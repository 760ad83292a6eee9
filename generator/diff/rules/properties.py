"""Rules for the properties of objects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.diff.pair import Finding, Pair
from generator.diff.rules.severity import deprecation_notice, major_if, severity_of, shift_of_sets
from generator.diff.values import format_value


def property_removed(pair: Pair) -> Iterator[Finding]:
    """Clients break because the property that they send is rejected or has no effect, and the one that they read is missing."""
    if pair.removed:
        yield pair.finding("major", f"the property `{pair.label}` was removed; {deprecation_notice(pair)}.")


def property_added(pair: Pair) -> Iterator[Finding]:
    """Clients break in a request if it is required. In a response the SDK accepts unknown properties."""
    if pair.added:
        must = pair.required[1] and pair.direction == "request"
        what = "the required property" if pair.required[1] else "the property"
        yield pair.finding(major_if(must), f"{what} `{pair.label}` was added.")


def property_renamed(pair: Pair) -> Iterator[Finding]:
    """Clients break because they send or read the old name. Only a property with the same schema is renamed, not replaced."""
    if pair.kept and pair.renamed_from:
        yield pair.finding("major", f"the property `{pair.renamed_from}` was renamed to `{pair.label}`.")


def property_became_required(pair: Pair) -> Iterator[Finding]:
    """Clients break in a request because a request without the property is rejected. In a response nothing breaks."""
    if pair.kept and pair.required == (False, True):
        message = f"`{pair.label}` is now required."
        yield pair.finding(major_if(pair.direction == "request"), message)


def property_became_optional(pair: Pair) -> Iterator[Finding]:
    """Clients break in a response because the property can be missing. A request can still send it."""
    if pair.kept and pair.required == (True, False):
        default = pair.values("default")[1] if pair.new and pair.new.get("default") else None
        omitted = "" if default is None else f"; if omitted, it is {format_value(default)}"
        message = f"`{pair.label}` is no longer required{omitted}."
        yield pair.finding(major_if(pair.direction == "response"), message)


def additional_properties_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break in a request if fewer other properties are accepted. In a response the SDK accepts any."""
    old, new = pair.values("additionalProperties", default=True)
    if not pair.kept or (isinstance(old, dict) and isinstance(new, dict)):
        return
    shift = shift_of_sets(_openness(old), _openness(new))
    if shift:
        message = (
            f"`{pair.label}` now accepts {_DESCRIPTIONS[_rank(new)]}; before, it accepted {_DESCRIPTIONS[_rank(old)]}."
        )
        severity = severity_of(shift, pair.direction) if pair.direction == "request" else "minor"
        yield pair.finding(severity, message, "additionalProperties")


_DESCRIPTIONS: Mapping[int, str] = {
    0: "no other properties",
    1: "other properties of one schema",
    2: "any other properties",
}


def _rank(value: Any) -> int:
    return 0 if value is False else 1 if isinstance(value, dict) and value else 2


def _openness(value: Any) -> frozenset[str]:
    return frozenset({"none", "some", "any"} if _rank(value) == 2 else {"none", "some"} if _rank(value) else {"none"})  # noqa: PLR2004
