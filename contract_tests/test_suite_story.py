"""What is told of a finding runs as it is pasted: it fails on the faulty server and passes on one without a fault."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests import pasted
from contract_tests.served import KEYS, field_of, served
from contract_tests.subject import DOCUMENT
from contract_tests.suite.host import MockHost
from contract_tests.suite.lab import Effort
from contract_tests.suite.runner import Finding, run_case
from contract_tests.suite.setting import selected
from contract_tests.suite.story.explain import Story, explain
from contract_tests.suite.story.naming import Names
from contract_tests.suite.story.python import source
from contract_tests.suite.story.scenes import mock_scenes, url_scenes
from contract_tests.suite.story.timeline import timeline_of
from contract_tests.suite.url_host import Access, UrlHost

_FEW = Effort(8, 15, shrink=False)

#: A fault of each kind, and a check that finds it.
_FOUND = {
    "the_previous_link_is_missing": "following_the_links_walks_the_whole_list_and_back",
    "the_default_size_is_10": "a_list_without_page_parameters_is_its_first_page_of_the_default_size",
    "what_was_deleted_is_still_listed": "a_deleted_item_is_gone",
    "every_item_was_created_in_2024": "the_time_of_creation_is_the_present",
    "a_filter_finds_items_below_other_parents": "a_list_and_a_count_are_of_their_own_parent_only",
    "every_secret_is_the_same": "a_secret_never_comes_twice",
    "a_long_id_fails": "an_unknown_id_is_not_found",
}


def _first(host: Any, check: str) -> tuple[Finding, Any]:
    for case in selected(DOCUMENT, (check,), sdk=False):
        result = run_case(case, host)
        if result.finding is not None:
            return result.finding, case
    raise AssertionError(f"{check} finds nothing")


def _told(fault: str, url: str) -> Story:
    """Give the story of a finding on a server that is known by its URL alone."""
    access = Access(url, KEYS["ADMIN_KEY"], KEYS["SECOND_KEY"], KEYS["SUSPENDED_KEY"], limit=False)
    host = UrlHost(DOCUMENT, access, effort=_FEW)
    finding, case = _first(host, _FOUND[fault])
    story = explain(finding, url_scenes(DOCUMENT, KEYS)(case))
    host.close()
    assert story is not None
    return story


@pytest.mark.parametrize("fault", _FOUND)
def test_the_pytest_case_fails_on_the_faulty_server_and_passes_on_a_healthy_one(
    fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, key in KEYS.items():
        monkeypatch.setenv(name, key)
    with served(fault) as (url, _):
        story = _told(fault, url)
        assert story.pytest is not None
        monkeypatch.setenv("BASE_URL", url)
        with pytest.raises(AssertionError):
            pasted.run_case(story.pytest)
    with served() as (url, _):
        monkeypatch.setenv("BASE_URL", url)
        pasted.run_case(story.pytest)


@pytest.mark.parametrize("fault", ["what_was_deleted_is_still_listed", "a_long_id_fails"])
def test_the_curl_commands_run_as_they_are_pasted(fault: str) -> None:
    with served(fault) as (url, _):
        story = _told(fault, url)
        faulty = pasted.run_commands(story.curl, url, KEYS)
    with served() as (url, _):
        healthy = pasted.run_commands(story.curl, url, KEYS)

    assert faulty.partition("\r\n")[0] + faulty[-200:] != healthy.partition("\r\n")[0] + healthy[-200:]
    assert not any(key in story.curl for key in KEYS.values())


@pytest.mark.parametrize(
    "text", ["", 'a "b"', "a\\b{c}", "tab\tand\x00", "\u200b", "😀", "\U000e0001", "é" * 300, "a" * 5000]
)
def test_a_text_is_written_as_source_that_gives_it_back(text: str) -> None:
    written = source({text: [text, None, 1.5, True]}, Names(timeline_of(DOCUMENT, (), ()), ()))

    assert eval(written) == {text: [text, None, 1.5, True]}  # noqa: S307 - our own text


def test_what_a_failure_does_not_need_is_left_out() -> None:
    field = field_of("a_very_long_id_fails")
    host = field.in_process(effort=_FEW)
    assert isinstance(host, MockHost)
    finding, case = _first(host, "an_unknown_id_is_not_found[get_project]")

    story = explain(finding, mock_scenes(DOCUMENT, host, is_planted=True)(case))

    assert story is not None
    assert story.left_out > 5
    assert story.curl.count("curl -sS") == 1
    assert "Done again, it fails here and passes on a server without a fault." in story.note


def test_the_pytest_case_of_a_run_in_process_stands_on_the_fixtures_of_the_mock(pytester: pytest.Pytester) -> None:
    host = field_of("what_was_deleted_is_still_listed").in_process(effort=_FEW)
    assert isinstance(host, MockHost)
    finding, case = _first(host, "a_deleted_item_is_gone")
    story = explain(finding, mock_scenes(DOCUMENT, host, is_planted=True)(case))
    assert story is not None
    assert story.pytest is not None
    pytester.makepyfile(story.pytest)

    pytester.runpytest_inprocess("-p", "no:cacheprovider").assert_outcomes(passed=1)


def test_without_another_server_a_case_is_told_that_fails_when_it_is_done_again() -> None:
    host = field_of("the_default_size_is_10").in_process(effort=_FEW)
    assert isinstance(host, MockHost)
    finding, case = _first(host, _FOUND["the_default_size_is_10"])

    story = explain(finding, mock_scenes(DOCUMENT, host)(case))

    assert story is not None
    assert story.note == "Done again on a new server of the same kind, it fails."
    assert 'json()["pagination"]' in (story.pytest or "")
