"""The documents before and after each edit of the corpus have no errors, also as files in a folder like openapi/."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from contract_tests.tests.diff.corpus import edits
from contract_tests.tests.diff.folder import write_folder
from contract_tests.tests.diff.placement import Content
from contract_tests.tests.diff.validity import errors_of
from generator.document.bundle import Bundle, bundle
from generator.lint import RULES

#: Rules that compare several places: an edit of the corpus changes one.
_OF_OTHER_PLACES = {
    "texts_agree_with_the_rate_limit",
    "pages_agree_on_their_size",
    "formats_of_integers_have_bounds",
}

# Many edits share one of their documents: each is tested once, under the name of its first edit.
_DOCUMENTS = {
    json.dumps(content, sort_keys=True): pytest.param(content, id=f"{edit}, {side}")
    for edit in reversed([edit for edit in edits() if not edit.forbidden])
    for side, content in (("after", edit.after), ("before", edit.before))
}


@pytest.mark.parametrize("content", _DOCUMENTS.values())
def test_a_document_has_no_errors(content: Content, tmp_path: Path) -> None:
    assert {name: errors for name, errors in errors_of(content).items() if name not in _OF_OTHER_PLACES} == {}
    made = bundle(write_folder(content, tmp_path / "openapi"), "openapi")
    assert isinstance(made, Bundle), [str(error) for error in made]
    assert made.document.content == content or "allOf" in json.dumps(content)  # the bundle merges it
    others = [rule for rule in RULES if rule.__name__ not in _OF_OTHER_PLACES]
    assert [diagnostic for rule in others for diagnostic in rule(made.document)] == []
    assert made.unexplained() == []
