"""The line before the throttle, by a clock that stands still until it is moved."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

import httpx2

from apivideo_admin_contract.document.document import Operation
from apivideo_admin_contract.rules.expect import equal
from apivideo_admin_contract.session.check import check
from apivideo_admin_contract.session.session import Session
from contract_tests import rules_sdk as rules
from contract_tests.sdk_checks.calls import good, plainest
from contract_tests.sdk_checks.still import Clock, call_of, client_with

#: Seconds after which what has to happen will not happen any more, on a busy machine as well.
_PATIENCE: Final = 6

#: How often a loop goes on to what is ready, until all that needs no wait has happened.
_TURNS: Final = 100


async def _turns() -> None:
    for _ in range(_TURNS):
        await asyncio.sleep(0)


class _Line:
    """An asynchronous client whose window is full, and the names of the calls that it sent since, in their order."""

    def __init__(self, session: Session, operation: Operation) -> None:
        self.clock, self.sent = Clock(), list[str]()
        self._operation = operation
        self.is_slow = False

        async def response(request: httpx2.Request) -> httpx2.Response:
            self.sent.append(request.headers["X-Who"])
            if self.is_slow:
                await asyncio.get_running_loop().create_future()
            return good(operation)

        self._client = client_with(session, "async", response, self.clock)

    def call(self, who: str) -> asyncio.Task[Any]:
        """Begin a call."""
        return asyncio.create_task(call_of(self._client, self._operation, extra_headers={"X-Who": who}))


def _in_line(session: Session, operation: Operation, reproduction: Callable[[_Line], Awaitable[None]]) -> None:
    async def run() -> None:
        line = _Line(session, operation)
        for _ in range(session.document.limit):
            await line.call("before")
        line.sent.clear()
        await reproduction(line)

    asyncio.run(run())


@check(rules.SHARE, plainest)
def who_waits_is_served_in_order_and_may_leave(session: Session, operation: Operation) -> None:
    """First come, first served; who is cancelled while he waits leaves the line."""

    async def reproduction(line: _Line) -> None:
        tasks = [line.call(who) for who in "abc"]
        await _turns()
        tasks[0].cancel()
        await _turns()
        equal(line.sent, [], "the calls that were sent while the window was full")
        line.clock.now += 2 * session.document.seconds
        tasks.append(line.call("d"))  # a place is free, and others wait for it
        await asyncio.wait(tasks, timeout=_PATIENCE)
        equal(line.sent, ["b", "c", "d"], "the order of the calls a, b, c, d, of which a was cancelled while it waited")

    _in_line(session, operation, reproduction)


@check(rules.SHARE, plainest)
def a_call_that_is_cancelled_under_way_gives_its_place_back(session: Session, operation: Operation) -> None:
    """After a window, for the server may have counted it."""

    async def reproduction(line: _Line) -> None:
        line.clock.now += 2 * session.document.seconds
        line.is_slow = True
        tasks = [line.call("under way") for _ in range(session.document.limit)]
        await _turns()
        for task in tasks:
            task.cancel()
        await _turns()
        line.is_slow = False
        line.clock.now += 2 * session.document.seconds
        await asyncio.wait([line.call("after")], timeout=_PATIENCE)
        expected = ["under way"] * session.document.limit + ["after"]
        equal(line.sent, expected, "the calls that were sent")

    _in_line(session, operation, reproduction)
