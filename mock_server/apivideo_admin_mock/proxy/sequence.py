"""Merge the items of a response into those that are known, in the order of creation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum, auto
from typing import Any


class Order(Enum):
    """What the order of the items in a response shows."""

    UNKNOWN = auto()
    CREATION = auto()  # some of the items, the oldest first
    FIRST = auto()  # the oldest items of all


def merge(
    known: Mapping[str, Mapping[str, Any]], found: Mapping[str, Mapping[str, Any]], order: Order, created: str | None
) -> list[str]:
    """Return the ids of all items, in the order of creation as far as it is known.

    ``found`` are the items of a response by id. A new one follows the one before it, if the response is in the order of creation. Otherwise
    its position is that of its time, the property ``created``, or the last.
    """
    if order is Order.FIRST:
        return [*found, *(one for one in known if one not in found)]
    ids = list(known)
    previous: str | None = None
    if order is Order.CREATION:
        ids = _arranged(ids, found)
    for record_id, record in found.items():
        if record_id not in known:
            if order is Order.CREATION and previous is not None:
                position = ids.index(previous) + 1
            else:
                position = _by_time(ids, {**known, **found}, record, created)
            ids.insert(position, record_id)
        previous = record_id
    return ids


def _arranged(ids: list[str], found: Iterable[str]) -> list[str]:
    """Return the known ids with those of a response in its order: each takes one of the places that they have."""
    chosen, places = set(found), set(ids)
    wanted = iter([one for one in found if one in places])
    return [next(wanted) if one in chosen else one for one in ids]


def _by_time(
    ids: list[str], records: Mapping[str, Mapping[str, Any]], record: Mapping[str, Any], created: str | None
) -> int:
    """Return the position before the first item that was created later."""
    at = record.get(created) if created is not None else None
    if not isinstance(at, str) or created is None:
        return len(ids)
    return next((index for index, one in enumerate(ids) if str(records[one].get(created, "")) > at), len(ids))
