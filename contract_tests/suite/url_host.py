"""Opens labs on any server, by its URL: one server for all checks, which may hold something already and keeps what is made."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from random import Random

import httpx2

from contract_tests.document import Document
from contract_tests.suite.account import Account, Wire
from contract_tests.suite.address import client_of
from contract_tests.suite.check import Need
from contract_tests.suite.clock import RealTime
from contract_tests.suite.exchange import Event
from contract_tests.suite.interruption import INTERRUPTION
from contract_tests.suite.lab import Effort, Lab
from contract_tests.suite.ledger import Ledger
from contract_tests.suite.observer import Observer
from contract_tests.suite.pacer import Pacer
from contract_tests.suite.places import Parents, Places
from contract_tests.suite.removal import Created, give_up, remove, schedule
from contract_tests.suite.watch import Watch


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach a server and what may be done there. ``limit`` is whether it limits the rate as the document says.

    ``budget`` is how many items may be made that can't be deleted again.
    """

    base_url: str
    key: str
    second_key: str | None = None
    suspended_key: str | None = None
    limit: bool = True
    read_only: bool = False
    budget: int = 100


class UrlHost:
    """A server at a URL. Items are made as needed, used again by later checks, and removed as far as the API can."""

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
        self._client = client_of(access.base_url)
        self._client.event_hooks = {"response": [self._time.see]}
        requests = document.limit if access.limit else None
        self._pacer = Pacer(requests, document.seconds, time.monotonic, time.sleep)
        self._parents: Parents = {}
        self._ledger = Ledger(document, [], access.budget, ours=False)
        self._left: list[Created] = []

    def missing(self, need: Need) -> str | None:
        """Say why a check with this need has no place here, or None if it has."""
        access = self._access
        reasons = {
            Need.WRITES: "a run with --read-only changes nothing" if access.read_only else None,
            Need.OTHER: None if access.second_key else "there is no second key: give one with --second-key",
            Need.SUSPENDED: None
            if access.suspended_key
            else "there is no key of a suspended account: give one with --suspended-key",
            Need.CLOCK: "the clock of a server at a URL can't be moved",
            Need.LIMIT: None if access.limit else "this server does not limit the rate (--rate-limit off)",
        }
        return reasons[need]

    def lab(self, *, limited: bool = False) -> AbstractContextManager[Lab]:
        """Open a lab on the server."""
        return self._lab([], limited, Watch(self._ledger))

    @contextmanager
    def _lab(self, log: list[Event], limited: bool, watch: Watch) -> Iterator[Lab]:  # noqa: FBT001 - as `lab` was asked
        log.clear()
        access, mark = self._access, len(self._ledger.created)
        wire = Wire(
            client=self._client,
            observer=self._observer,
            log=log,
            pacer=self._pacer,
            read_only=access.read_only,
            ledger=self._ledger,
        )
        if limited:
            self._pacer.drain()
        try:
            yield Lab(
                document=self._document,
                account=Account(wire, access.key, "first"),
                other=Account(wire, access.second_key, "second") if access.second_key else None,
                suspended_key=access.suspended_key,
                time=self._time,
                clock=None,
                transport=httpx2.MockTransport(self._client.send),
                base_url=access.base_url,
                places=Places(watch.read, self._parents, read_only=access.read_only),
                random=Random(self._seed),  # noqa: S311 - a check's choices are no secret
                again=lambda: self._lab(log, limited, watch),
                effort=self._effort,
                changes=watch.change,
            )
        finally:
            self._clean(mark, log)

    @property
    def left(self) -> int:
        """How many things that were made are there still."""
        return len(self._left) + len(self._ledger.created)

    def close(self) -> list[str]:
        """Remove what was made, and give a line for each thing that could not be removed, or was left as the user wished."""
        lines: list[str] = []
        self._left += self._ledger.take(0)
        with suppress(KeyboardInterrupt):
            if not INTERRUPTION.is_forced:
                remove(self._left)
                lines.extend(schedule(self._left))
        lines.extend(give_up(self._left))
        lines.extend(self._ledger.unknown)
        self._client.close()
        return lines

    def notes(self) -> list[str]:
        """Give a line if requests were refused that kept below the limit of the rate."""
        if not self._pacer.crowded:
            return []
        line = (
            f"Requests that kept below the limit and were answered with 429 all the same: {self._pacer.crowded}. They were sent again. Either "
            "somebody else uses this key, and a run wants one for itself, or the limit is too low, which the rate-limit checks tell."
        )
        return [line]

    def _clean(self, mark: int, log: list[Event]) -> None:
        """Remove what no later check will use. It is not part of the check, and its transcript ends before."""
        kept, length, since = set(self._parents.values()), len(log), len(self._left)
        self._left += self._ledger.take(mark)
        with INTERRUPTION.holding(lambda: f"cleaning up, {self.left} left; once more to leave them"):
            remove(self._left, since, kept)
        del log[length:]
