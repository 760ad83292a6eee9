"""Findings that a team knows: what --known accepts, and what it reports about its entries."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from apivideo_admin_contract.cli import main
from apivideo_admin_contract.errors import UsageError
from apivideo_admin_contract.outcome.known import read_known
from contract_tests.tests.support.servers import KEYS, served

_TODAY = date(2026, 5, 31)


def _run(url: str, known: str, folder: Path, *more: str) -> tuple[int, dict[str, Any]]:
    """Run some checks with a file of known findings. Return the exit code and the JSON report."""
    file, report = folder / "known.toml", folder / "report.json"
    file.write_text(known, encoding="utf-8")
    flags = ["--rate-limit", "off", "--effort", "fast", "--select", "page-links", "--report", f"json={report}"]
    code = main(["--url", url, "--known", str(file), *flags, *more], KEYS)
    return code, json.loads(report.read_text(encoding="utf-8"))


def test_a_known_violation_does_not_fail_the_run_and_a_new_one_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with served("the_previous_link_is_missing") as (url, _):
        code, report = _run(url, '[[known]]\nrule = "page-links"\nreason = "ticket 7"\n', tmp_path)
        new_code, new = _run(url, '[[known]]\nrule = "page-links"\ncheck = "other*"\nreason = "no"\n', tmp_path)

    assert code == 0
    assert report["verdict"].startswith("PASS: no violations, except ")
    assert all(rule["findings"] == [] for rule in report["rules"])
    assert {(one["rule"], one["reason"]) for one in report["known"]} == {("page-links", "ticket 7")}
    assert "page-links (ticket 7)" in capsys.readouterr().out
    assert new_code == 1
    assert new["known"] == []


def test_an_entry_that_is_fixed_and_one_that_is_out_of_date_are_noted(tmp_path: Path) -> None:
    known = (
        '[[known]]\nrule = "page-links"\nreason = "fixed"\n[[known]]\ncheck = "*"\nreason = "old"\nuntil = 2026-01-31\n'
    )
    with served() as (url, _):
        code, report = _run(url, known, tmp_path)

    assert code == 0
    assert "--known: no longer fails, remove it: rule page-links (fixed)" in report["notes"]
    assert "--known: out of date since 2026-01-31, and no longer accepted: check * (old)" in report["notes"]


def test_an_entry_is_accepted_until_the_end_of_its_day(tmp_path: Path) -> None:
    file = tmp_path / "known.toml"
    file.write_text('[[known]]\nrule = "a"\nreason = "r"\nuntil = 2026-05-31\n', encoding="utf-8")

    assert read_known(file, _TODAY).notes(()) == []
    assert "out of date" in read_known(file, date(2026, 6, 1)).notes(())[0]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("known = 1", "`known` is not a list of known findings; fix: write"),
        ('rules = ["a"]', "`rules` is not a list of known findings; fix: write"),
        ("known = [1]", "number 1 is not a table"),
        ("[[known]", "is not TOML"),
        ('[[known]]\nrule = "a"', "number 1 has no reason; fix: say why"),
        ('[[known]]\nreason = "a"', "names neither a rule nor a check"),
        ('[[known]]\nreason = "a"\nrules = "b"', "`rules` is not one of rule, check, reason, until"),
        ('[[known]]\nreason = 1\nrule = "b"', "`reason` is not a text"),
        ('[[known]]\nreason = "a"\nrule = "b"\nuntil = "2026-01-01"', "`until` is not a date like 2026-12-31"),
        ('[[known]]\nreason = "a"\nrule = "b"\nuntil = 2026-01-01T00:00:00Z', "`until` is not a date like 2026-12-31"),
    ],
)
def test_an_invalid_file_is_refused_with_the_place(content: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "known.toml"
    file.write_text(content, encoding="utf-8")

    with pytest.raises(UsageError) as caught:
        read_known(file, _TODAY)

    assert str(caught.value).startswith(f"--known: {file}")
    assert message in str(caught.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--known: cannot read "):
        read_known(tmp_path / "known.toml", _TODAY)
