"""`compare`: equal servers have no differences, and a bug of one server is named by its rule."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from apivideo_admin_contract.cli import main
from apivideo_admin_contract.compare.cases import CaseComparison
from apivideo_admin_contract.compare.options import parse
from apivideo_admin_contract.compare.plan import plan_comparison, servers_of
from apivideo_admin_contract.environment import KEY, PREFIX, SECOND_KEY, SUSPENDED_KEY
from apivideo_admin_contract.selection import select_cases
from apivideo_admin_contract.session.session import Effort
from apivideo_admin_contract.targets.in_process import InProcessTarget, Wrap
from contract_tests.tests.support.servers import KEYS, behaving, listening, mock_with, served, setup_of
from contract_tests.tests.support.subject import DOCUMENT, ROOT_COLLECTION

if TYPE_CHECKING:
    from contract_tests.planted_bugs.server.wire import Request, Response
    from contract_tests.tests.support.servers import Forward

_VARIABLES = {
    f"{PREFIX}{side}_{name.removeprefix(PREFIX)}": KEYS[name]
    for side in ("LEFT", "RIGHT")
    for name in (KEY, SECOND_KEY, SUSPENDED_KEY)
}
#: Enough for two short runs of a check.
_EFFORT = Effort(4, 6, shrink=False)
_LINKS = "following_the_links_visits_the_whole_list_and_back[projects]"
_FEW = ("--select", _LINKS, "--select", "a_count_excludes_deleted_items[api-keys]")


def _compare(left: str, right: str, *arguments: str) -> int:
    return main(["compare", "--left", left, "--right", right, "--rate-limit", "off", *arguments], _VARIABLES)


def _compared(*globs: str, wrap: Wrap = lambda app: app) -> Iterable[CaseComparison]:
    """Compare two mocks in this process, of which the right one has an application in front of it."""
    left = InProcessTarget(DOCUMENT, effort=_EFFORT)
    right = InProcessTarget(DOCUMENT, wrap=wrap, mock_seed=1, effort=_EFFORT)
    servers = servers_of(DOCUMENT, left, right, 0, _EFFORT, has_clocks=True)
    return [servers.compare(case) for case in select_cases(DOCUMENT, globs)]


@pytest.mark.parametrize(
    "label",
    [
        "a_created_text_is_stored_unchanged[projects-name]",
        "a_filter_compares_the_whole_value[api-keys-value]",
        "a_percent_encoded_letter_in_a_path_is_decoded[get_delivery_usage]",
        "concurrent_updates_are_all_stored[projects]",
        "following_the_links_visits_the_whole_list_and_back[api-keys]",
        "later_updates_do_not_change_the_schedule[projects]",
        "the_rate_limit_window_slides",
    ],
)
def test_two_mocks_of_different_seeds_have_no_differences(label: str) -> None:
    (found,) = _compared(label)

    assert (found.differences, found.note, found.skipped, found.error) == ((), None, None, None)
    assert found.compared


@pytest.mark.parametrize(
    ("bug", "rule", "label"),
    [
        ("the_next_link_is_missing", "page-links", "following_the_links_visits_the_whole_list_and_back[projects]"),
        ("an_update_does_nothing", "update", "an_update_can_change_every_property[api-keys]"),
    ],
)
def test_a_planted_bug_is_named_by_its_rule_on_either_side(bug: str, rule: str, label: str) -> None:
    healthy, faulty = (setup_of(one).in_process(mock_seed=3, effort=_EFFORT) for one in (None, bug))
    other = InProcessTarget(DOCUMENT, effort=_EFFORT)
    for side, pair in (("left", (faulty, other)), ("right", (healthy, faulty))):
        servers = servers_of(DOCUMENT, pair[0], pair[1], 0, _EFFORT, has_clocks=True)
        found = [one for case in select_cases(DOCUMENT, [label]) for one in servers.compare(case).differences]
        assert [(one.rule.id, one.violated_by) for one in found] == [(rule, side)]
        assert found[0].pair is not None


def test_a_difference_that_no_rule_decides_is_reported_with_the_rule_of_the_check() -> None:
    def other_details(request: Request, forward: Forward) -> Response:
        response = forward(request)
        if response.status != 404:
            return response
        return response.replace(json={**response.json, "detail": "There is nothing here."})

    def wrap(app: Any) -> Any:
        return behaving(app, other_details)

    (found,) = [one for one in _compared("an_unknown_id_is_not_found[get_project]", wrap=wrap) if one.differences]
    (difference,) = found.differences
    assert (difference.rule.id, difference.violated_by) == ("not-found", None)
    assert difference.pair is not None
    assert difference.pair.difference.where == "/detail"


def test_checks_with_concurrent_requests_are_last_and_compared_by_their_verdicts() -> None:
    environ = {f"{PREFIX}RIGHT_KEY": "k"}
    options = parse(
        ["--left", "mock", "--right", "http://127.0.0.1:1", "--select", "round-trip", "--select", "create-once"],
        environ,
    )
    plan = plan_comparison(options)
    plan.servers.right.close()
    names = [case.check.name for case in plan.cases]

    assert {*names[-2:]} == {"concurrent_creates_are_all_stored"}
    assert "concurrent_creates_are_all_stored" not in names[:-2]
    with served() as (url, _):
        assert _compare("mock", url, "--select", "create-once") == 0


def test_equal_servers_return_0_and_the_stamp_records_the_comparison(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stamp = tmp_path / "stamp.json"
    with served() as (url, _):
        assert _compare("mock", url, *_FEW, "--stamp", str(stamp)) == 0

    out = capsys.readouterr().out
    assert "EQUAL: no differences; " in out
    recorded = json.loads(stamp.read_text(encoding="utf-8"))
    assert (recorded["left"], recorded["right"], recorded["differences"]) == ("the mock in this process", url, 0)
    assert recorded["checks"] > 0


def test_a_bug_by_url_returns_1_and_shows_both_responses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "report.json"
    with served() as (left, _), served("the_next_link_is_missing") as (right, _):
        arguments = ("--select", _LINKS, "--report", "text", "--report", f"json={report}")
        assert _compare(left, right, *arguments) == 1

    out = capsys.readouterr().out
    assert "DIFFERENT page-links" in out
    assert "the right server violates the rule" in out
    assert '"rel": "next"' in out
    (rule,) = json.loads(report.read_text(encoding="utf-8"))["rules"]
    first = rule["differences"][0]
    assert (rule["id"], first["violated_by"], first["where"].startswith("/links")) == ("page-links", "right", True)
    assert [len(first[side]["body"]["links"]) for side in ("left", "right")] == [2, 1]
    assert not [key for key in KEYS.values() if key in out + report.read_text(encoding="utf-8")]


def test_a_read_only_comparison_sends_only_safe_methods_and_compares_what_exists() -> None:
    sent = []

    def recording(request: Request, forward: Forward) -> Response:
        sent.append(request.method)
        return forward(request)

    mocks = [mock_with(KEYS) for _ in range(2)]
    for mock in mocks:
        mock.seed({ROOT_COLLECTION.name: {"count": 3}})
    with (
        listening(behaving(mocks[0].wsgi, recording)) as left,
        listening(behaving(mocks[1].wsgi, recording)) as right,
    ):
        assert _compare(left, right, "--read-only", "--select", _LINKS, "--select", "options") == 0

    assert {*sent} <= {"GET", "HEAD", "OPTIONS"}
    assert "GET" in sent


def test_servers_with_different_data_are_compared_by_their_verdicts(capsys: pytest.CaptureFixture[str]) -> None:
    other = mock_with(KEYS)
    other.seed({ROOT_COLLECTION.name: {"count": 4}})
    with listening(other.wsgi) as url:
        assert _compare("mock", url, *_FEW) == 0
    assert "held different data" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--left", "mock"], "required: --right"),
        (["--left", "mock", "--right", "mock", "--replay"], "unrecognized arguments: --replay"),
        (["--left", "mock", "--right", "http://127.0.0.1:1"], "--right-key"),
        (["--left", "mock", "--right", "nowhere", "--right-key", "k"], "--right is not the URL"),
        (["--left", "mock", "--right", "mock", "--left-key", "k"], "does not apply to --left mock"),
        (
            ["--left", "mock", "--right", "http://127.0.0.1:1", "--right-key", "k", "--right-second-key", "k"],
            "same key",
        ),
        (["--left", "mock", "--right", "http://127.0.0.1:1", "--right-key", "k"], "no server responds"),
        (["--left", "mock", "--right", "mock", "--stamp", "no/folder/stamp"], "--stamp"),
        (["--left", "mock", "--right", "mock", "--report", "html"], "text, json"),
        (["--left", "mock", "--right", "https://admin.api.video", "--right-key", "k"], "production"),
    ],
)
def test_an_impossible_comparison_returns_2_with_the_reason(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", *arguments], {}) == 2
    assert message in capsys.readouterr().err


def test_the_mock_shows_its_last_comparison(tmp_path: Path) -> None:
    from apivideo_admin_mock.adapters.app import make_flask_app

    stamp, mock = tmp_path / "stamp.json", mock_with(KEYS)
    client = make_flask_app(mock.engine, stamp).test_client()
    assert client.get("/_mock/health").get_json()["compared"] is None

    assert main(["compare", "--left", "mock", "--right", "mock", "--select", _LINKS, "--stamp", str(stamp)], {}) == 0

    compared = client.get("/_mock/health").get_json()["compared"]
    assert (compared["right"], compared["differences"]) == ("the mock in this process", 0)
    assert compared["at"].endswith("+00:00")
