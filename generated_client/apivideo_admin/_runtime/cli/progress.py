"""Show how many items were read, on standard error, while a long list is read."""

from __future__ import annotations

import os
from typing import TextIO


class Progress:
    """A line that counts items. It is shown from the second page on, in a terminal only, and erased at the end."""

    def __init__(self, stream: TextIO, *, enabled: bool) -> None:
        self._stream = stream
        self._enabled = enabled and stream.isatty() and os.environ.get("TERM") != "dumb"
        self._pages = 0
        self._items = 0

    def add(self, count: int) -> None:
        """Count the items of a page."""
        self._pages += 1
        self._items += count
        if self._enabled and self._pages > 1:
            self._stream.write(f"\r{self._items:,} items …\x1b[K")
            self._stream.flush()

    def finish(self) -> None:
        """Erase the line."""
        if self._enabled and self._pages > 1:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
