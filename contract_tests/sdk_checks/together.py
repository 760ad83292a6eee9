"""Many calls at once, of threads or of tasks, in real time, for the clock of the throttle is its own."""

from __future__ import annotations

import asyncio
import itertools
import threading
import time
from contextlib import suppress
from typing import Any, Final

import httpx2

from apivideo_admin_contract.document.document import Operation
from apivideo_admin_contract.rules.expect import equal, holds
from apivideo_admin_contract.session.check import check
from apivideo_admin_contract.session.session import Session
from contract_tests import rules_sdk as rules
from contract_tests.sdk import CLIENTS, method_of
from contract_tests.sdk_checks.calls import good, plainest
from contract_tests.sdk_checks.subjects import faced
from contract_tests.sdk_checks.tryout import KEY, arguments_of, ids_of

#: Seconds after which what has to happen will not happen any more, on a busy machine as well.
_PATIENCE: Final = 15
_SLOW: Final = 0.1


def _call(client: Any, operation: Operation) -> Any:
    return method_of(client, operation)(*ids_of(operation), **arguments_of(operation))


def check_pace(session: Session, moments: list[float], what: str) -> None:
    """Expect that no window of the server saw more requests than the limit."""
    moments.sort()
    for first, last in zip(moments, moments[session.document.limit :], strict=False):
        least, count = session.document.seconds, session.document.limit + 1
        holds(last - first >= least, f"{what}: {count} requests within {last - first:.3f} seconds")


@check(rules.SHARE, faced(plainest))
def all_that_share_a_client_share_its_throttle(session: Session, face: str, operation: Operation) -> None:
    """Threads or tasks, of a client and of a variant.

    As many as the limit allows are under way at once; the server counts each late, and still never more than the limit in a window.
    """
    count = session.document.limit + 4
    moments = (
        _of_threads(session, operation, count) if face == "sync" else asyncio.run(_of_tasks(session, operation, count))
    )
    equal(len(moments), count, f"the requests of {count} calls at once that were sent within {_PATIENCE} seconds")
    check_pace(session, moments, f"{count} calls at once")


def _of_threads(session: Session, operation: Operation, count: int) -> list[float]:
    moments: list[float] = []
    numbers = itertools.count()
    all_at_once = threading.Barrier(session.document.limit, timeout=_PATIENCE)

    def response(_: httpx2.Request) -> httpx2.Response:
        if next(numbers) < session.document.limit:
            all_at_once.wait()
            time.sleep(_SLOW)
        moments.append(time.monotonic())
        return good(operation)

    client = CLIENTS["sync"](KEY, base_url=session.base_url, transport=httpx2.MockTransport(response))
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


async def _of_tasks(session: Session, operation: Operation, count: int) -> list[float]:
    moments: list[float] = []
    numbers = itertools.count()
    all_at_once = asyncio.Barrier(session.document.limit)

    async def response(_: httpx2.Request) -> httpx2.Response:
        if next(numbers) < session.document.limit:
            await all_at_once.wait()
            await asyncio.sleep(_SLOW)
        moments.append(time.monotonic())
        return good(operation)

    client = CLIENTS["async"](KEY, base_url=session.base_url, transport=httpx2.MockTransport(response))
    clients = [client, client.with_options(timeout=5)]
    tasks = [asyncio.create_task(_call(clients[n % 2], operation)) for n in range(count)]
    await asyncio.wait(tasks, timeout=_PATIENCE)
    return moments
