"""Hypothesis profiles, and the server under test as fixtures."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from contract_tests.target import Account, Target, mock_target

# No deadline: the machine is shared. No database: a run must not depend on the one before, nor write into the repository.
_COMMON = settings(deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.register_profile("fast", _COMMON, max_examples=8, stateful_step_count=15)
settings.register_profile("ci", _COMMON, max_examples=30, stateful_step_count=30)
settings.register_profile("thorough", _COMMON, max_examples=150, stateful_step_count=50)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture
def target() -> Iterator[Target]:
    """Give a new server without a rate limit."""
    with mock_target() as found:
        yield found


@pytest.fixture
def account(target: Target) -> Account:
    """Give an account on a new server."""
    return target.account
