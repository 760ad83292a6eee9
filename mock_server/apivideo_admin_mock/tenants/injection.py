"""The active faults of a tenant, and their effects on requests and responses. The adapters do what needs the connection."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from apivideo_admin_mock.backends.interface import Filter, Record, Store, TableKey
from apivideo_admin_mock.faults import (
    ContentTypeEffect,
    Effect,
    Fault,
    LatencyEffect,
    MalformedEffect,
    ResetEffect,
    StallEffect,
    StatusEffect,
    TruncateEffect,
)
from apivideo_admin_mock.http.messages import Delivery, Response
from apivideo_admin_mock.spec import Operation


class Faults:
    """The active faults of a tenant, oldest first. The first one that applies to a request takes effect."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)  # noqa: S311 - repeatable on purpose, nothing is protected by it
        self._active: list[_Active] = []

    def add(self, fault: Fault) -> None:
        """Add a fault."""
        self._active.append(_Active(fault))

    def clear(self) -> None:
        """Remove all faults."""
        self._active.clear()

    def list(self) -> list[Fault]:
        """Return the active faults: those with applications left."""
        return [one.fault for one in self._active]

    def next(self, operation: Operation, method: str, path: str) -> Effect | None:
        """Count a request, and return the effect that applies to it, or None."""
        hit: _Active | None = None
        for one in self._active:
            if one.fault.matches(operation, method, path):
                one.seen += 1
                if hit is None and one.seen >= one.fault.nth and self._random.random() < one.fault.probability:
                    hit = one
        if hit is None:
            return None
        hit.hits += 1
        if hit.hits == hit.fault.times:
            self._active.remove(hit)
        return hit.fault.effect

    def delay(self, effect: LatencyEffect) -> float:
        """Return the delay of a response in seconds."""
        return effect.seconds + self._random.uniform(effect.low, effect.high)

    def __bool__(self) -> bool:
        return bool(self._active)


class _Active:
    __slots__ = ("fault", "hits", "seen")

    def __init__(self, fault: Fault) -> None:
        self.fault, self.seen, self.hits = fault, 0, 0


def is_performed(effect: Effect) -> bool:
    """Whether a request with this effect is carried out."""
    match effect:
        case StatusEffect(performed=performed):
            return performed
        case ResetEffect(when=when):
            return when != "before"
        case _:
            return True


def apply_effect(response: Response, effect: Effect, faults: Faults) -> Response:  # noqa: PLR0911 - one for each kind
    """Return the response with the effect applied. A delay adds to the delay that the response has already."""
    before = response.delivery or Delivery()
    half = len(response.body) // 2
    match effect:
        case LatencyEffect():
            return replace(response, delivery=replace(before, delay=before.delay + faults.delay(effect)))
        case ResetEffect(when=when):
            return replace(response, delivery=replace(before, sent=half if when == "mid_body" else None))
        case StallEffect(seconds=seconds):
            return replace(response, delivery=replace(before, sent=half, stall=seconds))
        case TruncateEffect(keep=keep):
            return replace(response, body=response.body[: int(len(response.body) * keep)])
        case MalformedEffect():
            return replace(response, body=b"<" * len(response.body))
        case ContentTypeEffect(value=value):
            headers = [(name, value if name == "Content-Type" else old) for name, old in response.headers]
            return replace(response, headers=headers)
        case _:
            return response


class BeforeLastWrite:
    """The reads of a store, with the data from before its last write (the effect ``stale``)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, table: TableKey, record_id: str) -> Record | None:
        """Return a record, or None."""
        with self._store.before_last_write():
            return self._store.get(table, record_id)

    def count(self, table: TableKey, filters: Sequence[Filter] = ()) -> int:
        """Return the number of records that match all filters."""
        with self._store.before_last_write():
            return self._store.count(table, filters)

    def page(
        self,
        table: TableKey,
        filters: Sequence[Filter] = (),
        *,
        sort_by: str | None = None,
        descending: bool = False,
        start: int = 0,
        size: int,
    ) -> list[Record]:
        """Return up to ``size`` of the records that match all filters, from position ``start`` of an order."""
        with self._store.before_last_write():
            return self._store.page(table, filters, sort_by=sort_by, descending=descending, start=start, size=size)
