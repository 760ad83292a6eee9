"""A server at a URL. All checks share it, it may hold items already, and it keeps what they create."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from random import Random
from typing import Final

import httpx2

from apivideo_admin_contract.client.account import Account, Connection
from apivideo_admin_contract.client.address import open_client
from apivideo_admin_contract.client.clock import RealTime
from apivideo_admin_contract.client.lists import KnownLists
from apivideo_admin_contract.client.observer import Observer
from apivideo_admin_contract.client.pacer import Pacer
from apivideo_admin_contract.document.document import Document, Ids
from apivideo_admin_contract.document.exchange import Event, Exchange
from apivideo_admin_contract.environment import SECOND_KEY, SUSPENDED_KEY, sources
from apivideo_admin_contract.rules.verdict import Skipped
from apivideo_admin_contract.safety.change_detector import ChangeDetector
from apivideo_admin_contract.safety.cleanup import Accounts, delete_created, list_remaining, schedule_deletions
from apivideo_admin_contract.safety.interruption import INTERRUPTION
from apivideo_admin_contract.safety.write_log import Created, WriteLog
from apivideo_admin_contract.session.check import Need
from apivideo_admin_contract.session.fixtures import Fixtures, Parents
from apivideo_admin_contract.session.session import Effort, Session

Send = Callable[[Exchange, str, bytes | None, Mapping[str, str]], httpx2.Response]
"""Sends a recorded request with another target, content and headers, and returns the response."""

#: How many items of a list later checks use instead of new ones. They fit on a page.
_REUSED: Final = 50
#: Replays of findings use at most one part in so many of the budget.
_REPLAYED_PART: Final = 4


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach a server, and what the run may do there.

    ``limit`` is whether it has the rate limit of the document. ``budget`` is the number of items that the run may create and the API
    cannot delete.
    """

    base_url: str
    key: str
    second_key: str | None = None
    suspended_key: str | None = None
    limit: bool = True
    read_only: bool = False
    budget: int = 100


class UrlTarget:
    """Open sessions on a server at a URL. Checks share the items that they create, and `close` removes them where the API can.

    ``client`` is the client to send requests with, by default a new one. `close` closes it.
    """

    def __init__(
        self,
        document: Document,
        access: Access,
        *,
        seed: int = 0,
        effort: Effort | None = None,
        observer: Observer | None = None,
        client: httpx2.Client | None = None,
    ) -> None:
        self._document, self._access, self._seed = document, access, seed
        self._effort = effort or Effort()
        self._observer = observer or Observer(document)
        self._time = RealTime()
        self._client = client or open_client(access.base_url)
        self._client.event_hooks = {"response": [self._time.observe]}
        requests = document.limit if access.limit else None
        self._pacer = Pacer(requests, document.seconds, time.monotonic, time.sleep)
        self._parents: Parents = {}
        self._write_log = WriteLog(document, [], access.budget, ours=False)
        self._lists = KnownLists(document, self._write_log.history, lambda: self._write_log.ownership.seen_count)
        self._left: list[Created] = []
        self._cleaned = self._replayed = 0

    def missing(self, need: Need) -> str | None:
        """Return why a check with this need is skipped, or None."""
        access = self._access
        reasons = {
            Need.WRITES: "a run with --read-only sends no writes" if access.read_only else None,
            Need.OTHER: None if access.second_key else f"it needs a second account; fix: add {sources(SECOND_KEY)}",
            Need.SUSPENDED: None
            if access.suspended_key
            else f"it needs a suspended account; fix: add {sources(SUSPENDED_KEY)}",
            Need.CLOCK: "it moves the clock, which a server at a URL does not allow",
            Need.LIMIT: None if access.limit else "the run has --rate-limit off",
        }
        return reasons[need]

    def session(self, *, limited: bool = False) -> AbstractContextManager[Session]:
        """Open a session on the server."""
        if not self._access.limit:
            # Requests are cheap: each check reads its lists.
            self._lists.forget()
        return self._session([], limited, ChangeDetector(self._write_log, self._lists))

    @contextmanager
    def _session(self, log: list[Event], limited: bool, watch: ChangeDetector) -> Iterator[Session]:  # noqa: FBT001 - as `session` was called
        log.clear()
        access, mark = self._access, len(self._write_log.created)
        accounts = self._accounts(log)
        if limited:
            self._pacer.drain()
        try:
            yield Session(
                document=self._document,
                account=accounts["first"],
                other=accounts.get("second"),
                suspended_key=access.suspended_key,
                time=self._time,
                clock=None,
                transport=httpx2.MockTransport(self._client.send),
                base_url=access.base_url,
                fixtures=Fixtures(watch.read, self._parents, read_only=access.read_only),
                random=Random(self._seed),  # noqa: S311 - a check's choices are no secret
                fresh=lambda: self._session(log, limited, watch),
                effort=self._effort,
                find_change=watch.find_change,
            )
        finally:
            self._clean(accounts, mark, log)

    def _accounts(self, log: list[Event]) -> Accounts:
        """Return the accounts of the run by name. They record their exchanges in ``log``."""
        connection = Connection(
            client=self._client,
            observer=self._observer,
            log=log,
            pacer=self._pacer,
            read_only=self._access.read_only,
            write_log=self._write_log,
        )
        keys = {"first": self._access.key, "second": self._access.second_key}
        return {who: Account(connection, key, who) for who, key in keys.items() if key}

    @property
    def left(self) -> int:
        """The number of created items that are not removed yet."""
        return len(self._left) + len(self._write_log.created)

    @contextmanager
    def replaying(self) -> Iterator[Send]:
        """Yield a function that sends a recorded request again. What these requests create is removed at the end.

        They count towards the rate limit and the budget of the run, of which they use at most a quarter: the function raises Skipped for
        one that the run may not send, and NoResponse without a response.
        """
        accounts, mark, spent = self._accounts([]), len(self._write_log.created), self._write_log.spent

        def send(exchange: Exchange, target: str, content: bytes | None, headers: Mapping[str, str]) -> httpx2.Response:
            request = self._client.build_request(exchange.method, target, content=content, headers=dict(headers))
            account = accounts.get(exchange.account, accounts["first"])
            if self._replayed + self._write_log.spent - spent >= self._access.budget // _REPLAYED_PART:
                raise Skipped("the part of the budget for replays is used up")
            return account.carry(request, target, content, checked=False)

        try:
            yield send
        finally:
            self._replayed += self._write_log.spent - spent
            created = self._write_log.take_created(mark)
            delete_created(accounts, created)
            self._left += created

    def close(self) -> list[str]:
        """Remove what the run created. Return a line for each item that it could not remove, or that the user chose to leave."""
        lines: list[str] = []
        accounts = self._accounts([])
        self._left += self._write_log.take_created(0)
        with suppress(KeyboardInterrupt):
            if not INTERRUPTION.is_forced:
                delete_created(accounts, self._left)
                lines.extend(schedule_deletions(accounts, self._left))
        lines.extend(list_remaining(self._left))
        lines.extend(self._write_log.unknown_creates)
        self._client.close()
        return lines

    def notes(self) -> list[str]:
        """Return a line if the server refused requests that stayed below the rate limit."""
        if not self._pacer.refused:
            return []
        line = (
            f"The server refused {self._pacer.refused} requests with 429 although they stayed below the limit; they were sent again. Another "
            "client uses this key (fix: use a key of its own for the run), or the limit is too low, which the rate-limit checks report."
        )
        return [line]

    def _clean(self, accounts: Accounts, mark: int, log: list[Event]) -> None:
        """Remove what no later check uses. The transcript of the check ends before."""
        length = len(log)
        self._left += self._write_log.take_created(mark)
        self._forget_deleted()
        kept = {*self._parents.values(), *self._reusable()}
        with INTERRUPTION.deferred(lambda: f"cleaning up, {self.left} left; interrupt again to leave them"):
            delete_created(accounts, self._left, 0, kept)
        del log[length:]

    def _forget_deleted(self) -> None:
        """Forget the items that a check has deleted."""
        history = self._write_log.history
        events = (event for event in history[self._cleaned :] if isinstance(event, Exchange))
        deleted = {event.ids for event in events if event.operation is not None and event.operation.action == "delete"}
        self._left = [one for one in self._left if one[2] not in deleted]
        self._cleaned = len(history)

    def _reusable(self) -> Iterator[str]:
        """Yield the ids of items that later checks use instead of new ones: the first ones of each list."""
        numbers: Counter[tuple[str, str, Ids]] = Counter()
        for name, collection, ids in self._left:
            numbers[name, collection.path, ids[:-1]] += 1
            if numbers[name, collection.path, ids[:-1]] <= _REUSED:
                yield ids[-1]
