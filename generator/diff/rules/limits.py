"""Rules for limits: ranges of numbers, lengths, patterns, and every other constraint."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.diff.pair import Finding, Pair
from generator.diff.rules.severity import Shift, major_if, severity_of
from generator.diff.rules.texts import TEXTS, without_texts
from generator.diff.values import as_number, format_value, same
from generator.document import Node

_LENGTHS = (("minLength", "maxLength"), ("minItems", "maxItems"), ("minProperties", "maxProperties"))
_OTHER_RULES = frozenset(
    {"type", "nullable", "format", "enum", "const", "default", "deprecated", "additionalProperties", "pattern", "anyOf"}
    | {"oneOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "readOnly", "writeOnly"}
    | {keyword for pair in _LENGTHS for keyword in pair}
    | {"$defs"}  # compared where it is used
    | set(TEXTS)
)
_Bound = tuple[float, bool]
"""A limit, and whether the limit itself is allowed."""


def range_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break if a request accepts fewer numbers, or if a response can contain more."""
    if not pair.old or not pair.new:
        return
    for keyword, exclusive, sign in (("minimum", "exclusiveMinimum", -1), ("maximum", "exclusiveMaximum", 1)):
        old, new = (_bound(node, keyword, exclusive, sign) for node in (pair.old, pair.new))
        if old != new:
            shift: Shift = "narrowed" if new < old else "widened"
            where = exclusive if any(node.get(exclusive) for node in (pair.old, pair.new)) else keyword
            yield pair.finding(severity_of(shift, pair.direction), _describe(pair, keyword, old, new, sign), where)
    old_step, new_step = (as_number(value) for value in pair.values("multipleOf"))
    if old_step != new_step:
        message = f"the multipleOf of `{pair.label}` changed from {old_step or 'none'} to {new_step or 'none'}."
        yield pair.finding(severity_of(_shift_of_steps(old_step, new_step), pair.direction), message, "multipleOf")


def length_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break if a request accepts fewer lengths, or if a response can have more."""
    if not pair.kept:
        return
    for least, most in _LENGTHS:
        for keyword, none, sign in ((least, 0.0, -1), (most, float("inf"), 1)):
            old, new = (none if (number := as_number(value)) is None else number for value in pair.values(keyword))
            if old != new:
                shift: Shift = "narrowed" if (new - old) * sign < 0 else "widened"
                message = f"the {keyword} of `{pair.label}` changed from {_number(old)} to {_number(new)}."
                yield pair.finding(severity_of(shift, pair.direction), message, keyword)


def pattern_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break in a request if a pattern is added or replaced, because values that they send may not match it.

    In a response it is like the values of an enum: no client breaks, because the SDK accepts other values.
    """
    old, new = pair.values("pattern")
    if pair.kept and not same(old, new):
        severity = major_if(pair.direction == "request" and new is not None)
        message = f"the pattern of `{pair.label}` changed from {format_value(old or 'none')} to {format_value(new or 'none')}."
        yield pair.finding(severity, message, "pattern")


def constraint_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break if a request has one more constraint, a response one fewer, or if the constraint is replaced.

    This covers every keyword of JSON Schema without its own rule.
    """
    if not pair.old or not pair.new:
        return
    for keyword in {**pair.old.value, **pair.new.value}:
        before, after = pair.old.get(keyword), pair.new.get(keyword)
        is_walked = before and after and keyword == "items"
        if keyword in _OTHER_RULES or keyword[:2] == "x-" or is_walked:
            continue
        if not same(*(_own(keyword, value) for value in pair.values(keyword, default=False))):
            shift: Shift = "replaced" if before and after else "narrowed" if after else "widened"
            what = {"replaced": "has changed", "narrowed": "was added", "widened": "was removed"}[shift]
            yield pair.finding(severity_of(shift, pair.direction), f"`{keyword}` of `{pair.label}` {what}.", keyword)


def _own(keyword: str, value: Any) -> Any:
    """Return what a keyword requires itself, without the schemas below it that are compared as schemas."""
    if keyword == "patternProperties" and isinstance(value, dict):
        return sorted(value)
    if keyword == "prefixItems" and isinstance(value, list):
        return len(value)
    return without_texts(value, by_name=keyword.startswith("dependent"))


def _bound(schema: Node, keyword: str, exclusive: str, sign: int) -> _Bound:
    """Return the limit of either keyword, as a number that is smaller if the limit is tighter."""
    found: list[_Bound] = [(float("inf"), False)]
    for name, outside in ((keyword, False), (exclusive, True)):
        member = schema.get(name)
        number = as_number(member.value) if member else None
        if number is not None:
            found.append((number * sign, not outside))
    return min(found)


def _describe(pair: Pair, keyword: str, old: _Bound, new: _Bound, sign: int) -> str:
    was, now = (
        _number(value * sign) + ("" if inside or value == float("inf") else " (exclusive)")
        for value, inside in (old, new)
    )
    return f"the {keyword} of `{pair.label}` changed from {was} to {now}."


def _number(value: float) -> str:
    return (
        "none" if value in (float("inf"), float("-inf")) else format_value(int(value) if value == int(value) else value)
    )


def _shift_of_steps(old: float | None, new: float | None) -> Shift:
    if not old:
        return "narrowed"
    if not new:
        return "widened"
    return "narrowed" if new % old == 0 else "widened" if old % new == 0 else "replaced"
