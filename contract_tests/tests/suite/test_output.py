"""Reports that cannot be written: each is one line of error, and the others are written all the same."""

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

_RULE = Rule("a-rule", "Names are unchanged.", "openapi/README.md, Somewhere")


def _summary(message: str = "expected one, got two") -> Summary:
    case = Case(Check("a_check", _RULE, lambda _: [()], frozenset(), lambda _: None), ())
    result = Result(case, 0.5, finding=Finding(_RULE, "a_check", message, ()))
    return Summary("a server", "An API", 0, "ci", 1.0, (Outcome(result, None, "again"),), ("/things/1 stays: it must",))


def test_a_report_that_cannot_be_written_does_not_stop_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "kept.json"

    assert not write(_summary(), [("html", tmp_path), ("json", kept), ("text", None)], 3)

    out, err = capsys.readouterr()
    assert err == f"apivideo-admin-contract: cannot write the html report to {tmp_path} (Is a directory)\n"
    assert json.loads(kept.read_text(encoding="utf-8"))["remaining"] == ["/things/1 stays: it must"]
    assert "FAIL a-rule" in out


def test_a_report_that_cannot_be_rendered_does_not_stop_the_others(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing(_summary: Summary, _max_findings: int | None) -> str:
        raise ValueError("no such page")

    monkeypatch.setattr(output, "WRITERS", {**WRITERS, "html": failing})

    assert not write(_summary(), [("html", Path("never.html")), ("text", None)], 3)
    out, err = capsys.readouterr()
    assert err == "apivideo-admin-contract: cannot write the html report to never.html (ValueError: no such page)\n"
    assert "FAIL a-rule" in out


def test_remaining_items_are_printed_even_if_no_report_can_be_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not write(_summary(), [("json", tmp_path)], 3)
    assert "on the server: /things/1 stays: it must\n" in capsys.readouterr().err


@pytest.mark.parametrize("name", WRITERS)
def test_a_lone_surrogate_is_written_as_its_number(name: str, tmp_path: Path) -> None:
    path = tmp_path / "report"

    assert write(_summary("got \ud800"), [(name, path)], 3)
    assert ("\ufffd" if name == "junit" else "\\ud800") in path.read_text(encoding="utf-8")


def _stdout(monkeypatch: pytest.MonkeyPatch, name: str) -> str:
    """Write a report to a standard output with a small character set, and return the output."""
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="cp1252", newline=""))
    assert write(_summary("got 漢é"), [(name, None)], 3)
    return raw.getvalue().decode("cp1252" if name == "text" else "utf-8")


def test_text_for_a_terminal_has_only_characters_that_it_can_show(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "got \\u6f22é" in _stdout(monkeypatch, "text")


@pytest.mark.parametrize("name", ["html", "junit"])
def test_other_formats_are_utf_8_everywhere(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "got 漢é" in _stdout(monkeypatch, name)


def test_a_file_that_cannot_be_written_is_refused_before_the_run(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot write .* \(Is a directory\)"):
        check_files([("json", tmp_path)])


def test_the_check_before_the_run_leaves_files_unchanged(tmp_path: Path) -> None:
    there, new = tmp_path / "there.json", tmp_path / "new.json"
    there.write_text("the last report", encoding="utf-8")

    check_files([("json", there), ("html", new), ("text", None)])
    assert (there.read_text(encoding="utf-8"), new.exists()) == ("the last report", False)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_run_with_an_unwritten_report_returns_2(capsys: pytest.CaptureFixture[str]) -> None:
    flags = ["--select", "a_path_near_a_documented_one_is_not_recognized", "--effort", "fast", "--jobs", "1"]

    assert main([*flags, "--report", "json=/dev/full"], {}) == 2
    out, err = capsys.readouterr()
    assert err == "apivideo-admin-contract: cannot write the json report to /dev/full (No space left on device)\n"
    assert "PASS: no violations; " in out
