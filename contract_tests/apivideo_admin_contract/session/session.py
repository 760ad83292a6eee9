"""What a check works with: a server to fill and to ask, and what this run may do there."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from random import Random

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
    """How much a check with chance in it does: how many examples, how many steps each, and whether it makes a failure short."""

    examples: int = 20
    steps: int = 25
    shrink: bool = True


def _nothing(_: float) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Session:
    """A server for one check. ``other`` and ``suspended_key`` are None where the run has no such key, ``clock`` where time can't be moved.

    ``transport`` reaches the server for clients of other kinds, the SDK's for one. ``again`` opens a lab that begins anew, with the same log,
    emptied: for a check that tries many examples, of which the transcript shall have the last. ``changes`` tells what somebody else changed
    meanwhile, where somebody can.
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
        """What the accounts share."""
        return self.account.connection

    @property
    def log(self) -> list[Event]:
        """What was exchanged so far; an example that begins anew may clear it."""
        return self.connection.log

    def fixture(
        self, collection: Collection, *, account: Account | None = None, number: int = 0, empty: bool = False
    ) -> Fixture:
        """Give a place of a collection. Another ``number`` is below other parents; ``empty`` asks for one that holds nothing.

        Raises Skipped where there is none, and none may be made.
        """
        return self.fixtures.find(account or self.account, collection, number, empty=empty)

    def parent_ids(self, operation: Operation, number: int = 0) -> tuple[str, ...]:
        """Give the ids of existing items for the path of an operation: the run's own, or others' to read where none may be made.

        Raises Skipped where there are none.
        """
        parent_ids = self.document.parents_of(operation)
        if not parent_ids:
            return ()
        fixture = self.fixture(parent_ids[-1], number=number)
        return fixture.path_ids(fixture.any_item(read_only=operation.method in SAFE))

    def pick_count(self, many: int, few: int, collection: Collection | None = None) -> int:
        """Give how many requests, or new items of a collection, a check takes: few where each costs.

        That is on a server that limits the rate, and where items can't be deleted again.
        """
        remaining = self.clock is None and collection is not None and "delete" not in collection.operations
        return few if remaining or self.connection.pacer.is_slow else many

    def wait(self, seconds: float) -> None:
        """Let time pass on the server: its clock is moved, or we wait."""
        if self.clock is None:
            time.sleep(seconds)
        else:
            self.move(seconds)

    def skip_near_new_month(self) -> None:
        """Raise Skipped where a month ends or begins right now and time can't be stopped: what is scheduled goes at that moment."""
        if self.clock is None and is_near_new_month(self.time.now()):
            raise Skipped("the month ends or begins, when scheduled items go: run it in a quarter of an hour")

    def move(self, seconds: float) -> None:
        """Move the server's clock forward. Raises Skipped where it can't be moved."""
        if self.clock is None:
            raise Skipped("the clock of this server can't be moved")
        self.clock.advance(seconds)
        moved = ClockMoved(seconds)
        self.log.append(moved)
        self.connection.write_log.history.append(moved)
