"""Find or create the tenant of a key, and delete idle tenants."""

from __future__ import annotations

import threading
from collections.abc import Callable

from apivideo_admin_mock.settings import Settings
from apivideo_admin_mock.tenants.clock import Clock
from apivideo_admin_mock.tenants.tenant import Tenant


class Tenants:
    """The tenants of a mock.

    The tenants of the keys in the settings are permanent. With ``any_key``, every other key creates a temporary tenant at its
    first use. A temporary tenant is deleted after ``idle_seconds`` without a request. If there would be more than
    ``max_tenants``, the one that was idle for the longest time is deleted.
    """

    def __init__(self, make: Callable[[str], Tenant], settings: Settings, clock: Clock) -> None:
        self._make, self._settings, self._clock = make, settings, clock
        self._lock = threading.Lock()
        self._tenants: dict[str, Tenant] = {}
        self._creating: dict[str, threading.Lock] = {}
        # The time of last use of each temporary tenant, in seconds; least recently used first.
        self._last_use: dict[str, float] = {}

    def find(self, key: str) -> Tenant | None:
        """Return the tenant of a key, created at its first use, or None if the key is not accepted."""
        tenant = self._tenants.get(key)
        if tenant is not None and not self._last_use:
            return tenant
        temporary = key not in self._settings.keys
        if temporary and not self._settings.any_key:
            return None
        with self._lock:
            if temporary:
                self._touch(key)
            tenant = self._tenants.get(key)
            if tenant is not None:
                return tenant
            creating = self._creating.setdefault(key, threading.Lock())
        # Creating a tenant with a large scenario is slow: only requests for the same tenant wait.
        with creating:
            tenant = self._tenants.get(key) or self._make(key)
            with self._lock:
                self._creating.pop(key, None)
                return self._tenants.setdefault(key, tenant)

    def all(self) -> list[Tenant]:
        """Return the existing tenants."""
        with self._lock:
            return list(self._tenants.values())

    def _touch(self, key: str) -> None:
        now = self._clock.now()
        self._last_use.pop(key, None)
        for other, used in list(self._last_use.items()):
            is_full = len(self._last_use) >= self._settings.max_tenants
            if used > now - self._settings.idle_seconds and not is_full:
                break
            del self._last_use[other]
            self._tenants.pop(other, None)
        self._last_use[key] = now

    def __len__(self) -> int:
        return len(self._tenants)
