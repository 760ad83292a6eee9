"""The size of the data of all temporary keys in memory."""

from __future__ import annotations

import threading


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
