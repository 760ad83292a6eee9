"""The overridden figures of reports in memory."""

from __future__ import annotations

from apivideo_admin_mock.backends.interface import Figures
from apivideo_admin_mock.backends.memory.undo import Undo
from apivideo_admin_mock.http.responses import encode

_Key = tuple[str, tuple[str, ...]]
_NONE: Figures = {}


class MemoryFigures:
    """The overridden figures of the reports of a tenant, by operation and ids. ``size`` is their size in bytes of JSON."""

    def __init__(self, undo: Undo) -> None:
        self._undo = undo
        self._found: dict[_Key, tuple[Figures, int]] = {}
        self.size = 0

    def get(self, key: _Key) -> Figures:
        """Return the figures of a report. Empty if there are none."""
        return self._found[key][0] if key in self._found else _NONE

    def put(self, key: _Key, figures: Figures) -> None:
        """Replace the figures of a report."""
        self._undo.append((self._restore, key, self._found.get(key)))
        self._restore(key, (figures, len(encode(figures))))

    def _restore(self, key: _Key, new: tuple[Figures, int] | None) -> None:
        _, size = self._found.pop(key, (_NONE, 0))
        self.size -= size
        if new is not None:
            self._found[key] = new
            self.size += new[1]
