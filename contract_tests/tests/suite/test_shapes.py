"""The suite reports no violation of a correct mock for filters of types that today's document does not have."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from apivideo_admin_contract.checks import CHECKS
from apivideo_admin_contract.document.reading import read_document
from apivideo_admin_contract.outcome.runner import run_case
from apivideo_admin_contract.session.check import Case
from apivideo_admin_contract.session.session import Effort
from apivideo_admin_contract.targets.in_process import InProcessTarget
from apivideo_admin_mock.spec import bundled_document

_EFFORT = Effort(10, 15, shrink=False)
#: Filters by a nullable property, a property that the server sets, a boolean, a pattern, an enum and a minimum length.
_FILTERS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("projects", {"name": "deletes_at", "x-filter": "equals"}, {"type": "string", "format": "date-time"}),
    ("projects", {"name": "created_at", "x-filter": "equals"}, {"type": "string", "format": "date-time"}),
    ("projects", {"name": "deleted", "x-filter": "equals"}, {"type": "boolean"}),
    ("projects", {"name": "region", "x-filter": "contains"}, {"type": "string"}),
    (
        "projects",
        {"name": "project_id", "x-filter": "equals"},
        {"type": "string", "pattern": "^project_.*$", "examples": ["project_1"]},
    ),
    ("projects", {"name": "region", "x-filter": "equals"}, {"type": "string", "enum": ["eu-central-1"]}),
    ("projects/{project_id}/api-keys", {"name": "value", "x-filter": "contains"}, {"type": "string", "minLength": 2}),
]


def _cases() -> list[Any]:
    found = []
    for path, parameter, schema in _FILTERS:
        node: dict[str, Any] = copy.deepcopy(dict(bundled_document()))
        for fixture in (f"/{path}", f"/{path}/count"):
            parameters = node["paths"][fixture]["get"]["parameters"]
            kept = [one for one in parameters if one.get("name") != parameter["name"]]
            added = {**parameter, "in": "query", "description": "x", "schema": schema}
            node["paths"][fixture]["get"]["parameters"] = [*kept, added]
        document = read_document(node)
        cases = [case for check in CHECKS for case in check.cases(document) if _is_of(case, path, parameter["name"])]
        name = f"{parameter['name']}-{parameter['x-filter']}-{'-'.join(sorted({*schema} - {'type', 'examples'}))}"
        found.append(pytest.param(node, cases, id=name))
    return found


def _is_of(case: Case, path: str, name: str) -> bool:
    """Return whether a case tests filters of the list with this filter."""
    collection = path.rpartition("/")[2]
    tests_filters = case.check.rule.id in {"filters", "filters-combine", "counts", "pages-filtered-sorted"}
    return tests_filters and case.label.endswith((f"[{collection}]", f"[{collection}-{name}]"))


@pytest.mark.parametrize(("node", "cases"), _cases())
def test_a_correct_filter_of_each_type_has_no_violations(node: dict[str, Any], cases: list[Case]) -> None:
    target = InProcessTarget(read_document(node), effort=_EFFORT)
    # The checks of filters compare the counts too.
    assert {"filters", "pages-filtered-sorted"} <= {case.check.rule.id for case in cases}
    results = [run_case(case, target) for case in cases]
    assert [f"{one.finding.check}: {one.finding.message}" for one in results if one.finding] == []
