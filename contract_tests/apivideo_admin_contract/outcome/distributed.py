"""Distribute checks over the keys of a server: each key runs one check at a time, in a thread of its own."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Sequence
from queue import SimpleQueue
from threading import Lock, Thread

from apivideo_admin_contract.outcome.runner import Result, run_case
from apivideo_admin_contract.safety.interruption import INTERRUPTION
from apivideo_admin_contract.session.check import Case
from apivideo_admin_contract.targets.several_keys import SeveralKeys


class CaseQueue:
    """The positions of the cases that have not started. The first key takes those first that no other key can run."""

    def __init__(self, cases: Sequence[Case], target: SeveralKeys) -> None:
        self._lock = Lock()
        self._first = deque(index for index, case in enumerate(cases) if target.needs_first(case))
        self._rest = deque(index for index, case in enumerate(cases) if not target.needs_first(case))

    def take(self, number: int) -> int | None:
        """Return the next position for a key by its number, or None if there is none left for it."""
        with self._lock:
            if number == 0 and self._first:
                return self._first.popleft()
            return self._rest.popleft() if self._rest else None

    def clear(self) -> None:
        """Let no further case start."""
        with self._lock:
            self._first.clear()
            self._rest.clear()


def run_distributed(cases: Sequence[Case], target: SeveralKeys) -> Generator[Result]:
    """Yield the results in the order of the cases. The caller may stop at any time; running checks end first."""
    queue, done = CaseQueue(cases, target), SimpleQueue[tuple[int, Result | BaseException]]()

    def work(number: int) -> None:
        while (index := queue.take(number)) is not None:
            target.record_use(cases[index], number)
            try:
                with INTERRUPTION.worker():
                    done.put((index, run_case(cases[index], target.targets[number])))
            except BaseException as error:  # noqa: BLE001 - it is raised in the thread that waits for the result
                done.put((index, error))
                return

    threads = [Thread(target=work, args=(number,), daemon=True) for number in range(len(target.targets))]
    for thread in threads:
        thread.start()
    waiting: dict[int, Result] = {}
    try:
        for index in range(len(cases)):
            while index not in waiting:
                found, result = done.get()
                if isinstance(result, BaseException):
                    raise result
                waiting[found] = result
            yield waiting.pop(index)
    finally:
        queue.clear()
        for thread in threads:
            thread.join()
