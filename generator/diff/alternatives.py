"""Which alternative of an ``anyOf`` or ``oneOf`` is which in the other document."""

from __future__ import annotations

from dataclasses import dataclass

from generator.diff.values import canonical
from generator.document import Node


@dataclass(frozen=True, slots=True)
class Matched:
    """The alternatives that both have, in pairs, and those that only one has."""

    kept: list[tuple[Node, Node]]
    removed: list[Node]
    added: list[Node]


def match(old: Node, new: Node) -> Matched:
    """Match two lists of alternatives: by the name that is referred to, then by equality, then the two that are left over.

    ``null`` is not among them: it is what makes a value nullable.
    """
    before, after = _by_identity(old), _by_identity(new)
    kept = [(node, after[name]) for name, node in before.items() if name in after]
    removed = [node for name, node in before.items() if name not in after]
    added = [node for name, node in after.items() if name not in before]
    if len(removed) == len(added) == 1 and not _refers(removed[0]) and not _refers(added[0]):
        return Matched([*kept, (removed[0], added[0])], [], [])
    return Matched(kept, removed, added)


def _by_identity(choice: Node) -> dict[str, Node]:
    return {
        canonical(branch.value): branch for branch in choice.elements() if canonical(branch.value) != '{"type": "null"}'
    }


def _refers(branch: Node) -> bool:
    return branch.get("$ref") is not None
