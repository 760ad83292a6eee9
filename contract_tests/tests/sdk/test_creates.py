"""A thousand creates against a mock that fails at random, one by one and all at once."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import httpx2
import pytest
from sdk_harness import FakeEnvironment, Harness

from apivideo_admin import errors
from apivideo_admin_contract.document.schemas import accepts_any_text
from apivideo_admin_contract.values.samples import sample_payload
from apivideo_admin_mock.adapters.transport import MockTransport
from apivideo_admin_mock.faults import ResetEffect, StallEffect, StatusEffect
from apivideo_admin_mock.testing import AdminMock
from contract_tests.tests.sdk.harness import call
from contract_tests.tests.support.subject import COLLECTIONS
from generator.document.naming import namespace

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


#: A root collection whose items have a text of their own.
_ROOT, _LABEL = next(
    (one, name)
    for one in COLLECTIONS
    if not one.parents
    for name, schema in one.writable.items()
    if accepts_any_text(schema)
)
_CREATE = _ROOT.operations["create"]


class _Unreachable(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """A transport that fails to connect at random."""

    def __init__(self, mock: AdminMock, seed: int) -> None:
        self._inner = MockTransport(mock.engine)
        self._random = random.Random(seed)  # noqa: S311 - repeatable on purpose

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request, or fail."""
        self._fail(request)
        return self._inner.handle_request(request)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request, or fail."""
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
    return call(_CREATE, sample_payload(_CREATE) | {_LABEL: f"number {number}"})(admin)


def _one_by_one(admin: Any) -> list[Any]:
    outcomes: list[Any] = []
    for number in range(_NUMBER):
        try:
            outcomes.append(_create(admin, number))
        except errors.AdminError as error:
            outcomes.append(error)
    return outcomes


async def _all_at_once(admin: Any) -> list[Any]:
    return await asyncio.gather(*(_create(admin, number) for number in range(_NUMBER)), return_exceptions=True)


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_is_created_twice_and_every_acknowledged_item_exists(sdk: Harness, seed: int) -> None:
    mock = _faulty_mock(seed)
    options = {"api_key": mock.key, "base_url": mock.base_url, "transport": _Unreachable(mock, seed)}
    environment = FakeEnvironment(max_waits=5 * _NUMBER)
    outcomes = sdk.call(None, _all_at_once if sdk.is_async else _one_by_one, environment=environment, **options)

    mock.clear_faults()
    options["transport"] = MockTransport(mock.engine)
    items = sdk.call(None, lambda admin: getattr(admin, namespace(_CREATE.node)).list(page_size=100), **options)
    labels = [getattr(item, _LABEL) for item in items]
    ids = {getattr(item, _ROOT.id_name) for item in items}
    assert len(set(labels)) == len(labels), "an item was created twice"
    acknowledged = [one for one in outcomes if not isinstance(one, BaseException)]
    assert {getattr(one, _ROOT.id_name) for one in acknowledged} <= ids, "an acknowledged item does not exist"
    refused = [f"number {number}" for number, one in enumerate(outcomes) if _was_certainly_not_executed(one)]
    assert not set(refused) & set(labels), "an item exists whose create was reported as not executed"
    unexpected = [one for one in outcomes if isinstance(one, BaseException) and not isinstance(one, errors.AdminError)]
    assert unexpected == []
    assert len(acknowledged) > _NUMBER / 2, "transient failures were not retried"
    assert len(labels) > len(acknowledged), "no failure came after the create was executed: this run proves little"


def _was_certainly_not_executed(outcome: Any) -> bool:
    if isinstance(outcome, errors.APIConnectionError):
        return not outcome.sent
    return isinstance(outcome, errors.APIStatusError) and outcome.status_code == 429
