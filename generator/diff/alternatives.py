"""Match the alternatives of an ``anyOf`` or ``oneOf`` between two documents."""

from __future__ import annotations

from dataclasses import dataclass

from generator.diff.values import canonical
from generator.document import Node


@dataclass(frozen=True, slots=True)
class Matched:
    """The alternatives of both documents in pairs, and those of only one document."""

    kept: list[tuple[Node, Node]]
    removed: list[Node]
    added: list[Node]


def match(old: Node, new: Node) -> Matched:
    """Match two lists of alternatives: by reference, then by equality, then the remaining two if there is one on each side.

    ``null`` is left out: it only makes the value nullable.
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
