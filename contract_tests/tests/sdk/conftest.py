"""Fixtures of the SDK tests, and a guard: a test that calls no method of the SDK fails."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import AbstractContextManager

import pytest
from sdk_harness import CALLS, HARNESSES, FakeEnvironment, Harness

from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.targets.in_process import InProcessTarget
from contract_tests.tests.support.subject import DOCUMENT

#: What the tests of the SDK are parametrised with.
_SUBJECTS = {"sdk", "operation", "collection", "schema"}


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Fail a test of a part of the document that passed without a call of the SDK: it loops over nothing."""
    before = CALLS.total
    result = yield
    if _SUBJECTS & set(pyfuncitem.fixturenames) and CALLS.total == before:
        pytest.fail("This test called no method of the SDK. fix: leave out the parameters that it does not apply to.")
    return result


@pytest.fixture(params=list(HARNESSES.values()), ids=list(HARNESSES))
def sdk(request: pytest.FixtureRequest) -> Harness:
    """Return the harness of each kind of client."""
    harness: Harness = request.param
    return harness


@pytest.fixture
def environment() -> FakeEnvironment:
    """Return a virtual clock."""
    return FakeEnvironment()


@pytest.fixture
def session() -> Generator[Session]:
    """Return a session on a new mock."""
    opened: AbstractContextManager[Session] = InProcessTarget(DOCUMENT).session()
    with opened as session:
        yield session
