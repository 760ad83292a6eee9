"""Run a function in a forked child process."""

from __future__ import annotations

import os
import pickle
import select
import signal
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Child:
    """A child process. ``start`` lets its function begin, ``result`` returns what the function returned, or raises what it raised."""

    pid: int
    gate: int
    results: int

    @classmethod
    def fork(cls, function: Callable[[], Any]) -> Self:
        """Fork a child that waits for ``start``."""
        gate, opener = os.pipe()
        results, writer = os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # Python warns of forks of programs with threads
            pid = os.fork()
        if pid == 0:
            _run(function, gate, writer)
        os.close(gate)
        os.close(writer)
        return cls(pid, opener, results)

    def start(self) -> None:
        os.write(self.gate, b"1")
        os.close(self.gate)

    def result(self) -> Any:
        is_ready, _, _ = select.select([self.results], [], [], _SECONDS)
        if not is_ready:
            os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        with os.fdopen(self.results, "rb") as file:
            data = file.read()
        assert is_ready, "the child process waits for ever"
        found = pickle.loads(data)  # noqa: S301 (our own bytes)
        if isinstance(found, BaseException):
            raise found
        return found


def _run(function: Callable[[], Any], gate: int, writer: int) -> None:
    try:
        os.read(gate, 1)
        result = function()
    except BaseException as error:  # noqa: BLE001 (the parent raises it)
        result = error
    os.write(writer, pickle.dumps(result))
    os._exit(0)


def in_child(function: Callable[[], Any]) -> Any:
    """Return what a function returns in a child process. Fail if it takes too long."""
    child = Child.fork(function)
    child.start()
    return child.result()


def race(*functions: Callable[[], Any]) -> list[Any]:
    """Run each function in a child process of its own, all at the same time, and return their results."""
    children = [Child.fork(function) for function in functions]
    for child in children:
        child.start()
    return [child.result() for child in children]
