"""The harness of these tests: it ends what would never end, and takes no time."""

from __future__ import annotations

import asyncio

import httpx2
import pytest

from apivideo_admin._runtime import retry


def test_retries_without_end_fail(sdk, environment, monkeypatch):
    monkeypatch.setattr(retry, "retry_delay", lambda *_, **__: 60.0)
    with pytest.raises(AssertionError, match="retries without end"):
        sdk.call(lambda _: httpx2.Response(503), lambda admin: admin.projects.count(), environment=environment)
    assert environment.now == 60.0 * (environment.max_waits + 1)


def test_a_wait_that_nothing_ends_fails(sdk, environment):
    async def handler(_: httpx2.Request) -> httpx2.Response:
        return await asyncio.get_running_loop().create_future()

    def stop_for_ever(admin):
        admin._api.sender.throttle._window._limit = 0
        return admin.projects.count()

    with pytest.raises(AssertionError, match=r"nothing will wake|no other call will release"):
        sdk.call(handler, stop_for_ever, environment=environment, throttle=True)
