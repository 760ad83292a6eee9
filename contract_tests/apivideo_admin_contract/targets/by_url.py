"""A server at a URL. All checks share it, it may hold items already, and it keeps what they create."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from random import Random

import httpx2

from apivideo_admin_contract.client.account import Account, Connection
from apivideo_admin_contract.client.address import open_client
from apivideo_admin_contract.client.clock import RealTime
from apivideo_admin_contract.client.observer import Observer
from apivideo_admin_contract.client.pacer import Pacer
from apivideo_admin_contract.document.document import Document
from apivideo_admin_contract.document.exchange import Event
from apivideo_admin_contract.environment import SECOND_KEY, SUSPENDED_KEY, sources
from apivideo_admin_contract.safety.change_detector import ChangeDetector
from apivideo_admin_contract.safety.cleanup import Accounts, delete_created, list_remaining, schedule_deletions
from apivideo_admin_contract.safety.interruption import INTERRUPTION
from apivideo_admin_contract.safety.write_log import Created, WriteLog
from apivideo_admin_contract.session.check import Need
from apivideo_admin_contract.session.fixtures import Fixtures, Parents
from apivideo_admin_contract.session.session import Effort, Session


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
    """Open sessions on a server at a URL. Checks share the items that they create, and `close` removes them where the API can."""

    def __init__(
        self,
        document: Document,
        access: Access,
        *,
        seed: int = 0,
        effort: Effort | None = None,
        observer: Observer | None = None,
    ) -> None:
        self._document, self._access, self._seed = document, access, seed
        self._effort = effort or Effort()
        self._observer = observer or Observer(document)
        self._time = RealTime()
        self._client = open_client(access.base_url)
        self._client.event_hooks = {"response": [self._time.observe]}
        requests = document.limit if access.limit else None
        self._pacer = Pacer(requests, document.seconds, time.monotonic, time.sleep)
        self._parents: Parents = {}
        self._write_log = WriteLog(document, [], access.budget, ours=False)
        self._left: list[Created] = []

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
        return self._session([], limited, ChangeDetector(self._write_log))

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
        kept, length, since = set(self._parents.values()), len(log), len(self._left)
        self._left += self._write_log.take_created(mark)
        with INTERRUPTION.deferred(lambda: f"cleaning up, {self.left} left; interrupt again to leave them"):
            delete_created(accounts, self._left, since, kept)
        del log[length:]
