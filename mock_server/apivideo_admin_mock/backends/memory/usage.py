"""The size of the data of all temporary keys in memory."""

from __future__ import annotations

import logging
import threading
from typing import Final

_log = logging.getLogger("apivideo_admin_mock")
_LOG_SECONDS: Final = 60.0


class Usage:
    """The total size of the resources, figures and recorded requests of all temporary tenants, in bytes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sizes: dict[object, int] = {}
        self.total = 0

    def add(self, tenant: object) -> None:
        """Count a tenant from now on."""
        with self._lock:
            self._sizes[tenant] = 0

    def update(self, tenant: object, size: int) -> None:
        """Set the size of a tenant. A tenant that was removed is not counted any more."""
        with self._lock:
            before = self._sizes.get(tenant)
            if before is not None:
                self._sizes[tenant] = size
                self.total += size - before

    def remove(self, tenant: object) -> int:
        """Stop counting a tenant. Return its size."""
        with self._lock:
            size = self._sizes.pop(tenant, 0)
            self.total -= size
            return size


class EvictionLog:
    """Logs which data was deleted because all keys had more than ``limit`` bytes: one line a minute at most."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._keys = self._bytes = 0
        self._next = float("-inf")

    def add(self, now: float, size: int) -> None:
        """Note that the data of a key was deleted, at a time in seconds. Its size is in bytes."""
        self._keys += 1
        self._bytes += size
        if now < self._next:
            return
        shown = "the least recently used key" if self._keys == 1 else f"the {self._keys} least recently used keys"
        _log.warning(
            "deleted the data of %s, %d bytes: more than --max-total-bytes %d. This is logged once a minute at most.",
            shown,
            self._bytes,
            self._limit,
        )
        self._keys = self._bytes = 0
        self._next = now + _LOG_SECONDS
