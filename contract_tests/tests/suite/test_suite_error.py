"""An exception of a check is a violation of the server, or an error of the suite: the mock decides."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from apivideo_admin_contract import cli, plan
from apivideo_admin_contract.cli import main
from apivideo_admin_contract.outcome.runner import Result, run_case
from apivideo_admin_contract.outcome.suite_error import make_judge
from apivideo_admin_contract.report.progress import INTERVAL, Progress
from apivideo_admin_contract.rules import resource_rules
from apivideo_admin_contract.rules.expect import equal
from apivideo_admin_contract.session.check import Case, check
from apivideo_admin_contract.session.session import Effort, Session
from apivideo_admin_contract.targets.in_process import InProcessTarget
from contract_tests.tests.support.subject import DOCUMENT

_EFFORT = Effort(2, 2)


@check(resource_rules.COUNTS, lambda _: [()])
def a_check_with_a_bug(session: Session) -> None:
    """Fail on every server."""
    equal(1, 1, "one")
    raise KeyError("a bug of the suite")


@check(resource_rules.COUNTS, lambda _: [()])
def a_check_that_passes(session: Session) -> None:
    equal(1, 1, "one")


def _case(name: str) -> Case:
    found = a_check_with_a_bug if name == "bug" else a_check_that_passes
    return next(found.cases(DOCUMENT))


def test_an_exception_that_the_mock_causes_too_is_an_error_of_the_suite() -> None:
    result = run_case(_case("bug"), InProcessTarget(DOCUMENT, effort=_EFFORT))

    judged = make_judge(DOCUMENT, 0, _EFFORT)(result)

    assert judged.finding is None
    assert judged.error is not None
    assert judged.error.startswith("KeyError: 'a bug of the suite' (at a_check_with_a_bug, line ")


def test_an_exception_that_only_the_server_causes_is_a_violation() -> None:
    result = run_case(_case("bug"), InProcessTarget(DOCUMENT, effort=_EFFORT))

    only_here = replace(result, case=_case("pass"))

    assert make_judge(DOCUMENT, 0, _EFFORT)(only_here) == only_here


def test_a_run_with_errors_of_the_suite_returns_2_and_lists_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(plan, "select_cases", lambda *_: [_case("bug"), _case("pass")])

    assert main(["--jobs", "1", "--effort", "fast"], {}) == cli.UNUSABLE

    out = capsys.readouterr().out
    assert "Errors of this suite, not of the server (please report them):" in out
    assert "ERROR: 1 check of this suite failed with an error of the suite itself; 2 checks: 1 passed, 0 failed" in out


def test_a_run_stops_after_its_longest_time(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(plan, "select_cases", lambda *_: [_case("pass")] * 3)

    assert main(["--jobs", "1", "--max-time", "0.000001"], {}) == cli.PASS

    assert "Stopped after --max-time (1e-06 s): 1 of 3 checks ran." in capsys.readouterr().out


@pytest.mark.parametrize("text", ["0", "-1", "nan", "inf", "x"])
def test_a_longest_time_that_is_no_time_is_refused(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--max-time", text], {}) == cli.UNUSABLE
    assert f"needs a number of seconds above 0, not '{text}'" in capsys.readouterr().err


@pytest.mark.parametrize("is_terminal", [True, False])
def test_the_progress_shows_how_much_is_left(*, is_terminal: bool) -> None:
    now, out, passed = 0.0, io.StringIO(), Result(_case("pass"), 1.0)
    progress = Progress(out, lambda: now, is_terminal=is_terminal)

    for done in range(1, 5):
        now += INTERVAL / 2
        progress(done, 20, passed)

    if is_terminal:
        assert "\r\033[K[####................] 4/20, 0 failed, 1 min 20 s left  a_check_that_passes" in out.getvalue()
    else:
        assert out.getvalue().splitlines() == [
            "2 of 20 checks in 10 s, 0 failed, about 1 min 30 s left (counts)",
            "4 of 20 checks in 20 s, 0 failed, about 1 min 20 s left (counts)",
        ]
