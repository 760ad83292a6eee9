"""Rules for the values that an ``enum`` or a ``const`` lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.diff.pair import Finding, Pair
from generator.diff.rules.severity import major_if
from generator.diff.rules.types import constants
from generator.diff.values import format_values, without
from generator.document import Node

_COMPONENTS = ("components", "schemas")


def enum_value_removed(pair: Pair) -> Iterator[Finding]:
    """Clients break in a request because the value is rejected. In a response it is only no longer sent."""
    old, new = _constants(pair)
    removed = without(old, new) if old is not None and new is not None else []
    if removed:
        verb = "no longer accepts" if pair.direction == "request" else "is no longer"
        yield pair.finding(
            major_if(pair.direction == "request"), f"`{pair.label}` {verb} {format_values(removed)}.", _keyword(pair)
        )


def enum_value_added(pair: Pair) -> Iterator[Finding]:
    """No client breaks: it need not send the value, and the SDK accepts unknown values."""
    old, new = _constants(pair)
    added = without(new, old) if old is not None and new is not None else []
    if added:
        verb = "also accepts" if pair.direction == "request" else "can also be"
        yield pair.finding("minor", f"`{pair.label}` {verb} {format_values(added)}.", _keyword(pair))


def enum_added(pair: Pair) -> Iterator[Finding]:
    """Clients break in a request because other values are rejected. In a response the values are only documented."""
    old, new = _constants(pair)
    if pair.kept and old is None and new is not None:
        yield pair.finding(
            major_if(pair.direction == "request"),
            f"`{pair.label}` is now limited to {format_values(new)}.",
            _keyword(pair),
        )


def enum_removed(pair: Pair) -> Iterator[Finding]:
    """Clients of the SDK break if the enum is a type there: in a response, or as a component. A request accepts any value."""
    old, new = _constants(pair)
    if pair.kept and old is not None and new is None:
        is_type = pair.direction == "response" or _is_component(pair.old)
        severity = major_if(_keyword(pair) == "enum" and is_type)
        yield pair.finding(severity, f"`{pair.label}` is no longer limited to {format_values(old)}.", _keyword(pair))


def _constants(pair: Pair) -> tuple[list[Any] | None, list[Any] | None]:
    """Return the listed values without null, which `nullable_changed` checks."""
    both = (constants(node) if node else None for node in (pair.old, pair.new))
    old, new = (None if values is None else [value for value in values if value is not None] for values in both)
    return old, new


def _is_component(schema: Node | None) -> bool:
    return schema is not None and schema.path[:2] == _COMPONENTS and len(schema.path) == len(_COMPONENTS) + 1


def _keyword(pair: Pair) -> str:
    return "const" if any(node and node.get("const") for node in (pair.old, pair.new)) else "enum"
