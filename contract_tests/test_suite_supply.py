"""A collection that no request fills is not empty for the suite, and what goes wrong there is seen."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from apivideo_admin_mock.spec import bundled_document
from contract_tests.checks import CHECKS
from contract_tests.document import Document, read_document
from contract_tests.faults.catalogue import FAULTS
from contract_tests.faults.field import Field
from contract_tests.faults.hunt import hunt, named_only
from contract_tests.suite.check import Case
from contract_tests.suite.host import MockHost
from contract_tests.suite.lab import Effort
from contract_tests.suite.runner import run_case


def _read_only_keys() -> Document:
    """Give today's document, with API keys that can be read only."""
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


def test_it_holds_more_than_a_page_below_an_item_and_nothing_below_another() -> None:
    with MockHost(_DOCUMENT).lab() as lab:
        place = lab.place(_KEYS)
        size = _KEYS.operations["list"].parameters["page_size"].schema["default"]
        assert size < len(place.rows) == place.count()
        assert place.page()["items"] == place.rows[:size]
        assert lab.place(_KEYS, empty=True).count() == 0


def test_what_is_done_again_finds_the_same() -> None:
    with MockHost(_DOCUMENT).lab() as lab:
        rows = lab.place(_KEYS).rows
        with lab.again() as again:
            assert again.place(_KEYS).rows == rows


def _is_of_keys(case: Case) -> bool:
    return "api-keys" in case.label or "api_key" in case.label or case.check.rule.id == "reference-model"


def test_a_healthy_server_is_not_blamed() -> None:
    host = MockHost(_DOCUMENT, effort=Effort(3, 8, shrink=False))
    cases = [case for case in _CASES if _is_of_keys(case)]
    results = [run_case(case, host) for case in cases]
    assert [f"{one.finding.check}: {one.finding.message}" for one in results if one.finding] == []
    assert sum(one.skipped is None for one in results) > len(cases) / 2


@pytest.mark.parametrize(
    "name",
    [
        "the_next_link_is_missing",
        "a_page_holds_one_item_too_many",
        "sort_by_is_ignored",
        "ties_are_broken_by_id",
        "filters_do_not_look_at_case",
        "the_count_is_one_too_many",
        "a_list_ends_at_30_items",
        "equals_finds_items_below_other_parents",
        "a_sort_shows_items_below_other_parents",
    ],
)
def test_a_fault_there_is_caught(name: str) -> None:
    fault = next(one for one in FAULTS if one.name == name)
    field = Field(_DOCUMENT, fault, lambda operation: operation.path.startswith(_KEYS.path))
    cases = [case for case in named_only(fault.rules, _CASES) if _is_of_keys(case)]
    assert hunt(field, field.in_process(effort=Effort(3, 8, shrink=False)), cases, fault.rules) is not None
    assert field.crashes == []
