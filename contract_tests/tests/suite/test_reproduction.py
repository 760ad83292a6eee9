"""The reproduction of a finding runs as pasted: it fails on the buggy server and passes on a healthy one."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

from apivideo_admin_contract.environment import KEY, SECOND_KEY, SUSPENDED_KEY, URL
from apivideo_admin_contract.outcome.runner import Finding, run_case
from apivideo_admin_contract.reproduction.contexts import mock_contexts, url_contexts
from apivideo_admin_contract.reproduction.explain import Reproduction, explain
from apivideo_admin_contract.reproduction.python_source import python_source
from apivideo_admin_contract.reproduction.timeline import VariableNames, build_timeline
from apivideo_admin_contract.selection import select_cases
from apivideo_admin_contract.session.session import Effort
from apivideo_admin_contract.targets.by_url import Access, UrlTarget
from apivideo_admin_contract.targets.in_process import InProcessTarget
from contract_tests.planted_bugs.harness.generated_cases import run_source
from contract_tests.tests.support import pasted
from contract_tests.tests.support.servers import KEYS, served, setup_of
from contract_tests.tests.support.subject import DOCUMENT

_FEW = Effort(8, 15, shrink=False)

#: A planted bug of each kind, and a check that finds it.
_FOUND = {
    "the_previous_link_is_missing": "following_the_links_visits_the_whole_list_and_back",
    "the_default_size_is_10": "a_list_without_page_parameters_is_the_first_page_of_the_default_size",
    "deleted_items_are_still_listed": "a_deleted_item_is_gone",
    "every_item_was_created_in_2024": "the_time_of_creation_is_the_current_time",
    "filters_return_items_of_other_parents": "a_list_and_a_count_contain_items_of_their_parent_only",
    "every_secret_is_the_same": "secrets_have_the_documented_form_and_are_unique",
    "a_long_id_fails": "an_unknown_id_is_not_found",
}


def _first(target: Any, check: str) -> tuple[Finding, Any]:
    for case in select_cases(DOCUMENT, (check,)):
        result = run_case(case, target)
        if result.finding is not None:
            return result.finding, case
    raise AssertionError(f"{check} finds no violation")


def _reproduction(planted_bug: str, url: str) -> Reproduction:
    """Return the reproduction of a finding on a server at a URL."""
    access = Access(url, KEYS[KEY], KEYS[SECOND_KEY], KEYS[SUSPENDED_KEY], limit=False)
    target = UrlTarget(DOCUMENT, access, effort=_FEW)
    finding, case = _first(target, _FOUND[planted_bug])
    reproduction = explain(finding, url_contexts(DOCUMENT, KEYS)(case))
    target.close()
    assert reproduction is not None
    return reproduction


@pytest.mark.parametrize("planted_bug", _FOUND)
def test_the_pytest_case_fails_on_the_buggy_server_and_passes_on_a_healthy_one(
    planted_bug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, key in KEYS.items():
        monkeypatch.setenv(name, key)
    with served(planted_bug) as (url, _):
        reproduction = _reproduction(planted_bug, url)
        assert reproduction.pytest is not None
        monkeypatch.setenv(URL, url)
        with pytest.raises(AssertionError):
            run_source(reproduction.pytest)
    with served() as (url, _):
        monkeypatch.setenv(URL, url)
        run_source(reproduction.pytest)


@pytest.mark.parametrize("planted_bug", ["deleted_items_are_still_listed", "a_long_id_fails"])
def test_the_curl_commands_run_as_pasted(planted_bug: str) -> None:
    with served(planted_bug) as (url, _):
        reproduction = _reproduction(planted_bug, url)
        buggy = pasted.run_commands(reproduction.curl, url, KEYS)
    with served() as (url, _):
        healthy = pasted.run_commands(reproduction.curl, url, KEYS)

    assert buggy.partition("\r\n")[0] + buggy[-200:] != healthy.partition("\r\n")[0] + healthy[-200:]
    assert not any(key in reproduction.curl for key in KEYS.values())


@pytest.mark.parametrize(
    "text", ["", 'a "b"', "a\\b{c}", "tab\tand\x00", "\u200b", "😀", "\U000e0001", "é" * 300, "a" * 5000]
)
def test_the_source_of_a_text_evaluates_to_the_text(text: str) -> None:
    written = python_source({text: [text, None, 1.5, True]}, VariableNames(build_timeline(DOCUMENT, (), ()), ()))

    assert eval(written) == {text: [text, None, 1.5, True]}  # noqa: S307 - our own text


def test_a_reproduction_names_the_variables_that_are_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    with served("deleted_items_are_still_listed") as (url, _):
        reproduction = _reproduction("deleted_items_are_still_listed", url)
    assert reproduction.note == (
        "The pytest case passes on the mock, also on one in use and when it runs again. It was not run on this server."
    )
    assert reproduction.pytest is not None
    monkeypatch.delenv(URL, raising=False)
    with pytest.raises(AssertionError, match=f"^{URL} is not set; fix: export it"):
        run_source(reproduction.pytest)
    monkeypatch.setenv(URL, url)
    monkeypatch.delenv(KEY, raising=False)
    with pytest.raises(AssertionError, match=f"^{KEY} is not set; fix: export it"):
        run_source(reproduction.pytest)

    with pytest.raises(subprocess.CalledProcessError) as failed:
        pasted.run_commands(reproduction.curl, url, {KEY: ""})
    assert f"{KEY}: is not set; fix: export it" in failed.value.stderr


def test_requests_that_a_violation_does_not_need_are_left_out() -> None:
    setup = setup_of("a_very_long_id_fails")
    target = setup.in_process(effort=_FEW)
    assert isinstance(target, InProcessTarget)
    finding, case = _first(target, "an_unknown_id_is_not_found[get_project]")

    reproduction = explain(finding, mock_contexts(DOCUMENT, target, is_planted=True)(case))

    assert reproduction is not None
    assert reproduction.left_out > 5
    assert reproduction.curl.count("curl -sS") == 1
    assert reproduction.note == "The pytest case fails on a new server of this kind, and passes on the mock."


def test_the_pytest_case_of_a_run_in_process_uses_the_fixtures_of_the_mock(pytester: pytest.Pytester) -> None:
    target = setup_of("deleted_items_are_still_listed").in_process(effort=_FEW)
    assert isinstance(target, InProcessTarget)
    finding, case = _first(target, "a_deleted_item_is_gone")
    reproduction = explain(finding, mock_contexts(DOCUMENT, target, is_planted=True)(case))
    assert reproduction is not None
    assert reproduction.pytest is not None
    pytester.makepyfile(reproduction.pytest)

    pytester.runpytest_inprocess("-p", "no:cacheprovider", "-p", "no:schemathesis").assert_outcomes(passed=1)


def test_without_a_healthy_server_the_case_fails_in_a_replay() -> None:
    target = setup_of("the_default_size_is_10").in_process(effort=_FEW)
    assert isinstance(target, InProcessTarget)
    finding, case = _first(target, _FOUND["the_default_size_is_10"])

    reproduction = explain(finding, mock_contexts(DOCUMENT, target)(case))

    assert reproduction is not None
    assert reproduction.note == "The pytest case fails on a new server of this kind. It was not run on the mock."
    assert 'json()["pagination"]' in (reproduction.pytest or "")
