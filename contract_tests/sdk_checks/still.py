"""Who must not wait, by a clock that stands still: whoever waits for it never ends."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any, Final
from unittest.mock import patch

import httpx2

from apivideo_admin.errors import AdminConnectionError, ApiError
from apivideo_admin_contract.document.document import Operation
from apivideo_admin_contract.rules.expect import equal, holds
from apivideo_admin_contract.rules.verdict import Violation
from apivideo_admin_contract.session.check import check
from apivideo_admin_contract.session.session import Session
from contract_tests import rules_sdk as rules
from contract_tests.sdk import CLIENTS, method_of
from contract_tests.sdk_checks.calls import good, in_turn, plainest
from contract_tests.sdk_checks.subjects import faced
from contract_tests.sdk_checks.tryout import KEY, arguments_of, ids_of
from contract_tests.sdk_world import World

#: Seconds after which what has to happen will not happen any more, on a busy machine as well.
_PATIENCE: Final = 6


class Clock:
    """Time in seconds, which somebody moves."""

    now = 0.0

    #: By how much it moves when the throttle looks at it next.
    jump = 0.0

    def __call__(self) -> float:
        """Give the time."""
        self.now += self.jump
        self.jump = 0.0
        return self.now


class _Seen(World):
    """A world that goes by the clock of the throttle."""

    clock: Clock

    def _clock(self) -> float:
        return self.clock.now


class _HookError(Exception):
    """What a hook of the caller raises."""


def client_with(
    session: Session, face: str, response: Callable[[httpx2.Request], Any], clock: Clock, **options: Any
) -> Any:
    """Give a client whose throttle goes by a clock."""
    # The throttle takes the clock of the moment when its client is made.
    with patch("time.monotonic", clock):
        return CLIENTS[face](
            KEY, base_url=session.base_url, transport=httpx2.MockTransport(response), max_retries=0, **options
        )


def call_of(client: Any, operation: Operation, **more: Any) -> Any:
    """Call the method of an operation, without waiting for what has to be awaited."""
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
        raise Violation(waits) from None


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
def a_limit_of_nothing_is_no_limit(session: Session, face: str, operation: Operation) -> None:
    """With a limit of 0 nobody could ever send."""
    told = good(operation, X_RateLimit_Limit="0", X_RateLimit_Remaining="0")
    client = client_with(session, face, lambda _: told, Clock())
    _at_once(face, lambda: call_of(client, operation), 3, "X-RateLimit-Limit: 0")


@check(rules.SHARE, faced(plainest))
def what_was_never_sent_holds_no_place(session: Session, face: str, operation: Operation) -> None:
    """The server does not count it."""

    def fail(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("no way there", request=request)

    client = client_with(session, face, fail, Clock())
    times = session.document.limit + 3
    _at_once(
        face, lambda: call_of(client, operation), times, f"{times} calls without a connection", AdminConnectionError
    )


@check(rules.SHARE, faced(plainest))
def without_a_throttle_nothing_waits(session: Session, face: str, operation: Operation) -> None:
    """`throttle=False` turns it off."""
    client = client_with(session, face, lambda _: good(operation), Clock(), throttle=False)
    times = session.document.limit + 3
    _at_once(face, lambda: call_of(client, operation), times, f"{times} calls with throttle=False")


@check(rules.SHARE, faced(plainest))
def a_call_that_a_hook_ends_holds_its_place_no_longer_than_others(
    session: Session, face: str, operation: Operation
) -> None:
    """After a window it is free again."""
    clock, failing = Clock(), [True]

    def fail(_: object) -> None:
        if failing:
            raise _HookError

    async def afail(_: object) -> None:
        fail(_)

    hooks = {"request": [fail if face == "sync" else afail]}
    client = client_with(session, face, lambda _: good(operation), clock, event_hooks=hooks)
    what = "a hook that raises"
    _at_once(face, lambda: call_of(client, operation), session.document.limit, what, _HookError)
    failing.clear()
    clock.now += 2 * session.document.seconds
    _at_once(
        face,
        lambda: call_of(client, operation),
        1,
        f"{what} {session.document.limit} times, and then none, a window later",
    )


@check(rules.RETRIES, faced(plainest))
def the_time_for_retries_does_not_count_the_wait_in_line(session: Session, face: str, operation: Operation) -> None:
    """No try is later than `max_retry_seconds` after the first one, and that comes after the wait."""
    clock, world, sent = Clock(), _Seen(chance=0.0), list[httpx2.Request]()
    limit, window = session.document.limit, session.document.seconds
    responses = in_turn(*[good(operation)] * limit, httpx2.Response(503), good(operation))

    def response(request: httpx2.Request) -> httpx2.Response:
        sent.append(request)
        return responses(request)

    client = client_with(session, face, response, clock, max_retry_seconds=window)
    world.clock = clock
    world.enter(client)
    _at_once(face, lambda: call_of(client, operation), limit, f"{limit} calls")
    clock.jump = 2 * window
    _at_once(face, lambda: call_of(client, operation, max_retries=1), 1, "a call that stood in line", ApiError)
    tries = len(sent) - limit
    equal(tries, 2, f"the tries of a call that waited {2 * window} seconds in line, with max_retry_seconds={window}")
