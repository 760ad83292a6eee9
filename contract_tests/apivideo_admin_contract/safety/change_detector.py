"""Tells whether somebody else, or time, changed what a check worked with, before the server is blamed for it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from apivideo_admin_contract.client.account import Account
from apivideo_admin_contract.client.lists import read_all
from apivideo_admin_contract.document.document import Collection, Ids, Row
from apivideo_admin_contract.model.expected_item import timestamp
from apivideo_admin_contract.rules.verdict import Skipped, Violation
from apivideo_admin_contract.safety.write_log import WriteLog

#: What is due within so many seconds may be due by the server's clock.
_SOON: Final = 900.0


@dataclass(frozen=True, slots=True)
class Change:
    """What changed in a server meanwhile. ``by_others`` is whether no fault of the server looks like it."""

    message: str
    by_others: bool


class ChangeDetector:
    """Keeps what a check was told of its places before it began. One is made for each try of a check."""

    def __init__(self, write_log: WriteLog) -> None:
        self._write_log, self._number, self._mark = write_log, write_log.ownership.seen_count, len(write_log.history)
        self._writes = write_log.writes
        self._before: dict[tuple[str, str, Ids], tuple[Account, Collection, Ids, list[Row]]] = {}

    def read(self, account: Account, collection: Collection, ids: Ids) -> list[Row] | None:
        """Read a list as `read_all` does, and keep it. Raises Skipped if it is very long."""
        rows = read_all(account, collection, ids)
        if rows is not None:
            self._before[account.name, collection.path, ids] = (account, collection, ids, [dict(row) for row in rows])
        return rows

    def find_change(self, patience: float = 0.0) -> Change | None:
        """Read all again, and give what is not as it was and not this run's doing, or None if nothing is known to be.

        A list that is wrong, for one because it lacks an item, is no change: what appears was never seen before, and what vanishes is
        not found by itself either. A check that writes may have done it by a fault of the server: with ``patience``, in seconds, others
        are seen to do so while nobody checks, or it is not by them.
        """
        try:
            found = [one for before in self._before.values() for one in self._changes(*before)]
            change = next((one for one in found if one.by_others), next(iter(found), None))
            if change and change.by_others and patience and self._write_log.writes > self._writes:
                return Change(change.message, by_others=self._goes_on(patience))
        except (Violation, Skipped, ValueError, KeyError, TypeError, AttributeError):
            return None
        return change

    def _goes_on(self, patience: float) -> bool:
        """Tell whether others change something in so many seconds in which this run does nothing."""
        idle = ChangeDetector(self._write_log)
        for account, collection, ids, _ in self._before.values():
            idle.read(account, collection, ids)
        time.sleep(patience)
        change = idle.find_change()
        return change is not None and change.by_others

    def _changes(self, account: Account, collection: Collection, ids: Ids, rows: list[Row]) -> Iterator[Change]:
        fresh = read_all(account, collection, ids) if rows or "list" in collection.operations else []
        before, now = ({row[collection.id_name]: row for row in some} for some in (rows, fresh or []))
        ownership, path = self._write_log.ownership, collection.path
        for id_ in now.keys() - before.keys():
            if not ownership.was_known(id_, self._number) and not self._was_sent(collection, now[id_]):
                yield Change(f"{id_} has appeared in {path}", by_others=True)
        for id_, row in before.items():
            is_due, is_own = _is_due(collection, row), ownership.is_own(id_)
            if id_ not in now:
                # Ours goes by our own hand, and a faulty deletion may take what is beside it.
                if (is_due or not is_own) and _is_gone(account, collection, (*ids, id_)):
                    yield Change(f"{id_} has gone from {path}", by_others=not is_own and not self._deleted())
            elif now[id_] != row and (is_due or not is_own):
                yield Change(f"{id_} in {path} is not as it was", by_others=False)

    def _was_sent(self, collection: Collection, row: Row) -> bool:
        """Tell whether an item may be one that this run made without being told so: it holds what a create was sent."""
        required = collection.operations["create"].required if "create" in collection.operations else ()
        return any(_holds(row, payload, required) for payload in self._write_log.payloads)

    def _deleted(self) -> bool:
        return any(getattr(one, "method", "") == "DELETE" for one in self._write_log.history[self._mark :])


def _holds(row: Row, content: bytes, required: tuple[str, ...]) -> bool:
    """Tell whether an item is made of a payload; one without what is required would fit any."""
    try:
        payload: Any = json.loads(content)
    except (ValueError, RecursionError):
        return False
    shared = payload.keys() & row.keys() if isinstance(payload, dict) else set()
    return bool(shared) and shared >= set(required) and all(payload[name] == row[name] for name in shared)


def _is_due(collection: Collection, row: Row) -> bool:
    """Tell whether time may have marked or removed an item (``x-expire``)."""
    expire = collection.resource.get("x-expire")
    at = row.get(expire["at"]) if expire else None
    return isinstance(at, str) and timestamp(at) < time.time() + _SOON


def _is_gone(account: Account, collection: Collection, ids: Ids) -> bool:
    get = collection.operations.get("get")
    return get is None or account.call(get, ids).status_code == 404
