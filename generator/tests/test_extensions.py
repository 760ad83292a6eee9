from __future__ import annotations

import re

from generator.document import defaults
from generator.lint.extensions.actions import ACTIONS
from generator.lint.extensions.keywords import KEYWORDS, SET_WORDS
from generator.lint.problems import KINDS


def document_of(workspace):
    return (workspace / "openapi/EXTENSIONS.md").read_text(encoding="utf-8")


def test_the_keywords_are_those_that_are_documented(workspace):
    documented = re.findall(r"^\| `(x-[a-z-]+)` \|", document_of(workspace), re.MULTILINE)

    # The bundle has no `x-defaults` any more.
    assert sorted(documented) == sorted([*KEYWORDS, defaults.KEYWORD])


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
