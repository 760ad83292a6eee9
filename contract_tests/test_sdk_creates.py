"""A thousand creates with faults at random, blocking and with tasks: nothing is made twice, and all that was acknowledged is there."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import httpx2
import pytest

from apivideo_admin import AdminClient, AsyncAdminClient, errors
from apivideo_admin_contract.values.samples import sample_payload
from apivideo_admin_mock.faults import ResetEffect, StallEffect, StatusEffect
from apivideo_admin_mock.testing import AdminMock
from apivideo_admin_mock.transport import MockTransport
from contract_tests.sdk_hostile import impatient
from contract_tests.tests.support.subject import COLLECTIONS, is_free
from generator.naming import method_name, namespace

_NUMBER = 1000
_EFFECTS = (
    StatusEffect(500),
    StatusEffect(500, performed=True),
    StatusEffect(503, retry_after=1),
    StatusEffect(429, retry_after=0),
    StatusEffect(408),
    ResetEffect("before"),
    ResetEffect("after"),
    ResetEffect("mid_body"),
    StallEffect(60),
    "truncate",
    "malformed",
)


#: A root collection whose items a text tells apart.
_ROOT, _LABEL = next(
    (one, name) for one in COLLECTIONS if not one.parents for name, schema in one.writable.items() if is_free(schema)
)
_CREATE = _ROOT.operations["create"]


class _Unreachable(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """Lets some requests, at random, not get as far as the server."""

    def __init__(self, mock: AdminMock, seed: int) -> None:
        self._inner = MockTransport(mock.engine)
        self._random = random.Random(seed)  # noqa: S311 - repeatable on purpose

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request, or don't."""
        self._fail(request)
        return self._inner.handle_request(request)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request, or don't."""
        await asyncio.sleep(0)
        self._fail(request)
        return await self._inner.handle_async_request(request)

    def _fail(self, request: httpx2.Request) -> None:
        if self._random.random() < 0.1:
            kind = self._random.choice([httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout])
            raise kind("not today", request=request)


def _faulty_mock(seed: int) -> AdminMock:
    mock = AdminMock(seed=seed, rate_limit="off")
    for effect in _EFFECTS:
        mock.fail(_CREATE.id, effect, times=None, probability=0.04)
    return mock


def _create(admin: Any, number: int) -> Any:
    return getattr(getattr(admin, namespace(_CREATE.node)), method_name(_CREATE.node))(
        **sample_payload(_CREATE) | {_LABEL: f"number {number}"}
    )


def _blocking(mock: AdminMock, seed: int) -> list[Any]:
    outcomes: list[Any] = []
    with impatient(AdminClient(mock.key, base_url=mock.base_url, transport=_Unreachable(mock, seed))) as admin:
        for number in range(_NUMBER):
            try:
                outcomes.append(_create(admin, number))
            except errors.AdminError as error:
                outcomes.append(error)
    return outcomes


def _with_tasks(mock: AdminMock, seed: int) -> list[Any]:
    async def run() -> list[Any]:
        transport = _Unreachable(mock, seed)
        async with impatient(AsyncAdminClient(mock.key, base_url=mock.base_url, transport=transport)) as admin:
            calls = (_create(admin, number) for number in range(_NUMBER))
            return await asyncio.gather(*calls, return_exceptions=True)

    return asyncio.run(run())


@pytest.mark.parametrize("face", [_blocking, _with_tasks], ids=["blocking", "with tasks"])
@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_is_created_twice_and_what_was_acknowledged_is_there(face: Any, seed: int) -> None:
    mock = _faulty_mock(seed)

    outcomes = face(mock, seed)

    mock.tenant.faults.clear()
    with AdminClient(mock.key, transport=MockTransport(mock.engine), base_url=mock.base_url) as admin:
        items = list(getattr(admin, namespace(_CREATE.node)).list(page_size=100))
    labels = [getattr(item, _LABEL) for item in items]
    ids = {getattr(item, _ROOT.id_name) for item in items}
    assert len(set(labels)) == len(labels), "something was created twice"
    acknowledged = [one for one in outcomes if not isinstance(one, BaseException)]
    assert {getattr(one, _ROOT.id_name) for one in acknowledged} <= ids, "something acknowledged is not there"
    refused = [f"number {number}" for number, one in enumerate(outcomes) if _was_certainly_not_taken(one)]
    assert not set(refused) & set(labels), "something that was told not to be taken is there"
    unexpected = [one for one in outcomes if isinstance(one, BaseException) and not isinstance(one, errors.AdminError)]
    assert unexpected == []
    assert len(acknowledged) > _NUMBER / 2, "the faults that can be mended were not"
    assert len(labels) > len(acknowledged), "no fault hit after the fact: this run proves little"


def _was_certainly_not_taken(outcome: Any) -> bool:
    if isinstance(outcome, errors.AdminConnectionError):
        return not outcome.sent
    return isinstance(outcome, errors.ApiError) and outcome.status == 429
