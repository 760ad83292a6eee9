"""The throttle that all share who use a client, and what it learns. Waits are real here, for the throttle's clock is its own."""

from __future__ import annotations

import asyncio
import itertools
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

import httpx2

from contract_tests.document import Operation
from contract_tests.sdk import CLIENTS, method_of
from contract_tests.sdk_checks.calls import good, plainest
from contract_tests.sdk_checks.log import logged
from contract_tests.sdk_checks.subjects import faced
from contract_tests.sdk_checks.tryout import KEY, all_arguments_of, arguments_of, ids_of, made_up
from contract_tests.sdk_world import World
from contract_tests.suite import rules_sdk as rules
from contract_tests.suite.check import check
from contract_tests.suite.expect import equal, holds
from contract_tests.suite.lab import Lab
from contract_tests.suite.outcome import Broken

#: Seconds after which what has to happen will not happen any more, on a busy machine as well.
_PATIENCE: Final = 15
_SLOW: Final = 0.1


def _call(client: Any, operation: Operation) -> Any:
    return method_of(client, operation)(*ids_of(operation), **arguments_of(operation))


def _check_pace(lab: Lab, moments: list[float], what: str) -> None:
    moments.sort()
    for first, last in zip(moments, moments[lab.document.limit :], strict=False):
        least, count = lab.document.seconds, lab.document.limit + 1
        holds(last - first >= least, f"{what}: {count} requests within {last - first:.3f} seconds")


@check(rules.SHARE, faced(plainest))
def all_that_share_a_client_share_its_throttle(lab: Lab, face: str, operation: Operation) -> None:
    """Threads or tasks, of a client and of a variant.

    As many as the limit allows are under way at once; the server counts each late, and still never more than the limit in a window.
    """
    count = lab.document.limit + 4
    moments = _of_threads(lab, operation, count) if face == "sync" else asyncio.run(_of_tasks(lab, operation, count))
    equal(len(moments), count, f"the requests of {count} calls at once that were sent within {_PATIENCE} seconds")
    _check_pace(lab, moments, f"{count} calls at once")


def _of_threads(lab: Lab, operation: Operation, count: int) -> list[float]:
    moments: list[float] = []
    numbers = itertools.count()
    all_at_once = threading.Barrier(lab.document.limit, timeout=_PATIENCE)

    def answer(_: httpx2.Request) -> httpx2.Response:
        if next(numbers) < lab.document.limit:
            all_at_once.wait()
            time.sleep(_SLOW)
        moments.append(time.monotonic())
        return good(operation)

    client = CLIENTS["sync"](KEY, base_url=lab.base_url, transport=httpx2.MockTransport(answer))
    clients = [client, client.with_options(timeout=5)]
    threads = [threading.Thread(target=_quietly, args=(clients[n % 2], operation), daemon=True) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(2 * _PATIENCE)
    return moments


def _quietly(client: Any, operation: Operation) -> None:
    with suppress(Exception):  # what did not come is counted
        _call(client, operation)


async def _of_tasks(lab: Lab, operation: Operation, count: int) -> list[float]:
    moments: list[float] = []
    numbers = itertools.count()
    all_at_once = asyncio.Barrier(lab.document.limit)

    async def answer(_: httpx2.Request) -> httpx2.Response:
        if next(numbers) < lab.document.limit:
            await all_at_once.wait()
            await asyncio.sleep(_SLOW)
        moments.append(time.monotonic())
        return good(operation)

    client = CLIENTS["async"](KEY, base_url=lab.base_url, transport=httpx2.MockTransport(answer))
    clients = [client, client.with_options(timeout=5)]
    tasks = [asyncio.create_task(_call(clients[n % 2], operation)) for n in range(count)]
    await asyncio.wait(tasks, timeout=_PATIENCE)
    return moments


def _timed(
    lab: Lab, face: str, operation: Operation, *answers: httpx2.Response, **options: Any
) -> tuple[Any, list[float]]:
    """Give a throttled client that gets one answer after the other, the last one for ever, and the moments of its requests."""
    moments: list[float] = []

    def answer(_: httpx2.Request) -> httpx2.Response:
        moments.append(time.monotonic())
        return answers[min(len(moments), len(answers)) - 1]

    return made_up(lab, face, answer, throttle=True, **options), moments


def _again(face: str, action: Callable[[], Any], times: int) -> None:
    async def run() -> None:
        for _ in range(times):
            await action()

    if face == "async":
        asyncio.run(run())
    else:
        for _ in range(times):
            action()


@check(rules.SHARE, faced(plainest))
def the_throttle_learns_what_the_headers_tell(lab: Lab, face: str, operation: Operation) -> None:
    """Another limit than the documented one, and what others use: where nothing remains of 2, the second call waits for a window."""
    told = good(operation, X_RateLimit_Limit="2", X_RateLimit_Remaining="0")
    client, moments = _timed(lab, face, operation, told, good(operation))
    query, _ = all_arguments_of(operation)
    with logged() as lines:
        _again(face, lambda: method_of(client.client, operation)(*ids_of(operation), **query), 2)
    for name, _, text in lines:
        if name == "apivideo_admin" and "?" in text:
            raise Broken(f"a query stands in the line {text!r}", rules.LOG)
    took = moments[1] - moments[0]
    holds(
        took >= lab.document.seconds,
        f"nothing remained of a limit of 2, and the next request came after {took:.3f} seconds",
    )


@check(rules.SHARE, faced(plainest))
def retries_wait_in_line_as_well(lab: Lab, face: str, operation: Operation) -> None:
    """Each try counts for the server."""
    tries = lab.document.limit + 2
    options = {"world": World(chance=0.0), "max_retries": tries - 1, "max_retry_seconds": 1000}
    failed = [httpx2.Response(503)] * (tries - 1)
    client, moments = _timed(lab, face, operation, *failed, good(operation), **options)
    _again(face, lambda: _call(client.client, operation), 1)
    _check_pace(lab, moments, f"{tries} tries of one call")


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
def a_refusal_holds_all_back(lab: Lab, face: str, operation: Operation) -> None:
    """What the server asks of one call with a 429, it asks of the key."""
    world = _Meanwhile(chance=0.0)
    refused = httpx2.Response(429, headers={"Retry-After": "1"})
    client, moments = _timed(lab, face, operation, refused, good(operation), world=world, max_retries=1)
    world.action = lambda: _call(client.client, operation)
    _again(face, lambda: _call(client.client, operation), 1)
    took = moments[1] - moments[0]
    holds(took >= 1, f"after a 429 that asks to wait for a second, another call was sent after {took:.3f} seconds")
