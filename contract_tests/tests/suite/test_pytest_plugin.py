"""``pytest --admin-contract-url URL``: a test for each check."""

from __future__ import annotations

# Loaded before pytester's runs, which forget the modules that they import: a second copy would raise other errors.
import httpcore2  # noqa: F401
import pytest

import apivideo_admin_contract.reproduction.explain
import apivideo_admin_contract.run  # noqa: F401
from apivideo_admin_contract.environment import KEY
from contract_tests.tests.support.servers import KEYS, served
from contract_tests.tests.support.subject import DOCUMENT

_FLAGS = (
    "-p",
    "no:cacheprovider",
    "-p",
    "no:schemathesis",
    "-p",
    "no:randomly",
    "-p",
    "no:xdist",
    "--admin-contract-rate-limit",
    "off",
)


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, key in KEYS.items():
        monkeypatch.setenv(name, key)


def _run(pytester: pytest.Pytester, url: str, *arguments: str) -> pytest.RunResult:
    return pytester.runpytest_inprocess(*_FLAGS, "--admin-contract-url", url, *arguments)


def test_each_check_of_a_healthy_server_is_a_test_that_passes(pytester: pytest.Pytester) -> None:
    with served() as (url, _):
        found = _run(pytester, url, "--admin-contract-select", "item-count", "-v")
    found.assert_outcomes(passed=2)
    found.stdout.fnmatch_lines(["*the_item_count_is_the_number_of_items_on_the_page*"])


def test_a_violation_fails_its_test_with_the_rule_and_the_requests_and_without_keys(pytester: pytest.Pytester) -> None:
    with served("item_count_is_the_page_size") as (url, _):
        found = _run(pytester, url, "--admin-contract-select", "item-count")
    found.assert_outcomes(failed=2)
    found.stdout.fnmatch_lines(["*item-count: `item_count` of the page*", "curl -sS *"])
    assert not any(key in found.stdout.str() for key in KEYS.values())


def test_a_check_without_a_key_that_it_needs_is_skipped(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in KEYS.keys() - {KEY}:
        monkeypatch.delenv(name)
    with served() as (url, _):
        _run(pytester, url, "--admin-contract-select", "suspended").assert_outcomes(skipped=len(DOCUMENT.operations))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--admin-contract-select", "no-such-check"), "*matches no check*"),
        ((), "*no server responds at http://127.0.0.1:9 *"),
    ],
)
def test_an_impossible_run_is_a_usage_error(
    arguments: tuple[str, ...], message: str, pytester: pytest.Pytester
) -> None:
    found = _run(pytester, "http://127.0.0.1:9", *arguments)
    assert found.ret == pytest.ExitCode.USAGE_ERROR
    found.stderr.fnmatch_lines([message])


def test_without_the_flag_the_plugin_adds_nothing(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_one(): pass")
    pytester.runpytest_inprocess("-p", "no:cacheprovider", "-p", "no:schemathesis").assert_outcomes(passed=1)
