"""Rules for the choice between schemas, and for their names."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diff.alternatives import match
from generator.diff.effective import ALTERNATIVES
from generator.diff.pair import Finding, Pair
from generator.diff.rules.verdict import Shift, judged
from generator.diff.schemas import component_name


def alternatives_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break where a request may no longer choose one, or a response may hold one that was not there."""
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
                    message = f"`{pair.label}` has {count} {what} alternatives in its `{keyword}`."
                    yield pair.finding(judged(shift, pair.direction), message, keyword)
        elif before or after:
            message = f"`{pair.label}` {'is no longer' if before else 'has become'} a choice by `{keyword}`."
            yield pair.finding(judged("replaced", pair.direction), message, keyword)


def schema_renamed(pair: Pair) -> Iterator[Finding]:
    """Clients of the SDK break because the schema's class has its name."""
    if pair.old and pair.new:
        old, new = component_name(pair.old), component_name(pair.new)
        if old != new:
            yield pair.finding("major", f"the schema `{old}` is `{new}` here.")
