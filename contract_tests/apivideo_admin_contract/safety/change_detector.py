"""Detect changes by another client or by time during a check, before a violation is reported."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from apivideo_admin_contract.client.account import Account
from apivideo_admin_contract.client.lists import KnownLists, read_all
from apivideo_admin_contract.document.document import Collection, Ids, Row
from apivideo_admin_contract.model.expected_item import timestamp
from apivideo_admin_contract.rules.verdict import Skipped, Violation
from apivideo_admin_contract.safety.write_log import WriteLog

#: An item that is due within this many seconds may be due by the server's clock.
_SOON: Final = 900.0


@dataclass(frozen=True, slots=True)
class Change:
    """A change on the server during a check. ``by_others`` is whether no bug of the server looks like it."""

    message: str
    by_others: bool


class ChangeDetector:
    """The items of the collection fixtures before a check. Each attempt of a check has its own detector.

    ``lists`` are those that earlier checks of the run have read.
    """

    def __init__(self, write_log: WriteLog, lists: KnownLists) -> None:
        self._lists, self._is_late = lists, False
        self._write_log, self._mark = write_log, len(write_log.history)
        self._writes = write_log.writes
        self._before: dict[tuple[str, str, Ids], tuple[Account, Collection, Ids, list[Row], int]] = {}

    def read(self, account: Account, collection: Collection, ids: Ids) -> list[Row] | None:
        """Read a list as `KnownLists.read` does, and record it. Raises Skipped for a very long list."""
        is_again = (account.name, collection.path, ids) in self._before
        self._is_late = self._is_late or (not is_again and self._lists.is_known(account, collection, ids))
        found = self._lists.read(account, collection, ids, again=is_again)
        if found is None:
            return None
        rows, moment = found
        copies = [dict(row) for row in rows]
        self._before[account.name, collection.path, ids] = (account, collection, ids, copies, moment)
        return rows

    def find_change(self, patience: float = 0.0) -> Change | None:
        """Read the recorded lists again, and return a change that this run did not make, or None.

        An incorrect list is not a change: a new item must be one that was never seen, and a get must not find an item that has vanished.
        A bug of the server may turn a write of the check into such a change. With ``patience``, in seconds, it counts as a change by
        others only if others make more changes while this run is idle for that long.
        """
        self._lists.forget()
        if self._is_late:
            return Change("an earlier check has read the lists", by_others=False)
        try:
            found = [one for before in self._before.values() for one in self._changes(*before)]
            change = next((one for one in found if one.by_others), next(iter(found), None))
            if change and change.by_others and patience and self._write_log.writes > self._writes:
                return Change(change.message, by_others=self._goes_on(patience))
        except (Violation, Skipped, ValueError, KeyError, TypeError, AttributeError):
            return None
        return change

    def _goes_on(self, patience: float) -> bool:
        """Whether others change something within this many seconds, while the run is idle."""
        idle = ChangeDetector(self._write_log, self._lists)
        for account, collection, ids, _, _ in self._before.values():
            idle.read(account, collection, ids)
        time.sleep(patience)
        change = idle.find_change()
        return change is not None and change.by_others

    def _changes(
        self, account: Account, collection: Collection, ids: Ids, rows: list[Row], moment: int
    ) -> Iterator[Change]:
        fresh = read_all(account, collection, ids) if rows or "list" in collection.operations else []
        before, now = ({row[collection.id_name]: row for row in some} for some in (rows, fresh or []))
        ownership, path = self._write_log.ownership, collection.path
        for id_ in now.keys() - before.keys():
            if not ownership.was_known(id_, moment) and not self._was_sent(collection, now[id_]):
                yield Change(f"{id_} has appeared in {path}", by_others=True)
        for id_, row in before.items():
            is_due, is_own = _is_due(collection, row), ownership.is_own(id_)
            if id_ not in now:
                # The check may have deleted its own items, and a buggy delete may remove others.
                if (is_due or not is_own) and _is_gone(account, collection, (*ids, id_)):
                    yield Change(f"{id_} has vanished from {path}", by_others=not is_own and not self._deleted())
            elif now[id_] != row and (is_due or not is_own):
                yield Change(f"{id_} in {path} has changed", by_others=False)

    def _was_sent(self, collection: Collection, row: Row) -> bool:
        """Whether this run may have created an item without a response: the item contains the payload of a create."""
        required = collection.operations["create"].required if "create" in collection.operations else ()
        return any(_holds(row, payload, required) for payload in self._write_log.payloads)

    def _deleted(self) -> bool:
        return any(getattr(one, "method", "") == "DELETE" for one in self._write_log.history[self._mark :])


def _holds(row: Row, content: bytes, required: tuple[str, ...]) -> bool:
    """Whether an item contains a payload. A payload without a required property matches no item."""
    try:
        payload: Any = json.loads(content)
    except (ValueError, RecursionError):
        return False
    shared = payload.keys() & row.keys() if isinstance(payload, dict) else set()
    return bool(shared) and shared >= set(required) and all(payload[name] == row[name] for name in shared)


def _is_due(collection: Collection, row: Row) -> bool:
    """Whether an item may have been marked or removed by time (``x-expire``)."""
    expire = collection.resource.get("x-expire")
    at = row.get(expire["at"]) if expire else None
    return isinstance(at, str) and timestamp(at) < time.time() + _SOON


def _is_gone(account: Account, collection: Collection, ids: Ids) -> bool:
    get = collection.operations.get("get")
    return get is None or account.call(get, ids).status_code == 404
