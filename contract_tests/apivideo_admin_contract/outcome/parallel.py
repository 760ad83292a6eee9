"""Run the checks on mocks in several processes. The results come in the order of the cases."""

from __future__ import annotations

import io
import multiprocessing
import pickle
import signal
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from apivideo_admin_contract.document.document import Collection, Document, Operation
from apivideo_admin_contract.document.reading import read_document
from apivideo_admin_contract.outcome.runner import Result, compact, run_case
from apivideo_admin_contract.session.check import Case
from apivideo_admin_contract.session.session import Effort
from apivideo_admin_contract.targets.in_process import InProcessTarget


@dataclass(frozen=True, slots=True)
class Job:
    """What a process needs: the document, the selection of cases, the seed and the effort."""

    node: Mapping[str, Any]
    select_cases: Callable[[Document], list[Case]]
    seed: int
    effort: Effort


def run_parallel(
    job: Job, document: Document, cases: Sequence[Case], jobs: int, *, start: int = 0
) -> Generator[Result]:
    """Yield the results of the cases of a job from position ``start`` on. The caller may stop at any time; running checks end first."""
    # Forking a process with threads is not safe, and some systems cannot fork: each process starts fresh.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(jobs, len(cases)), context, _start, (job,)) as pool:
        with _blocked_signals():
            waiting = [pool.submit(_run, index) for index in range(start, len(cases))]
        try:
            for future in waiting:
                yield _unpack(future.result(), document, cases)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _blocked_signals() -> Iterator[None]:
    """Block signals, also in the processes that start meanwhile: these import for two seconds before `_start`.

    Ctrl-C and a closed terminal signal every process, and the main process ends the others. Windows has no such signals.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Worker:
    """The state of a process between its cases."""

    def __init__(self, job: Job) -> None:
        document = read_document(job.node)
        self.cases = job.select_cases(document)
        self.target = InProcessTarget(document, seed=job.seed, effort=job.effort)


_worker: list[_Worker] = []


def _start(job: Job) -> None:
    # As above, on systems that cannot block signals.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _worker[:] = [_Worker(job)]


def _run(index: int) -> bytes:
    (worker,) = _worker
    return _pack(compact(run_case(worker.cases[index], worker.target)), worker.cases)


class _Pickler(pickle.Pickler):
    """Write names for objects that the other process has too."""

    cases: Mapping[int, int]

    def persistent_id(self, value: Any) -> tuple[str, Any] | None:
        """Return the name of a case, an operation or a collection."""
        match value:
            case Case():
                return "case", self.cases[id(value)]
            case Operation():
                return "operation", value.id
            case Collection():
                return "collection", value.path
        return None


class _Unpickler(pickle.Unpickler):
    """Replace the names by the objects of this process."""

    named: Mapping[tuple[str, Any], Any]

    def persistent_load(self, name: tuple[str, Any]) -> Any:
        """Return the object of a name."""
        return self.named[name]


def _pack(result: Result, cases: Sequence[Case]) -> bytes:
    buffer = io.BytesIO()
    pickler = _Pickler(buffer)
    pickler.cases = {id(case): index for index, case in enumerate(cases)}
    pickler.dump(result)
    return buffer.getvalue()


def _unpack(packed: bytes, document: Document, cases: Sequence[Case]) -> Result:
    unpickler = _Unpickler(io.BytesIO(packed))
    unpickler.named = {
        **{("case", index): case for index, case in enumerate(cases)},
        **{("operation", one.id): one for one in document.operations},
        **{("collection", one.path): one for one in (*document.collections, *document.singles)},
    }
    result: Result = unpickler.load()
    return result
