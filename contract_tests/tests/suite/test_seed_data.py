"""The suite tests a collection that can't be created by requests, with seed data."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from apivideo_admin_contract.checks import CHECKS
from apivideo_admin_contract.document.document import Document
from apivideo_admin_contract.document.reading import read_document
from apivideo_admin_contract.outcome.runner import run_case
from apivideo_admin_contract.session.check import Case
from apivideo_admin_contract.session.session import Effort
from apivideo_admin_contract.targets.in_process import InProcessTarget
from apivideo_admin_mock.spec import bundled_document
from contract_tests.planted_bugs.harness.run_until_caught import named_first, run_until_caught
from contract_tests.planted_bugs.harness.setup import Setup
from contract_tests.planted_bugs.server.catalogue import PLANTED_BUGS


def _read_only_keys() -> Document:
    """Return today's document with read-only API keys."""
    node: dict[str, Any] = copy.deepcopy(dict(bundled_document()))
    keys = "/projects/{project_id}/api-keys"
    del node["paths"][keys]["post"]
    for method in ("patch", "delete"):
        del node["paths"][f"{keys}/{{api_key_id}}"][method]
    node["components"]["schemas"]["ApiKey"]["properties"]["name"]["default"] = "unnamed"
    return read_document(node)


_DOCUMENT = _read_only_keys()
_KEYS = next(one for one in _DOCUMENT.collections if one.name == "api-keys")
_CASES = [case for check in CHECKS for case in check.cases(_DOCUMENT) if "schemathesis" not in check.name]


def test_one_parent_has_more_than_a_page_of_items_and_another_has_none() -> None:
    with InProcessTarget(_DOCUMENT).session() as session:
        fixture = session.fixture(_KEYS)
        size = _KEYS.operations["list"].parameters["page_size"].schema["default"]
        assert size < len(fixture.rows) == fixture.count()
        assert fixture.read_page()["items"] == fixture.rows[:size]
        assert session.fixture(_KEYS, empty=True).count() == 0


def test_a_fresh_session_has_the_same_seed_data() -> None:
    with InProcessTarget(_DOCUMENT).session() as session:
        rows = session.fixture(_KEYS).rows
        with session.fresh() as fresh:
            assert fresh.fixture(_KEYS).rows == rows


def _is_of_keys(case: Case) -> bool:
    return "api-keys" in case.label or "api_key" in case.label or case.check.rule.id == "reference-model"


def test_a_correct_server_has_no_violations() -> None:
    target = InProcessTarget(_DOCUMENT, effort=Effort(3, 8, shrink=False))
    cases = [case for case in _CASES if _is_of_keys(case)]
    results = [run_case(case, target) for case in cases]
    assert [f"{one.finding.check}: {one.finding.message}" for one in results if one.finding] == []
    assert sum(one.skipped is None for one in results) > len(cases) / 2


@pytest.mark.parametrize(
    "name",
    [
        "the_next_link_is_missing",
        "a_page_contains_one_item_too_many",
        "sort_by_is_ignored",
        "ties_are_broken_by_id",
        "filters_ignore_case",
        "the_count_is_one_too_many",
        "a_list_ends_at_30_items",
        "equals_returns_items_of_other_parents",
        "sorted_lists_contain_items_of_other_parents",
    ],
)
def test_a_planted_bug_in_a_read_only_collection_is_caught(name: str) -> None:
    planted_bug = next(one for one in PLANTED_BUGS if one.name == name)
    setup = Setup(_DOCUMENT, planted_bug, lambda operation: operation.path.startswith(_KEYS.path))
    cases = [case for case in named_first(planted_bug.rules, _CASES) if _is_of_keys(case)]
    assert (
        run_until_caught(setup, setup.in_process(effort=Effort(3, 8, shrink=False)), cases, planted_bug.rules)
        is not None
    )
    assert setup.crashes == []
