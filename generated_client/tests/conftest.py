"""Fixtures of the SDK's tests. A test that takes ``sdk`` runs for both clients."""

from __future__ import annotations

from typing import Any

import pytest
from sdk_harness import HARNESSES, FakeEnvironment, Harness, make_api_key, make_project


@pytest.fixture(params=HARNESSES.values(), ids=HARNESSES)
def sdk(request: pytest.FixtureRequest) -> Harness:
    return request.param


@pytest.fixture
def environment() -> FakeEnvironment:
    return FakeEnvironment()


@pytest.fixture
def project() -> dict[str, Any]:
    return make_project()


@pytest.fixture
def api_key() -> dict[str, Any]:
    return make_api_key()
