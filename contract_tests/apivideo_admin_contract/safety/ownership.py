"""Distinguish the items that a run has created from those of others, which it must not change."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from apivideo_admin_contract.document.document import Collection

#: A part of an id identifies it from this length on, in characters; every id is longer than that.
_IDENTIFYING: Final = 8


class Ownership:
    """The ids in the responses that the run has received. ``collections`` name the properties that contain ids.

    An id in the response to a create is the run's own. Every other id in a response is foreign, whenever it first appears.
    """

    def __init__(self, collections: Iterable[Collection]) -> None:
        self._names = {one.id_name for one in collections}
        self._own: set[str] = set()
        self._foreign: dict[str, int] = {}

    @property
    def seen_count(self) -> int:
        """The number of foreign ids seen so far."""
        return len(self._foreign)

    def claim(self, id_: str) -> bool:
        """Record the id in the response to a create as own, and return whether it is: a buggy server returns an existing item."""
        if id_ not in self._foreign:
            self._own.add(id_)
        return id_ in self._own

    def record_seen(self, body: bytes, requested: Iterable[str]) -> None:
        """Record the ids in a response as foreign, except own ids and the ``requested`` ones, which a response may just repeat."""
        known = {*requested, *self._own}
        for found in _ids(self._names, body):
            if found not in known:
                self._foreign.setdefault(found, len(self._foreign))

    def is_own(self, id_: object) -> bool:
        """Whether the run created the item with this id."""
        return id_ in self._own

    def was_known(self, id_: str, count: int) -> bool:
        """Whether an id is own, or was among the first ``count`` foreign ids."""
        return id_ in self._own or self._foreign.get(id_, count) < count

    def find_foreign(self, segments: Iterable[str]) -> str | None:
        """Return the first path segment that could select a foreign item, even on a server that compares loosely, or None."""
        return next((one for one in segments if one not in self._own and self._is_near(one.casefold().strip())), None)

    def _is_near(self, text: str) -> bool:
        if len(text) < _IDENTIFYING:
            return text in self._foreign
        return any(_overlap(text, one.casefold()) for one in tuple(self._foreign))


def _overlap(text: str, known: str) -> bool:
    return text in known or (len(known) >= _IDENTIFYING and known in text)


def _ids(names: set[str], body: bytes) -> Iterator[str]:
    try:
        left: list[Any] = [json.loads(body)]
    except (ValueError, RecursionError):
        return
    while left:
        node = left.pop()
        if isinstance(node, dict):
            yield from (one for name in names & node.keys() if isinstance(one := node[name], str) and one)
        if isinstance(node, dict | list):
            left += node.values() if isinstance(node, dict) else node
