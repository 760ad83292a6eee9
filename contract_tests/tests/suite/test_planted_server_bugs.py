"""The checks catch the bugs planted into a server. ``PLANTED_BUGS=all`` runs every bug; by default a sample changes every week."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from apivideo_admin_contract.checks import CHECKS
from apivideo_admin_contract.session.check import Check
from contract_tests.planted_bugs.harness import table
from contract_tests.planted_bugs.harness.comparison import is_missed
from contract_tests.planted_bugs.harness.first_catches import RULES, document_of, read_record
from contract_tests.planted_bugs.harness.pool import Matrix, Plan, examine, matrix_of
from contract_tests.planted_bugs.harness.report import WRITERS
from contract_tests.planted_bugs.harness.run_until_caught import EFFORT, run_until_caught
from contract_tests.planted_bugs.harness.setup import Setup
from contract_tests.planted_bugs.sample import sample
from contract_tests.planted_bugs.server.catalogue import PLANTED_BUGS, find
from contract_tests.planted_bugs.server.planting import Behaviour, PlantedBug
from contract_tests.planted_bugs.server.selectors import anywhere
from contract_tests.planted_bugs.server.server import Server
from contract_tests.planted_bugs.server.wire import Request, Response
from contract_tests.tests.support.subject import DOCUMENT

_NAMED = Plan(whole=False)


@pytest.fixture(scope="module")
def matrix() -> Matrix:
    """Return the document of this workspace, with the cases of one check: they show what becomes of a bug that none of them catches."""
    full = matrix_of(DOCUMENT)
    return replace(full, cases=tuple(case for case in full.cases if case.check.rule.id == "item-count"))


def _planted_bug(behaviour: Behaviour, *rules: str) -> PlantedBug:
    return PlantedBug("a_bug", "theme", frozenset(rules), anywhere, raw=False, behaviour=behaviour)


@pytest.mark.parametrize("planted_bug", sample(PLANTED_BUGS, step=24), ids=lambda planted_bug: planted_bug.name)
def test_a_check_of_a_named_rule_catches_the_bug(planted_bug: PlantedBug) -> None:
    plan = replace(_NAMED, first=read_record().checks_of(planted_bug.name))
    row = examine(planted_bug, matrix_of(document_of(planted_bug)), plan)
    assert row.crash is None
    assert row.named is not None, f"none of the checks of {', '.join(row.rules)} catches it"


@pytest.mark.parametrize("name", ["the_next_link_is_missing", "an_update_does_nothing", "filters_ignore_case"])
def test_the_suite_catches_the_bug_by_url(name: str) -> None:
    assert examine(find(name), matrix_of(DOCUMENT), Plan(named=False, whole=False, http=True)).http is not None


def test_every_bug_has_a_unique_name() -> None:
    assert len({planted_bug.name for planted_bug in PLANTED_BUGS}) == len(PLANTED_BUGS) > 130


def test_each_bug_can_show_and_names_existing_rules() -> None:
    for planted_bug in PLANTED_BUGS:
        document_of(planted_bug)  # raises LookupError if it can show nowhere
        assert planted_bug.rules, planted_bug.name
        assert planted_bug.rules <= RULES, planted_bug.name


def test_each_check_and_each_rule_is_the_first_to_catch_a_recorded_bug() -> None:
    record = read_record()
    assert record.missing() == []
    assert record.checks.keys() == {check.name for check in CHECKS}
    assert {*record.checks.values(), *record.rules.values()} <= {one.name for one in PLANTED_BUGS}


@pytest.mark.parametrize("check", sample(CHECKS), ids=lambda check: check.name)
def test_a_check_catches_its_recorded_bug(check: Check) -> None:
    planted_bug = find(read_record().checks[check.name])
    document = document_of(planted_bug)
    setup = Setup(document, planted_bug)
    assert run_until_caught(setup, setup.in_process(effort=EFFORT), check.cases(document)) is not None


def test_a_bug_that_does_nothing_is_missed(matrix: Matrix) -> None:
    row = examine(_planted_bug(lambda request, server: server.forward(request), "item-count"), matrix, _NAMED)
    assert row.named is None
    assert is_missed(row, _NAMED)


def test_a_violation_of_another_rule_does_not_count(matrix: Matrix) -> None:
    def without_the_limit(request: Request, server: Server) -> Response:
        return server.forward(request).replace(x_ratelimit_limit=None)

    assert examine(_planted_bug(without_the_limit, "item-count"), matrix, _NAMED).named is None
    assert examine(_planted_bug(without_the_limit, "headers"), matrix, _NAMED).named is not None


def test_a_crash_of_the_bug_itself_is_reported_and_does_not_count(matrix: Matrix) -> None:
    def broken(request: Request, server: Server) -> Response:
        raise KeyError(request.path)

    row = examine(_planted_bug(broken, "item-count"), matrix, _NAMED)
    assert row.named is None
    assert "KeyError" in (row.crash or "")
    assert is_missed(row, _NAMED)


def test_a_bug_is_planted_only_at_the_selected_operations() -> None:
    planted_bug = find("item_count_is_the_page_size")
    for collection in DOCUMENT.collections:
        listing = collection.operations["list"]
        row = examine(planted_bug, matrix_of(DOCUMENT, [listing.id]), _NAMED)
        assert row.named is not None
        assert row.named.check.endswith(f"[{collection.name}]")


def test_a_setup_without_a_bug_is_healthy() -> None:
    setup = Setup(DOCUMENT, None)
    with setup.in_process().session(limited=False) as session:
        response = session.account.call(DOCUMENT.operations[0])
    assert response.status_code == 200


def test_the_command_writes_the_table_and_exits_with_1_if_a_bug_was_missed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = ["--select", "item_count_is_*", "--named-only", "--jobs", "1"]
    assert table.main([*chosen, "--report", "json", "--output", str(tmp_path / "table.json")]) == 0
    written = json.loads((tmp_path / "table.json").read_text(encoding="utf-8"))
    assert written["shares"]["checks of its rules"]["all"]["caught"] == len(written["bugs"]) == 2
    assert table.main(["--select", "no such bug"]) == 2
    assert "matches no planted bug" in capsys.readouterr().err


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_a_missed_bug_is_marked_in_every_format(matrix: Matrix, form: str) -> None:
    rows = [examine(_planted_bug(lambda request, server: server.forward(request), "item-count"), matrix, _NAMED)]
    written = WRITERS[form](rows, _NAMED, 1.0)
    assert {"text": "MISSED a_bug", "json": '"missed": true', "html": 'class="missed"'}[form] in written
