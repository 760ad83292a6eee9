"""A session: the server, accounts and collection fixtures that one check uses, and what the run may do there."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from random import Random
from typing import Final, TypeVar

import httpx2

from apivideo_admin_contract.client.account import Account, Connection
from apivideo_admin_contract.client.clock import Clock, Time, is_near_new_month
from apivideo_admin_contract.document.document import Collection, Document, Operation
from apivideo_admin_contract.document.exchange import SAFE, ClockMoved, Event
from apivideo_admin_contract.rules.verdict import Skipped
from apivideo_admin_contract.safety.change_detector import Change
from apivideo_admin_contract.session.fixtures import Fixture, Fixtures


@dataclass(frozen=True, slots=True)
class Effort:
    """The effort of a check with random examples: how many, how many steps in each, and whether a failure is shrunk."""

    examples: int = 20
    steps: int = 25
    shrink: bool = True


#: Each of this many operations gets another part of the values.
_SHARES: Final = 3

T = TypeVar("T")


def _nothing(_: float) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Session:
    """A server for one check.

    - ``other``, ``suspended_key``: None where the run has no such key.
    - ``clock``: None where the suite can't move the clock of the server.
    - ``transport``: an httpx2 transport to the server, for other clients.
    - ``fresh``: opens a fresh session, with the same log, emptied. A check with many examples uses one for each, so that the transcript
      contains the last example.
    - ``find_change``: returns a change by others during the check, or None. Its argument is the patience in seconds.
    """

    document: Document
    account: Account
    other: Account | None
    suspended_key: str | None
    time: Time
    clock: Clock | None
    transport: httpx2.BaseTransport
    base_url: str
    fixtures: Fixtures
    random: Random
    fresh: Callable[[], AbstractContextManager[Session]]
    effort: Effort = field(default_factory=Effort)
    find_change: Callable[[float], Change | None] = _nothing

    @property
    def connection(self) -> Connection:
        """The connection that the accounts share."""
        return self.account.connection

    @property
    def log(self) -> list[Event]:
        """The exchanges and clock moves so far. A check may clear it before each example."""
        return self.connection.log

    def fixture(
        self, collection: Collection, *, account: Account | None = None, number: int = 0, empty: bool = False
    ) -> Fixture:
        """Return a fixture of a collection. Another ``number`` has other parents; with ``empty`` it contains no items.

        Raises Skipped where there is none and the run may create none.
        """
        return self.fixtures.find(account or self.account, collection, number, empty=empty)

    def parent_ids(self, operation: Operation, number: int = 0) -> tuple[str, ...]:
        """Return ids of existing items for the path of an operation, of this run or, for a safe method, of others.

        Raises Skipped where there are none.
        """
        parents = self.document.parents_of(operation)
        if not parents:
            return ()
        fixture = self.fixture(parents[-1], number=number)
        return fixture.path_ids(fixture.any_item(read_only=operation.method in SAFE))

    def pick_count(self, many: int, few: int, collection: Collection | None = None) -> int:
        """Return ``many`` or ``few``: the number of requests, or of new items of a collection, that a check uses.

        It is few on a server with a rate limit, and on a server at a URL for items that can't be deleted again.
        """
        is_permanent = self.clock is None and collection is not None and "delete" not in collection.operations
        return few if is_permanent or self.connection.pacer.is_slow else many

    def share(self, operation: Operation, values: Sequence[T]) -> Sequence[T]:
        """Return the values that a check of each operation uses for one of them.

        These are all, or on a server with a rate limit the first one and every third of the others: other operations get those between.
        """
        if not self.connection.pacer.is_slow:
            return values
        position = self.document.operations.index(operation)
        return [*values[:1], *values[1 + position % _SHARES :: _SHARES]]

    def wait(self, seconds: float) -> None:
        """Move the clock of the server by ``seconds``, or wait as long where the suite can't move it."""
        if self.clock is None:
            time.sleep(seconds)
            self.log.append(ClockMoved(seconds))
        else:
            self.move(seconds)

    def pass_time(self) -> None:
        """Move the clock of the server by a minute, or wait until a later second where the suite can't move it."""
        self.wait(1.1 if self.clock is None else 61)

    def skip_near_new_month(self) -> None:
        """Raise Skipped near the end of a month (UTC) on a server whose clock runs: scheduled items are deleted at that moment."""
        if self.clock is None and is_near_new_month(self.time.now()):
            raise Skipped(
                "a month ends or begins within 15 minutes, and scheduled items are deleted then. hint: run the check in half an hour"
            )

    def move(self, seconds: float, *, expiring: bool = False) -> None:
        """Move the clock of the server forward, in seconds. Raises Skipped where the suite can't move it.

        Without ``expiring``, items must still exist then: raises Skipped if one of a collection fixture would not.
        """
        if self.clock is None:
            raise Skipped("the suite can't move the clock of this server")
        gone = None if expiring else self.fixtures.find_expired(self.time.now() + seconds)
        if gone is not None:
            raise Skipped(f"the items of {gone.path} do not exist for as long as this check takes")
        self.clock.advance(seconds)
        moved = ClockMoved(seconds)
        self.log.append(moved)
        self.connection.write_log.history.append(moved)
