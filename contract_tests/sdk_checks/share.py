"""The throttle that all share who use a client, and what it learns. Waits are real here, for the throttle's clock is its own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import httpx2

from apivideo_admin_contract.document.document import Operation
from apivideo_admin_contract.rules.expect import holds
from apivideo_admin_contract.rules.verdict import Violation
from apivideo_admin_contract.session.check import check
from apivideo_admin_contract.session.session import Session
from contract_tests import rules_sdk as rules
from contract_tests.sdk import method_of
from contract_tests.sdk_checks.calls import good, plainest
from contract_tests.sdk_checks.log import logged
from contract_tests.sdk_checks.subjects import faced
from contract_tests.sdk_checks.together import check_pace
from contract_tests.sdk_checks.tryout import all_arguments_of, arguments_of, ids_of, made_up
from contract_tests.sdk_world import World


def _call(client: Any, operation: Operation) -> Any:
    return method_of(client, operation)(*ids_of(operation), **arguments_of(operation))


def _timed(
    session: Session,
    face: str,
    operation: Operation,
    *responses: httpx2.Response | httpx2.TransportError,
    **options: Any,
) -> tuple[Any, list[float]]:
    """Give a throttled client that gets one answer after the other, the last one for ever, and the moments of its requests."""
    moments: list[float] = []

    def response(_: httpx2.Request) -> httpx2.Response:
        moments.append(time.monotonic())
        outcome = responses[min(len(moments), len(responses)) - 1]
        if isinstance(outcome, httpx2.TransportError):
            raise outcome
        return outcome

    return made_up(session, face, response, throttle=True, **options), moments


def _fresh(face: str, action: Callable[[], Any], times: int) -> None:
    async def run() -> None:
        for _ in range(times):
            await action()

    if face == "async":
        asyncio.run(run())
    else:
        for _ in range(times):
            action()


@check(rules.SHARE, faced(plainest))
def the_throttle_learns_what_the_headers_tell(session: Session, face: str, operation: Operation) -> None:
    """Another limit than the documented one, and what others use: where nothing remains of 2, the second call waits for a window."""
    told = good(operation, X_RateLimit_Limit="2", X_RateLimit_Remaining="0")
    client, moments = _timed(session, face, operation, told, good(operation))
    query, _ = all_arguments_of(operation)
    with logged() as lines:
        _fresh(face, lambda: method_of(client.client, operation)(*ids_of(operation), **query), 2)
    for name, _, text in lines:
        if name == "apivideo_admin" and "?" in text:
            raise Violation(f"a query stands in the line {text!r}", rules.LOG)
    took = moments[1] - moments[0]
    holds(
        took >= session.document.seconds,
        f"nothing remained of a limit of 2, and the next request came after {took:.3f} seconds",
    )


@check(rules.SHARE, faced(plainest))
def retries_wait_in_line_as_well(session: Session, face: str, operation: Operation) -> None:
    """Each try counts for the server, also one whose answer did not come in time."""
    tries = session.document.limit + 2
    options = {"world": World(chance=0.0), "max_retries": tries - 1, "max_retry_seconds": 1000}
    failed = (httpx2.Response(503), httpx2.ReadTimeout("no answer"), httpx2.ReadError("broken off")) * tries
    client, moments = _timed(session, face, operation, *failed[: tries - 1], good(operation), **options)
    _fresh(face, lambda: _call(client.client, operation), 1)
    check_pace(session, moments, f"{tries} tries of one call")


class _Meanwhile(World):
    """A world in which somebody else calls while a client waits for the first time."""

    action: Callable[[], Any]

    def _sleep(self, seconds: float) -> None:
        super()._sleep(seconds)
        if len(self.waits) == 1:
            self.action()

    async def _asleep(self, seconds: float) -> None:
        super()._sleep(seconds)
        if len(self.waits) == 1:
            await self.action()


@check(rules.SHARE, faced(plainest))
def a_refusal_holds_all_back(session: Session, face: str, operation: Operation) -> None:
    """What the server asks of one call with a 429, it asks of the key."""
    world = _Meanwhile(chance=0.0)
    refused = httpx2.Response(429, headers={"Retry-After": "1"})
    client, moments = _timed(session, face, operation, refused, good(operation), world=world, max_retries=1)
    world.action = lambda: _call(client.client, operation)
    _fresh(face, lambda: _call(client.client, operation), 1)
    took = moments[1] - moments[0]
    holds(took >= 1, f"after a 429 that asks to wait for a second, another call was sent after {took:.3f} seconds")
