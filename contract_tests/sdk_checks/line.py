"""The line before the throttle, by a clock that stands still until it is moved: who must not wait, does not."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import Any, Final
from unittest.mock import patch

import httpx2

from apivideo_admin.errors import AdminConnectionError
from contract_tests.document import Operation
from contract_tests.sdk import CLIENTS, method_of
from contract_tests.sdk_checks.calls import good, plainest
from contract_tests.sdk_checks.subjects import faced
from contract_tests.sdk_checks.tryout import KEY, arguments_of, ids_of
from contract_tests.suite import rules_sdk as rules
from contract_tests.suite.check import check
from contract_tests.suite.expect import equal, holds
from contract_tests.suite.lab import Lab
from contract_tests.suite.outcome import Broken

#: Seconds after which what has to happen will not happen any more, on a busy machine as well.
_PATIENCE: Final = 6

#: How often a loop goes on to what is ready, until all that needs no wait has happened.
_TURNS: Final = 100


class _Clock:
    """Time in seconds, which somebody moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


class _HookError(Exception):
    """What a hook of the caller raises."""


def _client(lab: Lab, face: str, answer: Callable[[httpx2.Request], Any], clock: _Clock, **options: Any) -> Any:
    # The throttle takes the clock of the moment when its client is made.
    with patch("time.monotonic", clock):
        return CLIENTS[face](
            KEY, base_url=lab.base_url, transport=httpx2.MockTransport(answer), max_retries=0, **options
        )


def _call(client: Any, operation: Operation, **more: Any) -> Any:
    return method_of(client, operation)(*ids_of(operation), **arguments_of(operation), **more)


def _at_once(face: str, action: Callable[[], Any], times: int, what: str, *expected: type[Exception]) -> None:
    """Do something so often. Raises Broken if it has not ended long after it should have: it waits for a clock that stands still."""

    async def repeated() -> None:
        for _ in range(times):
            try:
                await action()
            except expected:
                continue

    def repeat() -> None:
        for _ in range(times):
            try:
                action()
            except expected:
                continue

    waits = f"{what}: a call waits that should not"
    if face == "sync":
        holds(_ends(repeat), waits)
        return
    try:
        asyncio.run(asyncio.wait_for(repeated(), _PATIENCE))
    except TimeoutError:
        raise Broken(waits) from None


def _ends(action: Callable[[], None]) -> bool:
    """Do something in a thread, and tell whether it came to its end. What it raises is raised here."""
    raised: list[Exception] = []

    def work() -> None:
        try:
            action()
        except Exception as error:  # noqa: BLE001 - it is raised where it is waited for
            raised.append(error)

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    worker.join(_PATIENCE)
    if raised:
        raise raised[0]
    return not worker.is_alive()


@check(rules.SHARE, faced(plainest))
def a_limit_of_nothing_is_no_limit(lab: Lab, face: str, operation: Operation) -> None:
    """With a limit of 0 nobody could ever send."""
    told = good(operation, X_RateLimit_Limit="0", X_RateLimit_Remaining="0")
    client = _client(lab, face, lambda _: told, _Clock())
    _at_once(face, lambda: _call(client, operation), 3, "X-RateLimit-Limit: 0")


@check(rules.SHARE, faced(plainest))
def what_was_never_sent_holds_no_place(lab: Lab, face: str, operation: Operation) -> None:
    """The server does not count it."""

    def fail(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("no way there", request=request)

    client = _client(lab, face, fail, _Clock())
    times = lab.document.limit + 3
    _at_once(face, lambda: _call(client, operation), times, f"{times} calls without a connection", AdminConnectionError)


@check(rules.SHARE, faced(plainest))
def without_a_throttle_nothing_waits(lab: Lab, face: str, operation: Operation) -> None:
    """`throttle=False` turns it off."""
    client = _client(lab, face, lambda _: good(operation), _Clock(), throttle=False)
    times = lab.document.limit + 3
    _at_once(face, lambda: _call(client, operation), times, f"{times} calls with throttle=False")


@check(rules.SHARE, faced(plainest))
def a_call_that_a_hook_ends_holds_its_place_no_longer_than_others(lab: Lab, face: str, operation: Operation) -> None:
    """After a window it is free again."""
    clock, failing = _Clock(), [True]

    def fail(_: object) -> None:
        if failing:
            raise _HookError

    async def afail(_: object) -> None:
        fail(_)

    hooks = {"request": [fail if face == "sync" else afail]}
    client = _client(lab, face, lambda _: good(operation), clock, event_hooks=hooks)
    what = "a hook that raises"
    _at_once(face, lambda: _call(client, operation), lab.document.limit, what, _HookError)
    failing.clear()
    clock.now += 2 * lab.document.seconds
    _at_once(
        face, lambda: _call(client, operation), 1, f"{what} {lab.document.limit} times, and then none, a window later"
    )


async def _turns() -> None:
    for _ in range(_TURNS):
        await asyncio.sleep(0)


class _Line:
    """An asynchronous client whose window is full, and the names of the calls that it sent since, in their order."""

    def __init__(self, lab: Lab, operation: Operation) -> None:
        self.clock, self.sent = _Clock(), list[str]()
        self._operation = operation
        self.is_slow = False

        async def answer(request: httpx2.Request) -> httpx2.Response:
            self.sent.append(request.headers["X-Who"])
            if self.is_slow:
                await asyncio.get_running_loop().create_future()
            return good(operation)

        self._client = _client(lab, "async", answer, self.clock)

    def call(self, who: str) -> asyncio.Task[Any]:
        """Begin a call."""
        return asyncio.create_task(_call(self._client, self._operation, extra_headers={"X-Who": who}))


def _in_line(lab: Lab, operation: Operation, story: Callable[[_Line], Awaitable[None]]) -> None:
    async def run() -> None:
        line = _Line(lab, operation)
        for _ in range(lab.document.limit):
            await line.call("before")
        line.sent.clear()
        await story(line)

    asyncio.run(run())


@check(rules.SHARE, plainest)
def who_waits_is_served_in_order_and_may_leave(lab: Lab, operation: Operation) -> None:
    """First come, first served; who is cancelled while he waits leaves the line."""

    async def story(line: _Line) -> None:
        tasks = [line.call(who) for who in "abc"]
        await _turns()
        tasks[0].cancel()
        await _turns()
        equal(line.sent, [], "the calls that were sent while the window was full")
        line.clock.now += 2 * lab.document.seconds
        tasks.append(line.call("d"))  # a place is free, and others wait for it
        await asyncio.wait(tasks, timeout=_PATIENCE)
        equal(line.sent, ["b", "c", "d"], "the order of the calls a, b, c, d, of which a was cancelled while it waited")

    _in_line(lab, operation, story)


@check(rules.SHARE, plainest)
def a_call_that_is_cancelled_under_way_gives_its_place_back(lab: Lab, operation: Operation) -> None:
    """After a window, for the server may have counted it."""

    async def story(line: _Line) -> None:
        line.clock.now += 2 * lab.document.seconds
        line.is_slow = True
        tasks = [line.call("under way") for _ in range(lab.document.limit)]
        await _turns()
        for task in tasks:
            task.cancel()
        await _turns()
        line.is_slow = False
        line.clock.now += 2 * lab.document.seconds
        await asyncio.wait([line.call("after")], timeout=_PATIENCE)
        expected = ["under way"] * lab.document.limit + ["after"]
        equal(line.sent, expected, "the calls that were sent")

    _in_line(lab, operation, story)
