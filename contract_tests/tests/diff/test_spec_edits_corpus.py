"""Each edit of the diff's corpus, made in a document that is served: what is said to break breaks, and the rest does not.

`nox -s proofs` goes on from here (``proofs/full_*.py``): it renders each SDK, checks its types, and more.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from contract_tests.tests.diff.clean import refusers
from contract_tests.tests.diff.corpus import Edit, edits
from contract_tests.tests.diff.counterexample import exchanges
from contract_tests.tests.diff.position import equivalents
from contract_tests.tests.diff.verdicts import KINDS, broken_promises, witness

EDITS = list(edits())
POSSIBLE = [edit for edit in EDITS if not edit.forbidden]
each_possible = pytest.mark.parametrize("edit", POSSIBLE, ids=repr)


@each_possible
def test_an_edit_in_a_whole_document_is_judged_as_in_the_smallest(edit: Edit) -> None:
    found = {(change.rule, change.breaking) for change in edit.changes}
    assert found == {(rule, breaks) for rule, breaks, _ in edit.expected}
    # In the smallest document a schema is both sent and answered; in a whole one it may be only one of the two.
    directions = {(rule, breaks, direction) for rule, breaks, direction in edit.expected}
    for change in edit.changes:
        assert {(change.rule, change.breaking, change.direction), (change.rule, change.breaking, "both")} & directions


@each_possible
def test_what_is_said_to_break_a_client_breaks_one_and_the_rest_breaks_none(edit: Edit, tmp_path: Path) -> None:
    sent = list(exchanges(edit.before, edit.after))
    for number, change in enumerate(change for change in edit.changes if change.breaking):
        assert witness(edit, change, sent, tmp_path / str(number)), change
    assert list(broken_promises(edit, sent)) == []


@pytest.mark.parametrize("edit", [edit for edit in EDITS if edit.forbidden], ids=repr)
def test_an_edit_that_cannot_be_made_is_refused_for_the_reason_that_is_given(edit: Edit, tmp_path: Path) -> None:
    for side, refuser in edit.forbidden.items():
        content = edit.before if side == "before" else edit.after
        assert refuser in refusers(content, tmp_path / side, wanted=refuser)


def test_every_rule_that_can_break_is_shown_or_refused() -> None:
    breaking = {rule for edit in EDITS for rule, breaks, _ in edit.expected if breaks}
    forbidden = {rule for edit in EDITS if edit.forbidden for rule, breaks, _ in edit.expected if breaks}
    assert KINDS.keys() <= breaking
    assert breaking - KINDS.keys() <= forbidden
    shown = {change.rule for edit in POSSIBLE for change in edit.changes if change.breaking}
    assert shown == KINDS.keys()


def test_every_equivalent_is_of_an_edit_of_the_corpus() -> None:
    assert equivalents().keys() <= {edit.name for edit in EDITS}
