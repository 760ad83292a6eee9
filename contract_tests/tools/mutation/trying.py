"""`python -m contract_tests.tools.mutation.trying SESSION TIMEOUT`: tries each change of a session, in the copy that it is run in.

Cosmic Ray makes the changes and keeps what came of them. What it does not is to begin quickly: a process that imports all that the tests
need takes two seconds, most changes are noticed in a tenth of one. So here each change is tried in a fork of a process that has
imported what is not of the copy.
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

#: A change that makes an endless loop is noticed by it. Unlike a time on the clock, seconds of the processor are the same on a busy machine;
#: neither the suite nor the mock's own tests, without a change, take half of them.
_MOST_CPU: Final = 40


def main() -> int:
    """Try what was not tried yet; a session can be interrupted and gone on with."""
    session, timeout = Path(sys.argv[1]), float(sys.argv[2])
    for name in _foreign(Path.cwd()):
        # Some modules can't be imported by themselves; the fork does as it must.
        with suppress(Exception):
            importlib.import_module(name)
    if (code := _wait(_fork(_killers), timeout)) != 0:
        sys.stderr.write(
            "a killer fails without any change: run `python -m contract_tests.tools.mutation.killers` there\n"
        )
        return code
    with use_db(str(session)) as db:
        for item in list(db.pending_work_items):
            (change,) = item.mutations
            db.set_result(item.job_id, _try(change, timeout))
    return 0


def _try(change: Any, timeout: float) -> WorkResult:
    try:
        return _tried(change, timeout)
    except Exception as error:  # noqa: BLE001 - some operators can't make all the changes that they promise
        return WorkResult(
            worker_outcome=WorkerOutcome.EXCEPTION, test_outcome=TestOutcome.INCOMPETENT, output=str(error)
        )


def _tried(change: Any, timeout: float) -> WorkResult:
    operator = get_operator(change.operator_name)(**change.operator_args)
    with use_mutation(change.module_path, operator, change.occurrence) as (before, after):
        if after is None:
            return WorkResult(worker_outcome=WorkerOutcome.NO_TEST)
        noticed = _wait(_fork(_killers), timeout) != 0
        return WorkResult(
            worker_outcome=WorkerOutcome.NORMAL,
            test_outcome=TestOutcome.KILLED if noticed else TestOutcome.SURVIVED,
            diff="\n".join(_difference(before, after, str(change.module_path))),
        )


def _difference(before: str, after: str, path: str) -> Iterator[str]:
    return difflib.unified_diff(before.splitlines(), after.splitlines(), f"a/{path}", f"b/{path}", n=3, lineterm="")


def _killers() -> int:
    from contract_tests.tools.mutation import killers

    return killers.main()


def _foreign(copy: Path) -> list[str]:
    """Give the modules that the killers import and that are not of the copy. A fork imports them, so that nothing of the copy stays here."""
    receiver, sender = os.pipe()

    def tell() -> int:
        import contract_tests.tools.mutation.killers  # noqa: F401 - for what it imports

        found = [name for name, one in sys.modules.items() if not _is_of(copy, one)]
        os.write(sender, json.dumps(found).encode())
        return 0

    child = _fork(tell)
    os.close(sender)
    with os.fdopen(receiver, "rb") as stream:
        told = stream.read()
    os.waitpid(child, 0)
    names: list[str] = json.loads(told)
    return names


def _is_of(copy: Path, module: Any) -> bool:
    places = [getattr(module, "__file__", None), *getattr(module, "__path__", ())]
    return any(Path(place).is_relative_to(copy) for place in places if place)


def _fork(work: Callable[[], int]) -> int:
    """Begin some work in a group of processes of its own, without its output, and give the process."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CPU, (_MOST_CPU, _MOST_CPU))
        with Path(os.devnull).open("w") as nothing:
            os.dup2(nothing.fileno(), 1)
            os.dup2(nothing.fileno(), 2)
            code = work()
    finally:
        os._exit(code)  # what the parent has open is the parent's to close


def _wait(child: int, timeout: float) -> int:
    """Give the exit code of a process. After ``timeout`` seconds it is ended, and the code is that of a failure."""
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
