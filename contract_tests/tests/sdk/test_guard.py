"""The guard of these tests: a test that calls no method of the SDK fails."""

from __future__ import annotations

from pathlib import Path

import pytest

_TESTS = """
import httpx2


def test_without_a_call(sdk):
    for operation in ():
        sdk.call(lambda _: httpx2.Response(204), lambda admin: None)


def test_with_a_call(sdk):
    sdk.call(lambda _: httpx2.Response(204), lambda admin: None)


def test_of_something_else():
    pass
"""


def test_a_test_that_loops_over_nothing_fails(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(Path(__file__).with_name("conftest.py").read_text(encoding="utf-8"))
    pytester.makepyfile(_TESTS)
    result = pytester.runpytest_inprocess("-p", "no:randomly", "-p", "no:schemathesis")
    result.assert_outcomes(passed=3, failed=2)
    result.stdout.fnmatch_lines(["*test_without_a_call*", "*fix: leave out the parameters that it does not apply to.*"])
