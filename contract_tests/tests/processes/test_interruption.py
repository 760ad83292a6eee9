"""Signals during a run: it cleans up, or lists what the user chose to leave."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2
import pytest

from apivideo_admin_contract.environment import KEY
from apivideo_admin_contract.outcome.parallel import Job, run_parallel
from apivideo_admin_contract.safety.interruption import Interruption
from apivideo_admin_contract.selection import select_cases
from apivideo_admin_contract.session.session import Effort
from apivideo_admin_mock.adapters.threaded import ThreadedServer
from apivideo_admin_mock.testing import AdminMock
from contract_tests.tests.support.servers import KEYS
from contract_tests.tests.support.subject import DOCUMENT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_KEY = {KEY: KEYS[KEY]}
_COMMAND = (
    sys.executable,
    "-m",
    "apivideo_admin_contract",
    "--rate-limit",
    "off",
    "--effort",
    "fast",
    "--report",
    "json",
)
_NONE = 0
_ROOT = next(one for one in DOCUMENT.collections if not one.parents)


@pytest.fixture(autouse=True)
def _interruptible() -> Iterator[None]:
    """Restore the handlers of signals: a process in the background of a shell, or below ``nohup``, ignores some, and its children too."""
    numbers = [number for name in ("SIGINT", "SIGHUP") if (number := getattr(signal, name, None)) is not None]
    before = {number: signal.signal(number, signal.default_int_handler) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def _interruption() -> tuple[Interruption, list[str]]:
    lines: list[str] = []
    return Interruption(lines.append), lines


def test_the_first_signal_ends_the_checks() -> None:
    interruption, lines = _interruption()

    with pytest.raises(KeyboardInterrupt):
        interruption.handle_signal()
    assert (interruption.is_stopping, lines) == (True, [])


def test_deferred_work_continues_until_the_second_signal() -> None:
    interruption, lines = _interruption()
    interruption.end_checks()

    with pytest.raises(KeyboardInterrupt):
        _hold(interruption, interruption.handle_signal, interruption.handle_signal)
    assert lines == ["cleaning up, 3 left"]
    assert interruption.is_forced


def test_a_deferred_signal_ends_the_checks_after_the_work() -> None:
    interruption, _ = _interruption()
    done: list[str] = []

    with pytest.raises(KeyboardInterrupt):
        _hold(interruption, interruption.handle_signal, lambda: done.append("all of it"))
    assert (done, interruption.is_forced) == (["all of it"], False)


def test_a_deferred_signal_survives_another_error() -> None:
    interruption, _ = _interruption()

    with pytest.raises(KeyboardInterrupt):
        _hold(interruption, interruption.handle_signal, lambda: int("no number"))


def _hold(interruption: Interruption, *steps: Callable[[], object]) -> None:
    with interruption.deferred(lambda: "cleaning up, 3 left"):
        for step in steps:
            step()


def test_a_signal_between_the_checks_and_the_cleanup_is_deferred_too() -> None:
    interruption, lines = _interruption()

    with pytest.raises(KeyboardInterrupt):
        interruption.handle_signal()
    interruption.handle_signal()
    assert lines == ["about to clean up; interrupt again to leave all created items"]


class _Victim:
    """A mock that sends signals to the process that calls it: each signal of a plan at the next request with its method."""

    def __init__(self, plan: Iterable[tuple[str, int]]) -> None:
        self._mock = AdminMock(keys=[KEYS[KEY]], rate_limit="off")
        self._plan = list(plan)
        self.process = 0

    def app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if self.process and self._plan and environ["REQUEST_METHOD"] == self._plan[0][0]:
            os.kill(self.process, self._plan.pop(0)[1])
        return self._mock.wsgi(environ, start_response)


@contextmanager
def _run(*plan: tuple[str, int]) -> Iterator[tuple[str, int, str, str]]:
    """Run the suite in a process, and yield the URL of the server, the exit code and both outputs."""
    victim = _Victim(plan)
    server = ThreadedServer(victim.app)
    try:
        command = [*_COMMAND, "--url", server.url, "--select", "a_list_is_sorted_as_requested"]
        pipe, env = subprocess.PIPE, {**os.environ, **_KEY}
        with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=env) as process:
            victim.process = process.pid
            out, err = process.communicate()
        yield server.url, process.returncode, out, err
    finally:
        server.stop()


def _items(url: str) -> list[dict[str, object]]:
    with httpx2.Client(base_url=url, auth=(KEYS[KEY], "")) as client:
        items: list[dict[str, object]] = client.get(f"{_ROOT.path}?page_size=100").json()["items"]
    return items


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_a_run_cleans_up_despite_a_second_signal() -> None:
    plan = ("POST", _NONE), ("GET", signal.SIGHUP), ("PATCH", signal.SIGTERM)
    with _run(*plan) as (url, code, out, err):
        items = _items(url)

    assert (code, "Traceback" in err) == (130, False)
    assert json.loads(out)["notes"][0].startswith("Interrupted: 0 of")
    assert f"cleaning up, {len(items)} left; interrupt again to leave them" in err
    assert items
    assert all(item["deletes_at"] for item in items)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_an_item_that_is_being_created_during_a_signal_is_removed() -> None:
    with _run(("POST", signal.SIGINT)) as (url, code, out, err):
        items = _items(url)

    assert (code, "Traceback" in err) == (130, False)
    assert "waiting for the response to POST" in err
    assert [bool(item["deletes_at"]) for item in items] == [True]
    assert [line.partition(", ")[0].rpartition("/")[2] for line in json.loads(out)["remaining"]] == [
        items[0][_ROOT.id_name]
    ]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_items_that_the_user_chose_to_leave_are_listed() -> None:
    plan = ("POST", _NONE), ("GET", signal.SIGINT), ("PATCH", signal.SIGINT), ("PATCH", signal.SIGTERM)
    with _run(*plan) as (url, code, out, err):
        items = _items(url)

    assert (code, "Traceback" in err) == (130, False)
    report = json.loads(out)
    assert report["notes"][1] == "Interrupted during the cleanup: some created items were not removed."
    left = {
        line.partition(", ")[0].rpartition("/")[2]
        for line in report["remaining"]
        if line.endswith(", which the interrupted cleanup left")
    }
    assert left
    assert {item[_ROOT.id_name] for item in items if not item["deletes_at"]} <= left


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_a_signal_before_the_first_check_prints_no_traceback() -> None:
    with _run(("GET", signal.SIGINT)) as (_, code, out, err):
        assert (code, out) == (130, "")
    assert err == "apivideo-admin-contract: interrupted before the first check; no report was written\n"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux shows the signals that a process blocks")
def test_worker_processes_do_not_receive_the_signals_that_end_the_run() -> None:
    select = ("an_empty_list_is_one_page_with_a_link_to_itself",)
    cases = select_cases(DOCUMENT, select)
    job = Job(DOCUMENT.node, partial(select_cases, globs=select), 0, Effort(1, 1))

    results = run_parallel(job, DOCUMENT, cases, 1)
    next(results)
    (worker,) = multiprocessing.active_children()
    blocked = re.search(
        r"^SigBlk:\s*(\w+)", Path(f"/proc/{worker.pid}/status").read_text(encoding="utf-8"), re.MULTILINE
    )
    results.close()

    assert blocked is not None
    assert all(int(blocked[1], 16) >> (number - 1) & 1 for number in (signal.SIGINT, signal.SIGHUP))
    assert not {signal.SIGINT, signal.SIGHUP} & signal.pthread_sigmask(signal.SIG_BLOCK, ())
