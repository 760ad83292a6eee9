"""A journal in memory."""

from __future__ import annotations

from collections import deque

from apivideo_admin_mock.backends import entry
from apivideo_admin_mock.backends.entry import ALL_ENTRIES, Call, Entry, EntryFilter
from apivideo_admin_mock.backends.memory.undo import Undo

#: An entry and its size, which takes time to measure.
_Sized = tuple[Entry, int]


class MemoryJournal:
    """A journal in memory. See `Journal` for its methods."""

    def __init__(self, undo: Undo) -> None:
        self._undo = undo
        self._entries: deque[_Sized] = deque()
        self._number = 0
        self._bytes = 0

    @property
    def number(self) -> int:
        """The number of requests recorded so far."""
        return self._number

    @property
    def size(self) -> int:
        """The size of the entries."""
        return self._bytes

    def add(self, call: Call) -> None:
        """Record a request and its response. Drop the oldest entries beyond the limits."""
        self._number += 1
        new = Entry.of(self._number, call)
        size = new.size
        self._entries.append((new, size))
        self._bytes += size
        dropped: list[_Sized] = []
        while len(self._entries) > entry.MAX_ENTRIES or (self._bytes > entry.MAX_BYTES and len(self._entries) > 1):
            oldest = self._entries.popleft()
            self._bytes -= oldest[1]
            dropped.append(oldest)
        self._undo.append((self._remove_last, dropped))

    def find(self, wanted: EntryFilter = ALL_ENTRIES) -> list[Entry]:
        """Return the entries that match a filter, oldest first."""
        return [one for one, _ in self._entries if wanted.matches(one)]

    def clear(self) -> None:
        """Delete all entries."""
        self._undo.append((self._restore, self._entries, self._bytes))
        self._restore(deque(), 0)

    def _restore(self, entries: deque[_Sized], size: int) -> None:
        self._entries, self._bytes = entries, size

    def _remove_last(self, dropped: list[_Sized]) -> None:
        self._number -= 1
        self._bytes += sum(size for _, size in dropped) - self._entries.pop()[1]
        self._entries.extendleft(reversed(dropped))
