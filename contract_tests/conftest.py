"""Hypothesis profiles, and the sample of planted bugs in the header of a test run."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

from contract_tests.planted_bugs.sample import describe

# No deadline: the machine is shared. No database: a run must not depend on the one before, nor write into the repository.
_COMMON = settings(deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.register_profile("fast", _COMMON, max_examples=8, stateful_step_count=15)
settings.register_profile("ci", _COMMON, max_examples=30, stateful_step_count=30)
settings.register_profile("thorough", _COMMON, max_examples=150, stateful_step_count=50)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))


def pytest_report_header() -> str:
    """Show which planted bugs run, and how to repeat the choice."""
    return describe()
