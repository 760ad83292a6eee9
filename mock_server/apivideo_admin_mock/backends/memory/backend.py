"""The data of all keys in memory. It ends with the process."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from apivideo_admin_mock.backends.interface import Setup, Tenant
from apivideo_admin_mock.backends.memory.tenant import MemoryTenant
from apivideo_admin_mock.backends.memory.usage import EvictionLog, Usage


class MemoryBackend:
    """The data of all keys in memory. See `Backend` for its methods.

    A tenant is added before it is filled, so that an eviction at any time removes it completely. Filling a tenant with a large
    scenario is slow: only transactions of the same key wait for it.
    """

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._lock = threading.Lock()
        self._permanent: dict[str, MemoryTenant] = {}
        self._usage = Usage()
        self._evictions = EvictionLog(setup.max_total_bytes)
        # Least recently used first.
        self._temporary: OrderedDict[str, MemoryTenant] = OrderedDict()

    def transaction(self, key: str) -> MemoryTenant:
        """Return a context with the data of a key, created at its first use."""
        return self._permanent.get(key) or self._find(key)

    @contextmanager
    def exclusive(self) -> Iterator[list[Tenant]]:
        """Return a context with the data of every key, in one transaction. Meanwhile no other transaction runs."""
        with self._lock, ExitStack() as stack:
            yield [stack.enter_context(one) for one in self._all()]

    def trial(self) -> MemoryTenant:
        """Return a context with an empty tenant that exists in the block only. Without permanent keys, it is a temporary one."""
        setup = self._setup
        return MemoryTenant("trial", setup, None, None if setup.permanent else Usage())

    def all_keys(self) -> list[str]:
        """Return the keys that have data."""
        with self._lock:
            return [one.key for one in self._all()]

    def wait(self, key: str, number: int, seconds: float) -> None:
        """Wait up to ``seconds`` until ``number`` requests of a key were recorded."""
        tenant = self._permanent.get(key) or self._temporary.get(key)
        if tenant is not None:
            tenant.wait(number, seconds)

    def _all(self) -> list[MemoryTenant]:
        return [*self._permanent.values(), *self._temporary.values()]

    def _find(self, key: str) -> MemoryTenant:
        setup = self._setup
        with self._lock:
            if key in setup.permanent:
                return self._permanent.setdefault(key, MemoryTenant(key, setup, setup.fill))
            now, tenants = setup.now(), self._temporary
            while tenants and next(iter(tenants.values())).last_use <= now - setup.idle_seconds:
                self._drop_oldest()
            tenant = tenants.get(key)
            if tenant is None:
                while len(tenants) >= setup.max_tenants:
                    self._drop_oldest()
                tenant = tenants[key] = MemoryTenant(key, setup, setup.fill, self._usage)
                self._usage.add(tenant)
            tenants.move_to_end(key)
            tenant.last_use = now
            while self._usage.total > setup.max_total_bytes and len(tenants) > 1:
                self._evictions.add(now, self._drop_oldest())
            return tenant

    def _drop_oldest(self) -> int:
        """Delete the least recently used temporary tenant. Return the size of its data."""
        return self._usage.remove(self._temporary.popitem(last=False)[1])

    def __len__(self) -> int:
        return len(self._permanent) + len(self._temporary)
