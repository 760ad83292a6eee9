"""`python -m contract_tests.tools.mutation.run_mutants SESSION TIMEOUT`: run each mutant of a session, in the current copy.

Cosmic Ray creates the mutants and stores the results. Its own runner starts a process for each mutant, which takes two seconds of
imports, while most mutants are killed in 0.1 s. This module runs each mutant in a fork of a process that has already imported
the modules from outside the copy.
"""

from __future__ import annotations

import difflib
import importlib
import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from cosmic_ray.mutating import use_mutation
from cosmic_ray.plugins import get_operator
from cosmic_ray.work_db import use_db
from cosmic_ray.work_item import TestOutcome, WorkerOutcome, WorkResult

#: Ends a mutant with an endless loop. CPU time, unlike wall-clock time, does not depend on the load of the machine.
#: Without a mutant, the suite and the mock's tests each use less than half of it.
_MAX_CPU_SECONDS: Final = 40


def main() -> int:
    """Run the mutants that have no result yet, so that an interrupted session can be resumed."""
    session, timeout = Path(sys.argv[1]), float(sys.argv[2])
    for name in _external_modules(Path.cwd()):
        # Some modules can't be imported on their own; the fork imports them when it needs them.
        with suppress(Exception):
            importlib.import_module(name)
    if (code := _wait(_fork(_run_tests), timeout)) != 0:
        sys.stderr.write(
            "a test fails without a mutant; fix: run `python -m contract_tests.tools.mutation.run_tests` in the copy, and fix what it prints\n"
        )
        return code
    with use_db(str(session)) as db:
        for item in list(db.pending_work_items):
            (change,) = item.mutations
            db.set_result(item.job_id, _outcome(change, timeout))
    return 0


def _outcome(change: Any, timeout: float) -> WorkResult:
    try:
        return _run(change, timeout)
    except Exception as error:  # noqa: BLE001 - some operators can't apply every mutation that they list
        return WorkResult(
            worker_outcome=WorkerOutcome.EXCEPTION, test_outcome=TestOutcome.INCOMPETENT, output=str(error)
        )


def _run(change: Any, timeout: float) -> WorkResult:
    operator = get_operator(change.operator_name)(**change.operator_args)
    with use_mutation(change.module_path, operator, change.occurrence) as (before, after):
        if after is None:
            return WorkResult(worker_outcome=WorkerOutcome.NO_TEST)
        killed = _wait(_fork(_run_tests), timeout) != 0
        return WorkResult(
            worker_outcome=WorkerOutcome.NORMAL,
            test_outcome=TestOutcome.KILLED if killed else TestOutcome.SURVIVED,
            diff="\n".join(_difference(before, after, str(change.module_path))),
        )


def _difference(before: str, after: str, path: str) -> Iterator[str]:
    return difflib.unified_diff(before.splitlines(), after.splitlines(), f"a/{path}", f"b/{path}", n=3, lineterm="")


def _run_tests() -> int:
    from contract_tests.tools.mutation import run_tests

    return run_tests.main()


def _external_modules(copy: Path) -> list[str]:
    """Return the modules from outside the copy that the tests import.

    A fork imports them, so that no module of the copy is loaded in this process.
    """
    receiver, sender = os.pipe()

    def send() -> int:
        import contract_tests.tools.mutation.run_tests  # noqa: F401 - imports what the tests need

        found = [name for name, one in sys.modules.items() if not _is_inside(copy, one)]
        os.write(sender, json.dumps(found).encode())
        return 0

    child = _fork(send)
    os.close(sender)
    with os.fdopen(receiver, "rb") as stream:
        received = stream.read()
    os.waitpid(child, 0)
    names: list[str] = json.loads(received)
    return names


def _is_inside(copy: Path, module: Any) -> bool:
    paths = [getattr(module, "__file__", None), *getattr(module, "__path__", ())]
    return any(Path(path).is_relative_to(copy) for path in paths if path)


def _fork(work: Callable[[], int]) -> int:
    """Run a function in a new process group without its output, and return the process id."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CPU, (_MAX_CPU_SECONDS, _MAX_CPU_SECONDS))
        with Path(os.devnull).open("w") as nothing:
            os.dup2(nothing.fileno(), 1)
            os.dup2(nothing.fileno(), 2)
            code = work()
    finally:
        os._exit(code)  # skips cleanup: open files belong to the parent


def _wait(child: int, timeout: float) -> int:
    """Return the exit code of a process. Kill it after ``timeout`` seconds and return 1."""
    end = time.monotonic() + timeout
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > end:
            with suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return 1
        time.sleep(0.02)


if __name__ == "__main__":
    sys.exit(main())
