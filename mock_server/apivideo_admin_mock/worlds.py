"""Finds the world of a key, and drops those that nobody uses."""

from __future__ import annotations

import threading
from collections.abc import Callable

from apivideo_admin_mock.clock import Clock
from apivideo_admin_mock.settings import Settings
from apivideo_admin_mock.world import World


class Worlds:
    """The worlds of a mock.

    Those of the keys in the settings stay. With ``any_key`` every other key makes one at its first use; it is dropped after
    ``idle_seconds`` without a request, and the one that is longest unused where there would be more than ``most_worlds``.
    """

    def __init__(self, make: Callable[[str], World], settings: Settings, clock: Clock) -> None:
        self._make, self._settings, self._clock = make, settings, clock
        self._lock = threading.Lock()
        self._worlds: dict[str, World] = {}
        self._making: dict[str, threading.Lock] = {}
        # In the order of their last use, the longest unused first: when that was, in seconds.
        self._passing: dict[str, float] = {}

    def find(self, key: str) -> World | None:
        """Give the world of a key, made at its first use, or None where the key is not accepted."""
        world = self._worlds.get(key)
        if world is not None and not self._passing:
            return world
        passing = key not in self._settings.keys
        if passing and not self._settings.any_key:
            return None
        with self._lock:
            if passing:
                self._touch(key)
            world = self._worlds.get(key)
            if world is not None:
                return world
            making = self._making.setdefault(key, threading.Lock())
        # A large scenario takes its time: only those wait who want this very world.
        with making:
            world = self._worlds.get(key) or self._make(key)
            with self._lock:
                self._making.pop(key, None)
                return self._worlds.setdefault(key, world)

    def all(self) -> list[World]:
        """Give the worlds that there are."""
        with self._lock:
            return list(self._worlds.values())

    def _touch(self, key: str) -> None:
        now = self._clock.now()
        self._passing.pop(key, None)
        for other, used in list(self._passing.items()):
            too_many = len(self._passing) >= self._settings.most_worlds
            if used > now - self._settings.idle_seconds and not too_many:
                break
            del self._passing[other]
            self._worlds.pop(other, None)
        self._passing[key] = now

    def __len__(self) -> int:
        return len(self._worlds)
