"""The data of one key in memory, and its transactions."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from apivideo_admin_mock.backends.interface import Figures, Setup, Tenant
from apivideo_admin_mock.backends.memory.figures import MemoryFigures
from apivideo_admin_mock.backends.memory.journal import MemoryJournal
from apivideo_admin_mock.backends.memory.schedule import MemorySchedule
from apivideo_admin_mock.backends.memory.store import MemoryStore
from apivideo_admin_mock.backends.memory.undo import Undo, roll_back
from apivideo_admin_mock.backends.memory.usage import Usage
from apivideo_admin_mock.backends.memory.window import MemoryWindow
from apivideo_admin_mock.backends.state import State


class MemoryTenant:
    """The data of one key. A ``with`` block is a transaction. See `Tenant` for the other methods.

    The first transaction fills the tenant. If that fails, the tenant stays empty and the next transaction tries it again.
    """

    def __init__(
        self, key: str, setup: Setup, fill: Callable[[Tenant], None] | None, usage: Usage | None = None
    ) -> None:
        self.key, self.seed = key, setup.seed
        # Only the usage of temporary tenants is limited.
        self._usage = usage
        self.max_resources = None if usage is None else setup.max_resources
        self.max_bytes = None if usage is None else setup.max_bytes
        self.base_now = setup.now
        self.state = State()
        #: The time of the last transaction of a temporary tenant, by the base clock.
        self.last_use = 0.0
        self._fill = fill
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._awaited: list[int] = []  # the numbers of recorded requests that threads wait for
        self._running = False
        self._before = self.state
        self._undo: Undo = []
        self.window = MemoryWindow(self._undo)
        self.journal = MemoryJournal(self._undo)
        self.records = MemoryStore(self._undo)
        self.schedule = MemorySchedule(self._undo)
        self._figures = MemoryFigures(self._undo)
        self._reserved: set[str] = set()

    def now(self) -> float:
        """Return the time of the tenant's clock, in seconds since 1970-01-01 (UTC)."""
        return self.state.clock.now(self.base_now())

    def figures(self, operation_id: str, ids: tuple[str, ...]) -> Figures:
        """Return the overridden figures of a report. Empty if there are none."""
        return self._figures.get((operation_id, ids))

    def set_figures(self, operation_id: str, ids: tuple[str, ...], figures: Figures) -> None:
        """Replace the overridden figures of a report."""
        self._figures.put((operation_id, ids), figures)

    @property
    def figures_size(self) -> int:
        """The size of the overridden figures of all reports in bytes of JSON."""
        return self._figures.size

    def reserve(self, value: str) -> bool:
        """Reserve an id or secret, so that it is not generated. Return whether it was not reserved before."""
        if value in self._reserved:
            return False
        self._reserved.add(value)
        self._undo.append((self._reserved.discard, value))
        return True

    def is_reserved(self, value: str) -> bool:
        """Whether an id or secret is reserved."""
        return value in self._reserved

    def clear(self) -> None:
        """Delete the resources with their schedule, the figures and the reserved ids."""
        self._undo.append((self._restore, self.records, self.schedule, self._figures, self._reserved))
        self._restore(MemoryStore(self._undo), MemorySchedule(self._undo), MemoryFigures(self._undo), set())

    def _restore(
        self,
        records: MemoryStore,
        schedule: MemorySchedule,
        figures: MemoryFigures,
        reserved: set[str],
    ) -> None:
        self.records, self.schedule, self._figures, self._reserved = records, schedule, figures, reserved

    def wait(self, number: int, seconds: float) -> None:
        """Wait up to ``seconds`` until ``number`` requests were recorded. Other requests do not wake the thread."""
        with self._lock:
            self._awaited.append(number)
            self._changed.wait_for(lambda: self.journal.number >= number, seconds)
            self._awaited.remove(number)

    def __enter__(self) -> Self:
        """Start a transaction."""
        self._lock.acquire()
        if self._running:
            self._lock.release()
            raise RuntimeError("a transaction of this key runs in this thread already: use the tenant that it returned")
        self._running = True
        self._before = self.state
        if self._fill is not None:
            try:
                self._fill(self)
            except BaseException as error:
                self.__exit__(type(error), error, None)
                raise
            self._fill = None
            self._undo.clear()
            self._before = self.state
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Keep the changes, or undo them if the block raised."""
        if kind is None:
            self._undo.clear()
        else:
            roll_back(self._undo)
            self.state = self._before
        if self._usage is not None:
            self._usage.update(self, self.records.size + self.journal.size + self._figures.size)
        self._running = False
        if self._awaited and self.journal.number >= min(self._awaited):
            self._changed.notify_all()
        self._lock.release()
