"""Recognise renames: one member is gone, one is new, and both have the same content."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

from generator.diff.values import canonical

KeyT = TypeVar("KeyT", bound=Hashable)


def renamed(gone: Mapping[KeyT, object], arrived: Mapping[KeyT, object]) -> dict[KeyT, KeyT]:
    """Return the new key of each renamed member. The values are what the members contain, without their names.

    Members with the same content as another one of the same side are left out: which one was renamed is not certain.
    """
    before, after = _unique(gone), _unique(arrived)
    return {key: after[content] for content, key in before.items() if content in after}


def _unique(members: Mapping[KeyT, object]) -> dict[str, KeyT]:
    contents = {key: canonical(value) for key, value in members.items()}
    counts = list(contents.values())
    return {content: key for key, content in contents.items() if counts.count(content) == 1}
