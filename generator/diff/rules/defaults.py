"""The rule for defaults."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diff.pair import Finding, Pair
from generator.diff.rules.severity import major_if
from generator.diff.values import format_value, same


def default_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break if they omit the value, or receive objects without it, because its meaning changes.

    The default of a value that was or is required has no effect on requests. A default where there was none only documents it.
    """
    if not pair.old or not pair.new:
        return
    before, after = pair.old.get("default"), pair.new.get("default")
    if same(before and [before.value], after and [after.value]):
        return
    was_required, is_required = pair.required
    if pair.direction == "request" and (was_required or is_required):
        return
    old, new = (format_value(node.value) if node else "none" for node in (before, after))
    breaks = before is not None and not was_required
    yield pair.finding(major_if(breaks), f"the default of `{pair.label}` changed from {old} to {new}.", "default")
