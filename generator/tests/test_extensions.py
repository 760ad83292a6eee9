from __future__ import annotations

import json
import re

from generator.document import defaults
from generator.document.filters import MATCHES
from generator.lint.extensions.actions import ACTIONS
from generator.lint.extensions.keywords import KEYWORDS, SET_WORDS
from generator.lint.problems import KINDS
from generator.sync import KEYWORDS as KEYWORDS_OF_THE_MOCK


def document_of(workspace):
    return (workspace / "openapi/EXTENSIONS.md").read_text(encoding="utf-8")


def test_the_keywords_are_those_that_are_documented(workspace):
    documented = re.findall(r"^\| `(x-[a-z-]+)` \|", document_of(workspace), re.MULTILINE)

    # The bundle has no `x-defaults` any more.
    assert sorted(documented) == sorted([*KEYWORDS, defaults.KEYWORD])


def test_the_tables_of_the_lint_have_the_words_of_the_keywords(workspace):
    vocabulary = json.loads((workspace / "openapi/keywords.json").read_text(encoding="utf-8"))

    assert list(ACTIONS) == vocabulary["properties"]["x-action"]["enum"]
    assert list(MATCHES) == vocabulary["$defs"]["match"]["enum"]


def test_the_mock_has_a_copy_of_the_keywords(workspace):
    assert (workspace / "openapi/keywords.json").read_bytes() == (workspace / KEYWORDS_OF_THE_MOCK).read_bytes()


def test_the_places_of_a_keyword_are_those_that_are_documented(workspace):
    rows = dict(re.findall(r"^\| `(x-[a-z-]+)` \| ([^|]*) \|", document_of(workspace), re.MULTILINE))

    for name, keyword in KEYWORDS.items():
        assert all(
            place in rows[name] or (place == "operation" and "perform" in rows[name]) for place in keyword.locations
        )


def test_the_actions_are_those_that_are_documented(workspace):
    [row] = re.findall(r"^\| `x-action` \|[^|]*\|([^|]*)\|", document_of(workspace), re.MULTILINE)

    assert re.findall(r"`(\w+)`", row) == list(ACTIONS)


def test_the_kinds_of_generated_values_are_those_that_are_documented(workspace):
    forms = re.findall(r"^\| `(\{kind: [^`]*\})` \|", document_of(workspace), re.MULTILINE)

    assert len(forms) == 9
    assert all(form in KEYWORDS["x-generate"].form for form in forms)


def test_the_words_of_x_set_are_documented(workspace):
    assert all(f"`{word}`" in document_of(workspace) for word in SET_WORDS)


def test_the_kinds_of_problems_are_those_that_are_documented(workspace):
    paragraph = document_of(workspace).partition("It requires all of these kinds:")[2].partition("\n\n")[0]

    assert re.findall(r"`(\w+)`", paragraph) == list(KINDS)
