"""`compare` over the whole suite and a sample of the planted bugs. ``python -m contract_tests.planted_bugs --compare`` measures them all."""

from __future__ import annotations

import pytest

from apivideo_admin_contract.cli import main
from contract_tests.planted_bugs.harness.first_catches import document_of, read_record
from contract_tests.planted_bugs.harness.pool import Plan, examine, matrix_of
from contract_tests.planted_bugs.server.catalogue import PLANTED_BUGS

#: Every 20th bug, the same ones in each run: another sample could be below the bound by chance.
_SAMPLE = PLANTED_BUGS[::20]


def test_two_healthy_mocks_of_different_seeds_have_no_differences(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "--left", "mock", "--right", "mock"], {}) == 0

    assert "EQUAL: no differences; " in capsys.readouterr().out


def test_compare_names_the_rule_of_at_least_19_of_20_planted_bugs() -> None:
    missed = []
    for bug in _SAMPLE:
        plan = Plan(named=False, whole=False, compare=True, first=read_record().checks_of(bug.name))
        row = examine(bug, matrix_of(document_of(bug)), plan)
        assert row.crash is None
        missed += [] if row.compared else [bug.name]
    assert len(missed) <= len(_SAMPLE) / 20, missed
