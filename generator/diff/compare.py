"""Compare two documents: apply the rules of its kind to every pair of objects, and report each change once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from generator.diff.change import Change, Direction
from generator.diff.documents import EVERYWHERE, pairs
from generator.diff.pair import Pair
from generator.diff.rules import RULES
from generator.diff.rules.texts import deprecated
from generator.diff.sunset import announced_sunset
from generator.document import Node
from generator.document.pointer import Keys, to_pointer
from generator.versions import Severity

# Pairs with the same key are checked once: kind, label, both locations, direction, and whether it is required.
_PairKey = tuple[str, str, Keys | None, Keys | None, Direction, tuple[bool, bool]]
# Findings with the same key are one change; their directions are combined.
_ChangeKey = tuple[str, Severity, str, str | None, str | None, str | None]


def diff(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """Return the changes from one bundled OpenAPI document to another, the breaking ones first.

    A schema is compared where it is used, in the direction in which it is used. Unused schemas are not compared.
    Never raise for invalid documents: a dangling reference is compared as it is.
    """
    used: dict[_PairKey, tuple[Pair, set[str]]] = {}
    for operation, pair in pairs(Node((), old), Node((), new)):
        used.setdefault(_key(pair), (pair, set()))[1].add(operation)
    return _merged(used.values())


def _merged(used: Iterable[tuple[Pair, set[str]]]) -> list[Change]:
    """Apply the rules and merge equal findings of several operations and of both directions."""
    found: dict[_ChangeKey, tuple[set[Direction], set[str]]] = {}
    for pair, operations in used:
        for rule in RULES[pair.kind]:
            for finding in rule(pair):
                location = _pointer(finding.old), _pointer(finding.new)
                sunset = announced_sunset(pair, removed=finding.new is None, deprecates=rule is deprecated)
                key = (rule.__name__, finding.severity, finding.message, *location, sunset)
                directions, touched = found.setdefault(key, (set(), set()))
                directions.add(pair.direction)
                touched |= operations - {EVERYWHERE}
    changes = (
        Change(rule, severity, _sum(directions), message, old, new, tuple(sorted(touched)), sunset)
        for (rule, severity, message, old, new, sunset), (directions, touched) in found.items()
    )
    return sorted(changes, key=lambda change: change.order)


def _key(pair: Pair) -> _PairKey:
    old, new = (node.path if node is not None else None for node in (pair.old, pair.new))
    return pair.kind, pair.label, old, new, pair.direction, pair.required


def _sum(directions: set[Direction]) -> Direction:
    return directions.copy().pop() if len(directions) == 1 else "both"


def _pointer(node: Node | None) -> str | None:
    return to_pointer(node.path) if node is not None else None
