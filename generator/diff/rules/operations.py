"""Rules for paths and operations."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diff.pair import Finding, Pair
from generator.diff.rules.severity import deprecation_notice
from generator.diff.values import as_list, format_value, format_values


def path_removed(pair: Pair) -> Iterator[Finding]:
    """Clients break because every request to the path returns a 404."""
    if pair.removed:
        yield pair.finding("major", f"the path `{pair.label}` was removed with all its operations.")


def operation_removed(pair: Pair) -> Iterator[Finding]:
    """Clients break because the request returns a 404 or 405, and the SDK has no method for it."""
    if pair.removed:
        yield pair.finding("major", f"`{pair.label}` was removed; {deprecation_notice(pair)}.")


def operation_added(pair: Pair) -> Iterator[Finding]:
    """No client breaks because no client uses it yet."""
    if pair.added:
        yield pair.finding("minor", f"`{pair.label}` was added.")


def operation_moved(pair: Pair) -> Iterator[Finding]:
    """Clients break because requests to the old path and method return a 404 or 405."""
    yield pair.finding("major", f"{pair.label}.")


def hook_removed(pair: Pair) -> Iterator[Finding]:
    """Clients break because they no longer receive the requests of the webhook or the callback."""
    if pair.removed:
        yield pair.finding("major", f"the {pair.label} was removed; {deprecation_notice(pair)}.")


def hook_added(pair: Pair) -> Iterator[Finding]:
    """No client breaks because a client receives the requests of a webhook or a callback only if it asks for them."""
    if pair.added:
        yield pair.finding("minor", f"the {pair.label} was added.")


def operation_id_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break because generated code is named after it."""
    old, new = pair.values("operationId")
    if pair.kept and old != new:
        message = f"the operationId of `{pair.label}` changed from {format_value(old)} to {format_value(new)}."
        yield pair.finding("major", message, "operationId")


def tags_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break if the first tag changes, because it is the SDK's namespace."""
    old, new = (as_list(value) for value in pair.values("tags"))
    if pair.kept and old != new:
        message = (
            f"the tags of `{pair.label}` changed from {format_values(old) or 'none'} to {format_values(new) or 'none'}."
        )
        yield pair.finding("major" if old[:1] != new[:1] else "patch", message, "tags")
