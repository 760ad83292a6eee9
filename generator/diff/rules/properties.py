"""Rules for the properties of objects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.diff.pair import Finding, Pair
from generator.diff.rules.severity import deprecation_notice, major_if, severity_of, shift_of_sets
from generator.diff.values import format_value


def property_removed(pair: Pair) -> Iterator[Finding]:
    """Clients break because what they send is refused or has no effect, and what they read is missing."""
    if pair.removed:
        yield pair.finding("major", f"the property `{pair.label}` is gone; {deprecation_notice(pair)}.")


def property_added(pair: Pair) -> Iterator[Finding]:
    """Clients break in a request if it is required; in a response the SDK takes properties that it does not know."""
    if pair.added:
        must = pair.required[1] and pair.direction == "request"
        what = "the required property" if pair.required[1] else "the property"
        yield pair.finding(major_if(must), f"{what} `{pair.label}` is new.")


def property_became_required(pair: Pair) -> Iterator[Finding]:
    """Clients break in a request because without the property it is refused; in a response it is only good news."""
    if pair.kept and pair.required == (False, True):
        message = f"`{pair.label}` is required now."
        yield pair.finding(major_if(pair.direction == "request"), message)


def property_became_optional(pair: Pair) -> Iterator[Finding]:
    """Clients break in a response because they read what may be missing now; a request may send it still."""
    if pair.kept and pair.required == (True, False):
        default = pair.values("default")[1] if pair.new and pair.new.get("default") else None
        left_out = "" if default is None else f"; left out, it is {format_value(default)}"
        message = f"`{pair.label}` is no longer required{left_out}."
        yield pair.finding(major_if(pair.direction == "response"), message)


def additional_properties_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break in a request where others are no longer taken; in a response the SDK takes any."""
    old, new = pair.values("additionalProperties", default=True)
    if not pair.kept or (isinstance(old, dict) and isinstance(new, dict)):
        return
    shift = shift_of_sets(_openness(old), _openness(new))
    if shift:
        message = f"`{pair.label}` takes {_DESCRIPTIONS[_rank(new)]} beside its own properties, and took {_DESCRIPTIONS[_rank(old)]}."
        severity = severity_of(shift, pair.direction) if pair.direction == "request" else "minor"
        yield pair.finding(severity, message, "additionalProperties")


_DESCRIPTIONS: Mapping[int, str] = {0: "no others", 1: "others of one form", 2: "any others"}


def _rank(value: Any) -> int:
    return 0 if value is False else 1 if isinstance(value, dict) and value else 2


def _openness(value: Any) -> frozenset[str]:
    return frozenset({"none", "some", "any"} if _rank(value) == 2 else {"none", "some"} if _rank(value) else {"none"})  # noqa: PLR2004
