"""Planted faults are caught by the checks that must catch them. Here is a part of them; ``python -m contract_tests --faults`` takes all."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from contract_tests.checks import CHECKS
from contract_tests.faults import table
from contract_tests.faults.at import anywhere
from contract_tests.faults.catalogue import FAULTS
from contract_tests.faults.field import Field
from contract_tests.faults.planting import Fault, Lie
from contract_tests.faults.pool import Ground, Plan, examine, ground_of
from contract_tests.faults.report import WRITERS
from contract_tests.faults.server import Server
from contract_tests.faults.tally import is_missed
from contract_tests.faults.wire import Answer, Request
from contract_tests.subject import DOCUMENT
from contract_tests.suite import rules, rules_http
from contract_tests.suite.rule import Rule

#: Each so-many-eth is hunted here; CONTRACT_FAULTS=all takes every one.
_STEP = 1 if os.environ.get("CONTRACT_FAULTS") == "all" else 8
_NAMED = Plan(whole=False)


@pytest.fixture(scope="module")
def ground() -> Ground:
    """Give the document of this workspace, with the cases of all checks."""
    return ground_of(DOCUMENT)


def _fault(lie: Lie, *rules: str) -> Fault:
    return Fault("a_fault", "theme", frozenset(rules), anywhere, raw=False, lie=lie)


@pytest.mark.parametrize("fault", FAULTS[::_STEP], ids=lambda fault: fault.name)
def test_a_named_check_catches_the_fault(ground: Ground, fault: Fault) -> None:
    row = examine(fault, ground, _NAMED)
    assert row.crash is None
    assert row.named is not None, f"none of the checks of {', '.join(row.rules)} sees it"


@pytest.mark.parametrize("name", ["the_next_link_is_missing", "an_update_does_nothing", "filters_do_not_look_at_case"])
def test_the_suite_catches_the_fault_by_url_alone(ground: Ground, name: str) -> None:
    (fault,) = (one for one in FAULTS if one.name == name)
    assert examine(fault, ground, Plan(named=False, whole=False, http=True)).http is not None


def test_there_are_many_faults_and_each_has_a_name_of_its_own() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) > 130


def test_each_fault_can_show_and_names_rules_that_there_are() -> None:
    known = {check.rule.id for check in CHECKS}
    known |= {one.id for module in (rules, rules_http) for one in vars(module).values() if isinstance(one, Rule)}
    for fault in FAULTS:
        assert fault.applies(DOCUMENT), fault.name
        assert fault.rules, fault.name
        assert fault.rules <= known, fault.name


def test_a_fault_that_does_nothing_is_missed(ground: Ground) -> None:
    row = examine(_fault(lambda request, server: server.forward(request), "item-count"), ground, _NAMED)
    assert row.named is None
    assert is_missed(row, _NAMED)


def test_what_another_rule_finds_does_not_count_for_the_named_ones(ground: Ground) -> None:
    def without_the_limit(request: Request, server: Server) -> Answer:
        return server.forward(request).but(x_ratelimit_limit=None)

    assert examine(_fault(without_the_limit, "item-count"), ground, _NAMED).named is None
    assert examine(_fault(without_the_limit, "headers"), ground, _NAMED).named is not None


def test_a_bug_of_the_fault_itself_is_told_and_catches_nothing(ground: Ground) -> None:
    def broken(request: Request, server: Server) -> Answer:
        raise KeyError(request.path)

    row = examine(_fault(broken, "item-count"), ground, _NAMED)
    assert row.named is None
    assert "KeyError" in (row.crash or "")
    assert is_missed(row, _NAMED)


def test_a_fault_is_planted_only_where_it_is_wanted(ground: Ground) -> None:
    (fault,) = (one for one in FAULTS if one.name == "item_count_is_the_page_size")
    for collection in DOCUMENT.collections:
        listing = collection.operations["list"]
        row = examine(fault, ground_of(DOCUMENT, [listing.id]), _NAMED)
        assert row.named is not None
        assert row.named.check.endswith(f"[{collection.name}]")


def test_a_field_without_a_fault_is_healthy(ground: Ground) -> None:
    field = Field(DOCUMENT, None)
    with field.in_process().lab(limited=False) as lab:
        answer = lab.account.call(DOCUMENT.operations[0])
    assert answer.status_code == 200


def test_the_command_writes_the_table_and_tells_by_its_code_whether_one_was_missed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = ["--select", "item_count_is_*", "--named-only", "--jobs", "1"]
    assert table.main([*chosen, "--report", "json", "--output", str(tmp_path / "table.json")]) == 0
    written = json.loads((tmp_path / "table.json").read_text(encoding="utf-8"))
    assert written["shares"]["a check of a named rule"]["all"]["caught"] == len(written["faults"]) == 2
    assert table.main(["--select", "no such fault"]) == 2
    assert "fits no fault" in capsys.readouterr().err


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_a_missed_fault_stands_out_in_every_form(ground: Ground, form: str) -> None:
    rows = [examine(_fault(lambda request, server: server.forward(request), "item-count"), ground, _NAMED)]
    written = WRITERS[form](rows, _NAMED, 1.0)
    assert {"text": "MISSED a_fault", "json": '"missed": true', "html": 'class="missed"'}[form] in written
