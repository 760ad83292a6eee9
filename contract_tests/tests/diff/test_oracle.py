"""An independent tool agrees with the verdicts of `generator diff`, but for differences that data explain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from contract_tests.tests.diff.oracle.tool import install, is_available, verdicts
from generator.tests.diff_kit import BY_NAME, both_of

pytestmark = [
    pytest.mark.skipif(not is_available(), reason="openapi-diff needs Node.js with npm"),
    pytest.mark.timeout(600),
]

_EXPLANATIONS = yaml.safe_load(
    (Path(__file__).parents[2] / "examples" / "spec_edits" / "oracle.yaml").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the verdicts of openapi-diff, which reads OpenAPI 3.0, on the cases that it can read."""
    pairs = {}
    for name, case in BY_NAME.items():
        old, new = both_of(case)
        pairs[name] = ({**old, "openapi": "3.0.3"}, {**new, "openapi": "3.0.3"})
    found = verdicts(install(tmp_path_factory.mktemp("oracle")), pairs)
    return {name: verdict for name, verdict in found.items() if verdict != "unreadable"}


def _breaking(case: Mapping[str, Any]) -> set[str]:
    return {rule for rule, breaks, _ in case["expect"] if breaks}


def _disagreements(other: Mapping[str, str]) -> Iterator[str]:
    yield from (
        name for name, verdict in other.items() if bool(_breaking(BY_NAME[name])) is not (verdict == "breaking")
    )


def _explains(explanation: Mapping[str, Any], name: str, verdict: str) -> bool:
    breaking = _breaking(BY_NAME[name])
    by_rule = bool(breaking) and breaking <= set(explanation.get("rules", ()))
    return verdict in explanation["other"] and (by_rule or name in explanation.get("cases", ()))


def test_each_disagreement_on_a_verdict_is_explained(other: dict[str, str]) -> None:
    unexplained = [
        f"{name}: {other[name]}"
        for name in _disagreements(other)
        if not any(_explains(one, name, other[name]) for one in _EXPLANATIONS)
    ]

    assert unexplained == []


def test_each_explanation_is_needed(other: dict[str, str]) -> None:
    found = list(_disagreements(other))
    rules = {rule for name in found for rule in _breaking(BY_NAME[name])}

    for one in _EXPLANATIONS:
        assert set(one.get("cases", ())) <= set(found), one["because"]
        assert set(one.get("rules", ())) <= rules, one["because"]


def test_the_tools_agree_on_most_of_the_cases_that_both_compare(other: dict[str, str]) -> None:
    assert len(other) - len(list(_disagreements(other))) > 80
    assert list(other.values()).count("breaking") > 30
