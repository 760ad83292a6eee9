"""A mapping that makes its values when they are first used."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class LazyDict(dict[_Key, _Value]):
    """Makes the value of a key with ``make(key)`` when ``[key]`` first reads it, and keeps it. Thread-safe: each is made once.

    ``make`` must not read the same mapping. Its errors pass to the reader, and the next read makes the value again.
    """

    def __init__(self, make: Callable[[_Key], _Value]) -> None:
        super().__init__()
        self._make, self._lock = make, threading.Lock()

    def __missing__(self, key: _Key) -> _Value:
        """Make, keep and return the value of a key."""
        with self._lock:
            if key not in self:
                self[key] = self._make(key)
            return self[key]
