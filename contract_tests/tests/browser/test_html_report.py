"""The HTML report in Chromium: a response is text, whatever it contains, and the page works on narrow screens and with the keyboard."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from apivideo_admin_contract.outcome.runner import Finding, Result
from apivideo_admin_contract.report import WRITERS
from apivideo_admin_contract.report.summary import Outcome, Summary
from apivideo_admin_contract.reproduction.explain import Reproduction
from apivideo_admin_contract.reproduction.steps import Step
from apivideo_admin_contract.rules.rule import Rule
from apivideo_admin_contract.session.check import Case, Check

#: What a hostile server could send to run code in the report.
_HOSTILE = "</pre></script><script>document.title = 'run'</script><img src=x onerror=\"document.title = 'run'\">"
_OPERATIONS = tuple(f"operation_with_a_long_name_{number}" for number in range(13))


def _outcome(number: int, message: str | None) -> Outcome:
    rule = Rule(f"rule-{number}", f"Sentence {number} of the rule.", "openapi/README.md, Somewhere")
    case = Case(Check(f"check_{number}", rule, lambda _: [()], frozenset(), lambda _: None), ())
    counts = Counter({(_OPERATIONS[number % 13], "query", "page", "one", 200): 2})
    finding = None if message is None else Finding(rule, f"check_{number}", message, ())
    steps = tuple(
        Step(
            f"request {step} -> 200",
            _OPERATIONS[0],
            f"GET /things/{step}\n\n" + "x" * 300,
            _HOSTILE,
            is_asserted=step == 3,
        )
        for step in range(1, 4)
    )
    reproduction = None if message is None else Reproduction("curl '<b>'", "def test(): ...\n", 0, "It fails.", steps)
    return Outcome(Result(case, 0.1, finding=finding, counts=counts), reproduction, "command")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a report with two findings and forty rules without one."""
    found = [_outcome(0, f"expected one, got {_HOSTILE}"), _outcome(1, "expected 200, got 500")]
    outcomes = (*found, *(_outcome(number, None) for number in range(2, 42)))
    summary = Summary("a server", "An API 1.0.0", 0, "ci", 1.0, outcomes, operations=_OPERATIONS)
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(WRITERS["html"](summary, 3), encoding="utf-8")
    return path


def _visible(page: Any) -> list[str]:
    return [one.inner_text() for one in page.locator("details.finding > summary").all() if one.is_visible()]


def test_what_a_server_sends_is_text(page: Any) -> None:
    assert page.title() == "Contract tests: An API 1.0.0"
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 1
    assert _HOSTILE in page.locator("article").first.locator(".shown pre").first.inner_text()


def test_the_page_is_as_wide_as_the_screen_and_has_its_colours(page: Any) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    is_dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert (sum(map(int, background[4:-1].split(","))) < 200) is is_dark


def test_request_and_response_are_side_by_side_where_there_is_room(page: Any) -> None:
    request, response = page.locator("article").first.locator(".exchange").first.locator("> div").all()
    wide = page.viewport_size["width"] > 768
    assert (request.bounding_box()["y"] == response.bounding_box()["y"]) is wide
    assert request.bounding_box()["width"] > 300


def test_the_earlier_requests_are_collapsed(page: Any) -> None:
    steps = page.get_by_text("All 3 steps of the sequence").first
    first = page.locator("article").first.get_by_text("request 1 -> 200")
    assert not first.is_visible()
    steps.click()
    assert first.is_visible()


def test_the_filter_hides_what_does_not_match(page: Any) -> None:
    assert _visible(page) == ["check_0", "check_1"]
    page.get_by_label("Filter").fill("got 500")
    assert _visible(page) == ["check_1"]
    assert page.locator("#count").inner_text() == "1 of 2 findings"
    page.get_by_label("Filter").fill("rule-41")
    assert _visible(page) == []
    assert page.locator(".matrix tbody tr:visible").count() == 1


def test_the_keyboard_moves_between_findings_and_to_the_filter(page: Any) -> None:
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "check_1"
    page.keyboard.press("Enter")
    assert page.locator("details.finding").nth(1).get_attribute("open") is None
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.textContent") == "check_0"
    page.keyboard.press("/")
    page.keyboard.type("jk")
    assert page.get_by_label("Filter").input_value() == "jk"
    page.keyboard.press("Escape")
    assert page.get_by_label("Filter").input_value() == ""
    assert _visible(page) == ["check_0", "check_1"]


def test_the_matrix_marks_the_operation_of_a_finding(page: Any) -> None:
    row = page.locator(".matrix tbody tr", has_text="rule-0").first
    assert row.locator("td").first.inner_text() == "!1"
    assert row.locator("td").nth(1).inner_text() == "\u00b7"
    assert page.locator(".matrix tbody tr").count() == 42
