"""Rules for alternatives (`anyOf`, `oneOf`) and for the names of schemas."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diff.alternatives import match
from generator.diff.effective import ALTERNATIVES
from generator.diff.pair import Finding, Pair
from generator.diff.rules.severity import Shift, severity_of
from generator.diff.schemas import component_name
from generator.diff.values import as_list
from generator.document import Node
from generator.versions import Severity


def alternatives_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break if a request has fewer alternatives, or if a response has more."""
    if not pair.old or not pair.new:
        return
    for keyword in ALTERNATIVES:
        before, after = pair.old.get(keyword), pair.new.get(keyword)
        if before and after:
            matched = match(before, after)
            outcomes: tuple[tuple[int, Shift, str], ...] = (
                (len(matched.removed), "narrowed", "fewer"),
                (len(matched.added), "widened", "more"),
            )
            for count, shift, what in outcomes:
                if count:
                    message = f"`{pair.label}` has {count} {what} alternative{'s' * (count > 1)} in its `{keyword}`."
                    yield pair.finding(severity_of(shift, pair.direction), message, keyword)
        elif before or after:
            message = f"`{pair.label}` {'no longer has' if before else 'now has'} alternatives in `{keyword}`."
            yield pair.finding(severity_of("replaced", pair.direction), message, keyword)


def schema_renamed(pair: Pair) -> Iterator[Finding]:
    """Clients of the SDK break if the schema is a class or an enum, because its name changes."""
    if pair.old and pair.new:
        old, new = component_name(pair.old), component_name(pair.new)
        if old != new:
            severity: Severity = "major" if _has_name_in_code(pair.old) else "patch"
            where = f"was renamed to `{new}`" if pair.direction == "both" else f"is `{new}` here"
            yield pair.finding(severity, f"the schema `{old}` {where}.")


def _has_name_in_code(schema: Node) -> bool:
    """Return whether the SDK has a class or a type for this schema: an object or an enum."""
    kinds = schema.value.get("type")
    is_object = kinds == "object" or "object" in as_list(kinds) or bool(schema.value.get("properties"))
    return is_object or "enum" in schema.value
