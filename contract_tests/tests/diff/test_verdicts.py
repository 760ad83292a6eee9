"""Verify each verdict on the edits of the corpus: an edit breaks clients if the diff reports a break, and only then."""

from __future__ import annotations

from pathlib import Path

import pytest

from contract_tests.tests.diff.corpus import Edit, edits
from contract_tests.tests.diff.counterexample import exchanges
from contract_tests.tests.diff.placement import equivalents
from contract_tests.tests.diff.validity import rejections
from contract_tests.tests.diff.verdicts import KINDS, find_counterexample, unexpected_breaks

EDITS = list(edits())
POSSIBLE = [edit for edit in EDITS if not edit.forbidden]
each_possible = pytest.mark.parametrize("edit", POSSIBLE, ids=repr)


@each_possible
def test_an_edit_has_the_same_verdict_in_a_whole_document_as_in_the_smallest(edit: Edit) -> None:
    found = {(change.rule, change.breaking) for change in edit.changes}
    assert found == {(rule, breaks) for rule, breaks, _ in edit.expected}
    # In the smallest document a schema is in requests and responses; in a whole one it may be in one of the two.
    directions = {(rule, breaks, direction) for rule, breaks, direction in edit.expected}
    for change in edit.changes:
        assert {(change.rule, change.breaking, change.direction), (change.rule, change.breaking, "both")} & directions


@each_possible
def test_a_breaking_change_has_a_counterexample_and_other_changes_have_none(edit: Edit, tmp_path: Path) -> None:
    sent = list(exchanges(edit.before, edit.after))
    for number, change in enumerate(change for change in edit.changes if change.breaking):
        assert find_counterexample(edit, change, sent, tmp_path / str(number)), change
    assert list(unexpected_breaks(edit, sent)) == []


@pytest.mark.parametrize("edit", [edit for edit in EDITS if edit.forbidden], ids=repr)
def test_a_forbidden_edit_is_rejected_by_the_stage_that_the_corpus_names(edit: Edit, tmp_path: Path) -> None:
    for side, stage in edit.forbidden.items():
        content = edit.before if side == "before" else edit.after
        assert stage in rejections(content, tmp_path / side, wanted=stage)


def test_every_breaking_rule_has_a_counterexample_or_is_forbidden() -> None:
    breaking = {rule for edit in EDITS for rule, breaks, _ in edit.expected if breaks}
    forbidden = {rule for edit in EDITS if edit.forbidden for rule, breaks, _ in edit.expected if breaks}
    assert KINDS.keys() <= breaking
    assert breaking - KINDS.keys() <= forbidden
    shown = {change.rule for edit in POSSIBLE for change in edit.changes if change.breaking}
    assert shown == KINDS.keys()


def test_every_equivalent_belongs_to_an_edit_of_the_corpus() -> None:
    assert equivalents().keys() <= {edit.name for edit in EDITS}
