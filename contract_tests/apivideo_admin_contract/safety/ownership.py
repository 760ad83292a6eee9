"""Tells what a run made on a server from what it found there, which is somebody's, and which it must not change."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from apivideo_admin_contract.document.document import Collection

#: A part of an id says whose it is from so many letters on; no id is shorter than its prefix.
_TELLING: Final = 8


class Ownership:
    """Knows ids by the answers that hold them. ``collections`` name the properties that ids stand in.

    What a create of this run was answered with is its own; whatever else an answer holds is foreign, also what appears later.
    """

    def __init__(self, collections: Iterable[Collection]) -> None:
        self._names = {one.id_name for one in collections}
        self._own: set[str] = set()
        self._foreign: dict[str, int] = {}

    @property
    def seen_count(self) -> int:
        """How many foreign ids were seen so far."""
        return len(self._foreign)

    def claim(self, id_: str) -> bool:
        """Count an id as the run's own, and tell whether it is: a faulty server answers a create with what was there before."""
        if id_ not in self._foreign:
            self._own.add(id_)
        return id_ in self._own

    def record_seen(self, body: bytes, asked: Iterable[str]) -> None:
        """Count the ids in an answer as foreign, but for own ones and those ``asked`` for, which the answer may only repeat."""
        known = {*asked, *self._own}
        for found in _ids(self._names, body):
            if found not in known:
                self._foreign.setdefault(found, len(self._foreign))

    def is_own(self, id_: object) -> bool:
        """Tell whether the run made the item of an id."""
        return id_ in self._own

    def was_known(self, id_: str, number: int) -> bool:
        """Tell whether an id was seen when so many foreign ones had been."""
        return id_ in self._own or self._foreign.get(id_, number) < number

    def find_foreign(self, segments: Iterable[str]) -> str | None:
        """Give the first of these segments of a path by which a server finds a foreign item, however loosely it compares."""
        return next((one for one in segments if one not in self._own and self._is_near(one.casefold().strip())), None)

    def _is_near(self, text: str) -> bool:
        if len(text) < _TELLING:
            return text in self._foreign
        return any(_overlap(text, one.casefold()) for one in tuple(self._foreign))


def _overlap(text: str, known: str) -> bool:
    return text in known or (len(known) >= _TELLING and known in text)


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
