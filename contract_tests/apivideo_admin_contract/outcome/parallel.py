"""Runs the checks on mocks in several processes; the results come in the order of the cases."""

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

from apivideo_admin_contract.document.document import Collection, Document, Operation, read_document
from apivideo_admin_contract.outcome.runner import Result, digest, run_case
from apivideo_admin_contract.session.check import Case
from apivideo_admin_contract.session.session import Effort
from apivideo_admin_contract.targets.in_process import InProcessTarget


@dataclass(frozen=True, slots=True)
class Job:
    """What each process needs to make the same cases: the document, which of them, and how they are run."""

    node: Mapping[str, Any]
    cases_of: Callable[[Document], list[Case]]
    seed: int
    effort: Effort


def run_parallel(job: Job, document: Document, cases: Sequence[Case], jobs: int) -> Generator[Result]:
    """Run the cases of a job in processes. Whoever stops asking stops the run; the checks that run already are waited for."""
    # Forking a process with threads in it is not safe, and some systems can't: each process begins anew.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(jobs, len(cases)), context, _begin, (job,)) as pool:
        with _deaf():
            waiting = [pool.submit(_run, index) for index in range(len(cases))]
        try:
            for future in waiting:
                yield _unpack(future.result(), document, cases)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _deaf() -> Iterator[None]:
    """Have signals wait, and not reach the processes that begin meanwhile at all: these import for two seconds before `_begin`.

    Ctrl-C and a closed terminal reach every process; the one that started the others ends them. Windows has no such thing.
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
    """What a process keeps between its cases."""

    def __init__(self, job: Job) -> None:
        document = read_document(job.node)
        self.cases = job.cases_of(document)
        self.target = InProcessTarget(document, seed=job.seed, effort=job.effort)


_worker: list[_Worker] = []


def _begin(job: Job) -> None:
    # As above, where signals can't be blocked.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _worker[:] = [_Worker(job)]


def _run(index: int) -> bytes:
    (worker,) = _worker
    return _pack(digest(run_case(worker.cases[index], worker.target)), worker.cases)


class _Pickler(pickle.Pickler):
    """Writes names in the place of what the other process has itself."""

    cases: Mapping[int, int]

    def persistent_id(self, value: Any) -> tuple[str, Any] | None:
        """Give the name of a case, an operation or a collection."""
        match value:
            case Case():
                return "case", self.cases[id(value)]
            case Operation():
                return "operation", value.id
            case Collection():
                return "collection", value.path
        return None


class _Unpickler(pickle.Unpickler):
    named: Mapping[tuple[str, Any], Any]

    def persistent_load(self, name: tuple[str, Any]) -> Any:
        """Give what a name stands for here."""
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
        **{("collection", one.path): one for one in document.collections},
    }
    result: Result = unpickler.load()
    return result
