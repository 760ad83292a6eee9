"""The documents before and after each edit of the corpus have no errors, also as files in a folder like openapi/."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from contract_tests.tests.diff.corpus import edits
from contract_tests.tests.diff.folder import write_folder
from contract_tests.tests.diff.placement import Content
from contract_tests.tests.diff.validity import OF_OTHER_PLACES, as_document, errors_of
from generator.document import Document
from generator.document.bundle import Bundle, bundle
from generator.document.composition import merge_all_of
from generator.lint import RULES

# Many edits share one of their documents: each is tested once, under the name of its first edit.
_DOCUMENTS = {
    json.dumps(content, sort_keys=True): pytest.param(content, id=f"{edit}, {side}")
    for edit in reversed([edit for edit in edits() if not edit.forbidden])
    for side, content in (("after", edit.after), ("before", edit.before))
}


@pytest.mark.parametrize("content", _DOCUMENTS.values())
def test_a_document_has_no_errors(content: Content, tmp_path: Path) -> None:
    assert errors_of(content) == {}
    made = bundle(write_folder(content, tmp_path / "openapi"), "openapi")
    assert isinstance(made, Bundle), [str(error) for error in made]
    merged = merge_all_of(as_document(content))
    assert isinstance(merged, Document)
    assert made.document.content == merged.content
    others = [rule for rule in RULES if rule.__name__ not in OF_OTHER_PLACES]
    assert [diagnostic for rule in others for diagnostic in rule(made.document)] == []
    assert made.unexplained() == []
