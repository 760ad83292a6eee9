"""The line before the throttle, by a clock that stands still until it is moved."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

import httpx2

from contract_tests.document import Operation
from contract_tests.sdk_checks.calls import good, plainest
from contract_tests.sdk_checks.still import Clock, call_of, client_with
from contract_tests.suite import rules_sdk as rules
from contract_tests.suite.check import check
from contract_tests.suite.expect import equal
from contract_tests.suite.lab import Lab

#: Seconds after which what has to happen will not happen any more, on a busy machine as well.
_PATIENCE: Final = 6

#: How often a loop goes on to what is ready, until all that needs no wait has happened.
_TURNS: Final = 100


async def _turns() -> None:
    for _ in range(_TURNS):
        await asyncio.sleep(0)


class _Line:
    """An asynchronous client whose window is full, and the names of the calls that it sent since, in their order."""

    def __init__(self, lab: Lab, operation: Operation) -> None:
        self.clock, self.sent = Clock(), list[str]()
        self._operation = operation
        self.is_slow = False

        async def answer(request: httpx2.Request) -> httpx2.Response:
            self.sent.append(request.headers["X-Who"])
            if self.is_slow:
                await asyncio.get_running_loop().create_future()
            return good(operation)

        self._client = client_with(lab, "async", answer, self.clock)

    def call(self, who: str) -> asyncio.Task[Any]:
        """Begin a call."""
        return asyncio.create_task(call_of(self._client, self._operation, extra_headers={"X-Who": who}))


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
