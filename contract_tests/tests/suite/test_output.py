"""Reports that can't be written: each is a line, and costs neither the others nor what a run knows."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from apivideo_admin_contract.cli import main
from apivideo_admin_contract.errors import UsageError
from apivideo_admin_contract.outcome.runner import Finding, Result
from apivideo_admin_contract.report import WRITERS, output
from apivideo_admin_contract.report.output import check_files, write
from apivideo_admin_contract.report.summary import Outcome, Summary
from apivideo_admin_contract.rules.rule import Rule
from apivideo_admin_contract.session.check import Case, Check

_RULE = Rule("a-rule", "Names are kept.", "facts document, Somewhere")


def _summary(message: str = "expected one, got two") -> Summary:
    case = Case(Check("a_check", _RULE, lambda _: [()], frozenset(), lambda _: None), ())
    result = Result(case, 0.5, finding=Finding(_RULE, "a_check", message, ()))
    return Summary("a server", "An API", 0, "ci", 1.0, (Outcome(result, None, "again"),), ("/things/1 stays: it must",))


def test_a_report_that_can_not_be_written_costs_no_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = tmp_path / "kept.json"

    assert not write(_summary(), [("html", tmp_path), ("json", kept), ("text", None)], 3)

    out, err = capsys.readouterr()
    assert err == f"contract_tests: the html report can't be written to {tmp_path} (Is a directory)\n"
    assert json.loads(kept.read_text(encoding="utf-8"))["stays"] == ["/things/1 stays: it must"]
    assert "BROKEN a-rule" in out


def test_a_report_that_can_not_be_made_costs_no_other(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def faulty(_summary: Summary, _most: int | None) -> str:
        raise ValueError("no such page")

    monkeypatch.setattr(output, "WRITERS", {**WRITERS, "html": faulty})

    assert not write(_summary(), [("html", Path("never.html")), ("text", None)], 3)
    out, err = capsys.readouterr()
    assert err == "contract_tests: the html report can't be written to never.html (ValueError: no such page)\n"
    assert "BROKEN a-rule" in out


def test_what_stays_is_told_even_where_no_report_can_be_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not write(_summary(), [("json", tmp_path)], 3)
    assert "on the server /things/1 stays: it must\n" in capsys.readouterr().err


@pytest.mark.parametrize("name", WRITERS)
def test_half_a_character_is_written_as_its_number(name: str, tmp_path: Path) -> None:
    path = tmp_path / "report"

    assert write(_summary("got \ud800"), [(name, path)], 3)
    assert ("\ufffd" if name == "junit" else "\\ud800") in path.read_text(encoding="utf-8")


def _stdout(monkeypatch: pytest.MonkeyPatch, name: str) -> str:
    """Write a report to a standard output that knows few characters, and give it."""
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="cp1252", newline=""))
    assert write(_summary("got 漢é"), [(name, None)], 3)
    return raw.getvalue().decode("cp1252" if name == "text" else "utf-8")


def test_a_terminal_is_told_what_it_can_show(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "got \\u6f22é" in _stdout(monkeypatch, "text")


@pytest.mark.parametrize("name", ["html", "junit"])
def test_what_is_no_text_is_utf_8_everywhere(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "got 漢é" in _stdout(monkeypatch, name)


def test_a_file_that_can_not_be_written_is_told_before_a_run(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"can't be written \(Is a directory\)"):
        check_files([("json", tmp_path)])


def test_to_look_whether_a_file_can_be_written_leaves_it_as_it_is(tmp_path: Path) -> None:
    there, new = tmp_path / "there.json", tmp_path / "new.json"
    there.write_text("the last report", encoding="utf-8")

    check_files([("json", there), ("html", new), ("text", None)])
    assert (there.read_text(encoding="utf-8"), new.exists()) == ("the last report", False)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_run_without_one_of_its_reports_is_not_told_as_done(capsys: pytest.CaptureFixture[str]) -> None:
    flags = ["--select", "a_path_that_is_not_in_the_document_is_not_recognized", "--effort", "fast", "--jobs", "1"]

    assert main([*flags, "--report", "json=/dev/full"], {}) == 2
    out, err = capsys.readouterr()
    assert err == "contract_tests: the json report can't be written to /dev/full (No space left on device)\n"
    assert "every rule that was checked is kept" in out
