"""The reports of a run, each parsed as its readers parse it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema_rs
import pytest

from apivideo_admin_contract import __version__, report
from apivideo_admin_contract.outcome.coverage import Counts, coverage
from apivideo_admin_contract.outcome.runner import Finding, Result
from apivideo_admin_contract.report import WRITERS
from apivideo_admin_contract.report.as_html import script_hash
from apivideo_admin_contract.report.summary import Outcome, Summary
from apivideo_admin_contract.reproduction.explain import Reproduction
from apivideo_admin_contract.rules.rule import Rule
from apivideo_admin_contract.safety.cleanup import DELETED_LATER
from apivideo_admin_contract.session.check import Case, Check
from contract_tests.tests.support.subject import DOCUMENT

_RULE = Rule("a-rule", 'Names & "values" are unchanged.', "openapi/README.md, Somewhere")
_SCHEMA = json.loads((Path(report.__file__).parent / "report.schema.json").read_text(encoding="utf-8"))


def _case(name: str) -> Case:
    return Case(Check(name, _RULE, lambda _: [()], frozenset(), lambda _: None), ())


def _summary(*results: Result) -> Summary:
    reproduction = Reproduction("curl -sS '<b>'", "def test_it(): ...\n", 4, "The replay fails.")
    outcomes = tuple(Outcome(one, reproduction if one.finding else None, "apivideo-admin-contract") for one in results)
    return Summary("a server", "An API 1.0.0", 7, "ci", 1.5, outcomes, ("/things/1 stays",), ("A note.",))


def _passed(name: str) -> Result:
    return Result(_case(name), 0.5, requests=3)


def _failed(name: str, message: str = "expected <1>, got \x00") -> Result:
    return Result(_case(name), 0.25, finding=Finding(_RULE, name, message, ()))


def _skipped(name: str, reason: str) -> Result:
    return Result(_case(name), 0.0, skipped=reason)


def test_findings_are_grouped_by_rule_with_its_sentence_and_limited() -> None:
    text = WRITERS["text"](_summary(*(_failed(f"check_{number}") for number in range(5))), 3)

    assert text.count("FAIL a-rule") == 1
    assert 'Names & "values" are unchanged. (openapi/README.md, Somewhere)' in text
    assert text.count("\n* check_") == 3
    assert "and 2 more (--all shows every one): check_3, check_4" in text
    assert "FAIL: 1 rule violated; 5 checks: 0 passed, 5 failed, 0 skipped" in text


def test_the_text_shows_the_end_of_a_long_reproduction_and_the_other_formats_all_of_it() -> None:
    long = Reproduction(
        "\n".join(f"curl {number}" for number in range(500)), "\n".join(["x = 1"] * 300), 0, "A remark."
    )
    summary = _summary(_failed("one"))
    summary = replace(summary, outcomes=tuple(replace(one, reproduction=long) for one in summary.outcomes))

    text = WRITERS["text"](summary, 3)
    (finding,) = re.findall(r"^\* one$.*?^-----$", text, re.MULTILINE | re.DOTALL)

    assert len(finding.splitlines()) <= 40
    assert "# 490 lines before these: see the json or html report, or use --all\ncurl 490\n" in finding
    assert "curl 499\n----- pytest\n# 280 lines before these" in finding
    assert all("curl 0\n" in WRITERS[name](summary, 3).replace("\\n", "\n") for name in ("json", "html", "junit"))
    assert "curl 0\n" in WRITERS["text"](summary, None)


def test_control_characters_of_a_response_are_escaped() -> None:
    sent = "\x1b[31mred\x07\x00 \x9b2J \u202eleft \ud800 é😀"

    failed = replace(_summary(_failed("one", f"got {sent}")), notes=(sent,), remaining=(f"/{sent} stays",))
    text = WRITERS["text"](replace(failed, outcomes=(*failed.outcomes, *_summary(_skipped("b", sent)).outcomes)), 3)

    assert r"got \x1b[31mred\x07\x00 \x9b2J \u202eleft \ud800 é😀" in text
    assert [one for one in text if not one.isprintable() and one != "\n"] == []


def test_skips_are_grouped_by_their_reason() -> None:
    text = WRITERS["text"](_summary(_skipped("one", "no key"), _skipped("two", "no key"), _passed("three")), 3)

    assert "2: no key (one, two)" in text
    assert "PASS: no violations; 3 checks: 1 passed, 0 failed, 2 skipped; 3 requests" in text


def test_remaining_items_are_listed() -> None:
    def listed(*lines: str) -> str:
        text = WRITERS["text"](replace(_summary(_passed("one")), remaining=lines), 3)
        return text.partition("Left on the server:\n")[2].partition("\n\n")[0]

    clause = "which the server deletes after 2026-12-01"
    assert listed(f"/things/1, {clause}") == f"  1 item, {clause}: /things/1"
    assert listed(f"/things/1, {clause}", f"/things/2, {clause}") == f"  2 items, {clause}: /things/1, /things/2"
    unknown = "/things may contain one more item of this run: a create timed out. Its payload: {}, []"
    assert listed(unknown) == f"  {unknown}"


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (0, "It passes."),
        (1, "It passes. 1 other request of the check is left out."),
        (2, "It passes. 2 other requests of the check are left out."),
    ],
)
@pytest.mark.parametrize("name", ["text", "html", "junit"])
def test_the_number_of_omitted_requests_agrees_with_its_noun(name: str, number: int, sentence: str) -> None:
    reproduction = Reproduction("curl", None, number, "It passes.")
    outcome = Outcome(_failed("two"), reproduction, "apivideo-admin-contract")

    text = WRITERS[name](replace(_summary(), outcomes=(outcome,)), 3)
    assert sentence in text
    assert ("left out" in text) is (number > 0)


def test_items_that_the_user_must_remove_are_listed_in_full() -> None:
    remaining = tuple(
        f"/things/{number}, {'which the API cannot delete' if number % 2 else f'{DELETED_LATER} 2026'}"
        for number in range(40)
    )
    text = WRITERS["text"](replace(_summary(_passed("one")), remaining=remaining), 3)

    assert all(f"/things/{number}" in text for number in range(1, 40, 2))


@pytest.mark.parametrize("name", ["text", "html"])
def test_a_run_that_checked_nothing_does_not_pass(name: str) -> None:
    text = WRITERS[name](_summary(_skipped("one", "no key")), 3)

    assert "PASS" not in text
    assert "NOTHING CHECKED: every check was skipped" in text


def test_junit_has_a_case_each_with_its_rule_as_the_class() -> None:
    suite = ET.fromstring(WRITERS["junit"](_summary(_passed("one"), _failed("two"), _skipped("three", "no key")), 3))[0]  # noqa: S314 - our own text

    assert suite.attrib["tests"] == "3"
    assert [
        (case.get("classname"), case.get("name"), [child.tag for child in case]) for case in suite.iter("testcase")
    ] == [
        ("a-rule", "one", []),
        ("a-rule", "two", ["failure"]),
        ("a-rule", "three", ["skipped"]),
    ]
    (failure,) = suite.iter("failure")
    assert failure.get("message") == "expected <1>, got \ufffd"
    assert "curl -sS '<b>'" in (failure.text or "")


def test_json_conforms_to_its_schema() -> None:
    summary = _summary(_passed("one"), _failed("two"), _skipped("three", "no key"))
    written = WRITERS["json"](replace(summary, coverage=coverage(DOCUMENT, Counts())), 3)

    jsonschema_rs.validate(_SCHEMA, json.loads(written))
    report_ = json.loads(written)
    assert (report_["suite"], report_["verdict"]) == (__version__, "FAIL: 1 rule violated")
    assert report_["rules"][0]["findings"][0]["check"] == "two"


@pytest.mark.parametrize("broken", [True, False])
def test_html_is_one_file_that_escapes_responses(broken: bool) -> None:  # noqa: FBT001 - of the parameters
    summary = _summary(_failed("two") if broken else _passed("one"))
    written = WRITERS["html"](replace(summary, coverage=coverage(DOCUMENT, Counts())), 3)

    assert ("expected &lt;1&gt;, got \\x00" in written) is broken
    assert re.findall(r'(?:src|href)="|url\(|@import|<[^>]* on\w+=', written) == []
    assert written.count("<script") == 1
    assert f"script-src '{script_hash()}'" in written
    assert ("curl -sS &#39;&lt;b&gt;&#39;" in written) is broken
    assert "prefers-color-scheme: dark" in written
    assert '<span class="cell never">200: never</span>' in written
    assert '<span class="cell">500: never</span>' in written


def test_github_has_an_annotation_for_each_finding_with_its_rule_and_the_verdict() -> None:
    failed = [_failed(f"check_{number}", "100% wrong:\nsecond line") for number in range(4)]
    lines = WRITERS["github"](_summary(*failed, _passed("five")), 3).splitlines()

    assert lines[0].startswith("::error title=a-rule%3A check_0::100%25 wrong:%0Asecond line%0ANames & ")
    assert lines[3] == "::error title=a-rule::1 more findings of this rule: --all shows every one"
    assert lines[4] == "::notice title=apivideo-admin-contract::FAIL: 1 rule violated"
    assert len(lines) == 5
