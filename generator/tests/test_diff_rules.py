from __future__ import annotations

from copy import deepcopy

import pytest

from generator.diff import diff
from generator.diff.rules import RULES
from generator.diff.rules.extensions import RULES_OF_KEYWORDS
from generator.document import Document, SourceMap
from generator.document.conformance import nonconformity
from generator.lint.extensions.keywords import KEYWORDS
from generator.tests.diff_kit import CASES, both_of, document_of

NAMES = {rule.__name__ for rules in RULES.values() for rule in rules}


@pytest.mark.parametrize("case", CASES)
def test_an_edit_is_reported_as_expected(case):
    changes = diff(*both_of(case))

    found = [[change.rule, change.breaking, change.direction] for change in changes]
    assert sorted(found) == sorted(case["expect"])
    for change in changes:
        assert change.message.endswith(".")
        assert "\n" not in change.message


@pytest.mark.parametrize("case", CASES)
def test_the_documents_of_a_case_are_valid_openapi(case):
    for content in both_of(case):
        assert nonconformity(Document(content, SourceMap({(): ("case", ())}))) == []


@pytest.mark.parametrize("case", CASES)
def test_reverting_an_edit_is_reported_as_well(case):
    before, after = both_of(case)

    assert bool(diff(after, before)) is bool(case["expect"])


def test_every_rule_has_a_case():
    assert {rule for param in CASES for rule, _, _ in param.values[0]["expect"]} == NAMES


def test_every_rule_that_can_be_breaking_has_a_breaking_case():
    breaking = {rule for param in CASES for rule, breaks, _ in param.values[0]["expect"] if breaks}
    promises = {rule.__name__ for rules in RULES.values() for rule in rules if not rule.__doc__.startswith("No")}

    assert breaking == promises


def test_the_docstring_of_every_rule_says_why_it_breaks():
    texts = {rule.__name__: rule.__doc__ for rules in RULES.values() for rule in rules}

    assert [name for name, text in texts.items() if "break" not in (text or "")] == []


def test_every_extension_keyword_has_a_rule():
    assert set(RULES_OF_KEYWORDS) == set(KEYWORDS)


def test_a_change_of_a_shared_schema_is_reported_once_with_all_operations(document):
    changed = deepcopy(document.content)
    del changed["components"]["schemas"]["Project"]["properties"]["name"]

    [change] = diff(document.content, changed)

    assert change.old == "/components/schemas/Project/properties/name"
    assert change.new is None
    assert change.operations == ("create_project", "get_project", "list_projects", "update_project")


def test_the_message_of_a_removal_says_if_it_was_deprecated_before():
    before = document_of("parameter", {"deprecated": True})

    [change] = diff(before, document_of("parameter", None))

    assert change.message == "the parameter `q` was removed; it was deprecated before."


def test_null_as_an_alternative_is_reported_at_its_location():
    before = {"Thing": {"properties": {"a": {"$ref": "#/components/schemas/A"}}}, "A": {"type": "string"}}
    choice = {"anyOf": [{"$ref": "#/components/schemas/A"}, {"type": "null"}]}
    after = {**before, "Thing": {"properties": {"a": choice}}}

    changes = diff(document_of("schemas", before), document_of("schemas", after))

    assert {change.message for change in changes} == {"`Thing.a` can now be null."}
    assert {change.pointer for change in changes} == {"/components/schemas/Thing/properties/a"}
