"""A tenant: the data behind one admin API key."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from apivideo_admin_mock.backends.interface import Store
from apivideo_admin_mock.backends.memory import MemoryStore
from apivideo_admin_mock.http.rate_limit import SlidingWindow
from apivideo_admin_mock.spec import RateLimit
from apivideo_admin_mock.tenants.clock import Clock, MovableClock
from apivideo_admin_mock.tenants.expiry import Expiry
from apivideo_admin_mock.tenants.ids import IdSource
from apivideo_admin_mock.tenants.injection import Faults
from apivideo_admin_mock.tenants.journal import Journal


class Tenant:
    """The data behind one admin API key: resources, clock, rate limit, injected faults and recorded requests.

    Hold ``lock`` to read or change it. ``changed`` is notified after each recorded request.
    """

    def __init__(
        self,
        key: str,
        *,
        seed: int,
        limit: RateLimit | None,
        clock: Clock,
        populate: Populate,
        max_resources: int | None = None,
    ) -> None:
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.key = key
        self.seed = seed
        self.max_resources = max_resources
        self.clock = MovableClock(clock)
        self.window = SlidingWindow(limit)
        self.journal = Journal()
        self.latency = 0.0
        self.store: Store
        self.expiry: Expiry
        #: Overridden figures of reports, by operation and ids, then by day, then by property.
        self.reports: dict[tuple[str, tuple[str, ...]], dict[str, dict[str, Any]]]
        # Ids and secrets from scenarios. With the same seed, the source of ids generates the same values again.
        self._reserved: set[str]
        self._limit = limit
        self._populate = populate
        self._initialize()

    @property
    def full(self) -> bool:
        """Whether the tenant has the maximum number of resources."""
        return self.max_resources is not None and len(self.store) >= self.max_resources

    def reserve(self, value: str) -> bool:
        """Reserve an id or secret of a scenario, so that it is not generated again. Return whether it was not reserved before."""
        is_new = value not in self._reserved
        self._reserved.add(value)
        return is_new

    def unique(self, make: Callable[[], str]) -> str:
        """Return the first id or secret of a source that is not reserved. The source itself never repeats one."""
        while (new := make()) in self._reserved:
            pass
        return new

    def reload(self, limit: RateLimit | None, populate: Populate) -> None:
        """Use the rate limit and the scenario for another document. Keep a rate limit that was set at run time."""
        if self.window.limit == self._limit:
            self.window.limit = limit
        self._limit, self._populate = limit, populate

    def reset(self) -> None:
        """Reset everything to the initial state, the sequence of ids and the clock included."""
        with self.lock:
            self.clock.reset()
            self.window = SlidingWindow(self._limit)
            self.latency = 0.0
            self.journal.clear()
            self._initialize()

    def replace_resources(self, fill: Populate) -> None:
        """Replace all resources with those that ``fill`` adds. If it raises, restore the previous ones."""
        with self.lock:
            saved = self.store, self.expiry, self.reports, self._reserved
            self._clear()
            try:
                fill(self)
            except BaseException:
                self.store, self.expiry, self.reports, self._reserved = saved
                raise

    def _clear(self) -> None:
        self.store, self.expiry, self.reports, self._reserved = MemoryStore(), Expiry(), {}, set()

    def _initialize(self) -> None:
        self._clear()
        self.ids = IdSource(f"{self.seed}/{self.key}")
        self.faults = Faults(f"{self.seed}/{self.key}")
        self._populate(self)


#: A function that adds the initial resources to a tenant.
Populate = Callable[[Tenant], None]
