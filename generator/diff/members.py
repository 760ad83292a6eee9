"""Match the members of the same map in two documents by name."""

from __future__ import annotations

from collections.abc import Iterator

from generator.document import Node

_WITH_KEYWORDS = frozenset({"responses", "callback"})


def members(
    old: Node | None, new: Node | None, group: str, *, fold_case: bool = False
) -> Iterator[tuple[str, Node | None, Node | None]]:
    """Yield the members of a map in the old and in the new object, with their name in the new one.

    ``fold_case`` is for case-insensitive names.
    """
    before, after = _by_key(old, group, fold_case), _by_key(new, group, fold_case)
    for key in {**before, **after}:
        name, _ = after[key] if key in after else before[key]
        yield name, before[key][1] if key in before else None, after[key][1] if key in after else None


def _by_key(owner: Node | None, group: str, fold_case: bool) -> dict[str, tuple[str, Node]]:  # noqa: FBT001 - private
    group_node = owner.get(group) if owner else None
    if group_node is None:
        return {}
    return by_name(group_node, group, fold_case)


def by_name(holder: Node, group: str = "", fold_case: bool = False) -> dict[str, tuple[str, Node]]:  # noqa: FBT001, FBT002 - as above
    """Return the members of a map with their names, without its x- keywords. ``group`` is the name of the map."""
    # Only `responses` and a callback can contain x- keywords beside their members. The name of a header can start with `x-`.
    named = ((name, node) for name, node in holder.items() if group not in _WITH_KEYWORDS or name[:2] != "x-")
    return {(name.lower() if fold_case else name): (name, node) for name, node in named}
