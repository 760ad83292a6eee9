"""A world: all that one admin API key sees."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from apivideo_admin_mock.clock import Clock, MovableClock
from apivideo_admin_mock.faults import Faults
from apivideo_admin_mock.ids import IdSource
from apivideo_admin_mock.journal import Journal
from apivideo_admin_mock.lifecycle import Expiry
from apivideo_admin_mock.ratelimit import RateLimit, SlidingWindow
from apivideo_admin_mock.store import MemoryStore, Store


class World:
    """The state behind one admin API key. Whoever reads or changes it holds ``lock``; ``changed`` tells of each exchange."""

    def __init__(
        self,
        key: str,
        *,
        seed: int,
        limit: RateLimit | None,
        clock: Clock,
        populate: Populate,
        most_resources: int | None = None,
    ) -> None:
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.key = key
        self.seed = seed
        self.most_resources = most_resources
        self.clock = MovableClock(clock)
        self.window = SlidingWindow(limit)
        self.journal = Journal()
        self.latency = 0.0
        self.store: Store
        self.expiry: Expiry
        #: The figures of reports that were set: operation and ids, then day, then property.
        self.reports: dict[tuple[str, tuple[str, ...]], dict[str, dict[str, Any]]]
        # Ids and secrets that a scenario gave: the source of new ones would come to them as well.
        self._given: set[str]
        self._limit = limit
        self._populate = populate
        self._begin()

    @property
    def full(self) -> bool:
        """Whether the world takes no more resources."""
        return self.most_resources is not None and len(self.store) >= self.most_resources

    def give(self, value: str) -> bool:
        """Remember an id or a secret that a scenario gave, so that it is not issued again; gives whether it is a new one."""
        is_new = value not in self._given
        self._given.add(value)
        return is_new

    def unused(self, make: Callable[[], str]) -> str:
        """Give the first id or secret of a source that no scenario gave; the source itself never repeats one."""
        while (new := make()) in self._given:
            pass
        return new

    def follow(self, limit: RateLimit | None, populate: Populate) -> None:
        """Take the rate limit and the beginning of another document; a limit that was set at run time stays."""
        if self.window.limit == self._limit:
            self.window.limit = limit
        self._limit, self._populate = limit, populate

    def reset(self) -> None:
        """Begin anew: the same ids come again, the clock follows the machine's, the window and the journal are empty."""
        with self.lock:
            self.clock.reset()
            self.window = SlidingWindow(self._limit)
            self.latency = 0.0
            self.journal.clear()
            self._begin()

    def replace_resources(self, fill: Populate) -> None:
        """Fill the world anew; where that raises, all is as it was."""
        with self.lock:
            kept = self.store, self.expiry, self.reports, self._given
            self._empty()
            try:
                fill(self)
            except BaseException:
                self.store, self.expiry, self.reports, self._given = kept
                raise

    def _empty(self) -> None:
        self.store, self.expiry, self.reports, self._given = MemoryStore(), Expiry(), {}, set()

    def _begin(self) -> None:
        self._empty()
        self.ids = IdSource(f"{self.seed}/{self.key}")
        self.faults = Faults(f"{self.seed}/{self.key}")
        self._populate(self)


#: Fills a new world.
Populate = Callable[[World], None]
