"""Types, constraints, ``x-`` keywords, links and errors of the document, in words."""

from __future__ import annotations

import pytest

from generator.lint.extensions.actions import ACTIONS as KNOWN_ACTIONS
from generator.lint.extensions.keywords import KEYWORDS, SET_WORDS
from generator.render.source import Source
from generator.site.content.behaviour import ACTIONS, behaviour, sorting
from generator.site.content.facts import facts
from generator.site.content.problems import catalogue, phrase
from generator.site.content.rows import RowReader
from generator.site.content.steps import origin
from generator.site.content.types import type_of
from generator.tests.render_kit import golden_document
from generator.tests.site_kit import reference_of

BOOK = {"$ref": "#/components/schemas/Book"}


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "string"}, "string"),
        ({"type": "string", "format": "date-time"}, "string (date-time)"),
        ({"type": ["string", "null"], "format": "date"}, "string (date) or null"),
        (BOOK, "[Book]"),
        ({"type": "array", "items": BOOK}, "array of [Book]"),
        ({"type": "array", "items": {"type": "array", "items": {"type": "integer"}}}, "array of array of integer"),
        ({"type": ["array", "null"], "items": BOOK}, "array of [Book] or null"),
        ({"oneOf": [{"type": "integer"}, BOOK]}, "integer or [Book]"),
        ({"anyOf": [BOOK, {"type": "null"}]}, "[Book] or null"),
        ({"type": "object", "additionalProperties": BOOK}, "map of text to [Book]"),
        ({"type": "object", "additionalProperties": False}, "object"),
        ({"properties": {"a": {}}}, "object"),
        ({"const": "book"}, "string"),
        ({"enum": [1, 2]}, "integer"),
        ({"const": True}, "boolean"),
        ({}, "any"),
    ],
)
def test_a_type_in_words(schema, words):
    assert "".join(f"[{part.text}]" if part.is_schema else part.text for part in type_of(schema)) == words


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "string", "description": "A text."}, []),
        ({"enum": ["a", "b"]}, ["One of: a, b"]),
        ({"enum": ["a"]}, ["Only: a"]),
        ({"enum": [1, None]}, ["One of: 1, null"]),
        ({"minimum": 1, "maximum": 100}, ["From 1 to 100"]),
        ({"minimum": 0}, ["At least 0"]),
        ({"minLength": 1}, ["Not empty"]),
        ({"minItems": 1, "maxItems": 3}, ["From 1 to 3 items"]),
        ({"maxLength": 200}, ["At most 200 characters"]),
        ({"exclusiveMinimum": 0, "multipleOf": 5}, ["More than: 0", "A multiple of: 5"]),
        ({"pattern": "^a|b$"}, ["Pattern: ^a|b$"]),
        ({"default": None}, ["Default: null"]),
        ({"default": {"a": [1]}}, ['Default: { "a": [ 1 ] }']),
        ({"const": 400}, ["Always: 400"]),
        ({"uniqueItems": True, "additionalProperties": False}, ["Unique items", "No other properties"]),
        ({"contentEncoding": "base64", "x-set": {}}, ["contentEncoding: base64"]),
    ],
)
def test_the_constraints_of_a_schema_in_words(schema, words):
    assert [": ".join([fact.label, *[", ".join(fact.values)] * bool(fact.values)]) for fact in facts(schema)] == words


KEYWORDS_IN_WORDS = [
    ({"x-filter": "contains"}, ["must contain this text. Case-sensitive."]),
    ({"x-filter": "equals"}, ["must equal this value."]),
    ({"x-days": {"week": 7, "year": 365}}, ["`week` is the past 7 days", "`year` is the past 365 days"]),
    ({"x-filter": "has"}, ["with several values, all of them."]),
    ({"x-filter": {"match": "gte", "property": "created_at"}}, ["Filters by the property `created_at`, which must be"]),
    ({"x-days": 30}, ["Covers the past 30 days, including today (UTC)."]),
    ({"x-effect": "group"}, ["The figures of all other rows are added up"]),
    ({"x-generate": {"kind": "group"}}, ["There is an item for each of its values."]),
    (
        {"x-effect": {"set": {"status": "sent"}, "now": ["sent_at"]}},
        ['Sets `status` to `"sent"`.', "Sets `sent_at` to the time of the request."],
    ),
    ({"x-unique": True}, ["No two items have the same value."]),
    ({"x-enum-descriptions": {"asc": "The smallest first."}}, ["`asc`: The smallest first."]),
    ({"x-sunset": "2027-06-30"}, ["Can be removed from 2027-06-30 on."]),
    ({"x-effect": "none"}, ["returns the same as without it."]),
    ({"x-set": {"soon": "start_of_next_month"}}, ["`soon` stores the first moment of the next month (UTC)."]),
    ({"x-generate": {"kind": "id", "prefix": "book_"}}, ["`book_` and 22 base-58 characters"]),
    ({"x-generate": {"kind": "now"}}, ["the time of the request"]),
    ({"x-generate": {"kind": "updated"}}, ["the time of the last update"]),
    (
        {"x-generate": {"kind": "after", "time": "begun_at", "seconds": "ttl"}},
        ["the time in `begun_at` and `ttl` seconds later."],
    ),
    ({"x-expire": {"at": "ends_at"}}, ["At the time in `ends_at` the item is deleted"]),
    ({"x-generate": {"kind": "secret", "length": 43}}, ["43 random letters and digits"]),
    ({"x-generate": {"kind": "day"}}, ["The day of the item."]),
    ({"x-generate": {"kind": "daily", "low": 1, "high": 9}}, ["The mock returns 1 to 9."]),
    ({"x-generate": {"kind": "cumulative", "low": 1, "high": 9}}, ["by about 1 to 9 per day."]),
    (
        {"x-expire": {"at": "ends_at", "flag": "ended", "seconds": 60}},
        ["From the time in `ends_at` on, `ended` is true. 60 seconds later the item is deleted"],
    ),
    ({"x-new": {"a": 1}}, ['`x-new`: `{ "a": 1 }`.']),
    ({"type": "string"}, []),
]


@pytest.mark.parametrize(("node", "words"), KEYWORDS_IN_WORDS)
def test_a_keyword_in_words(node, words):
    found = behaviour(node)
    assert len(found) == len(words)
    assert all(part in sentence for part, sentence in zip(words, found, strict=True))


def test_every_keyword_of_the_lint_has_a_description():
    tested = {keyword for node, _ in KEYWORDS_IN_WORDS for keyword in node}
    # These two are described elsewhere: the action on its page, the rate limit on the index.
    assert set(KEYWORDS) - {"x-action", "x-rate-limit"} <= tested
    kinds = {node["x-generate"]["kind"] for node, _ in KEYWORDS_IN_WORDS if "x-generate" in node}
    assert all(f"kind: {kind}" in KEYWORDS["x-generate"].form for kind in kinds)
    assert KEYWORDS["x-generate"].form.count("kind: ") == len(kinds)
    assert all(behaviour({"x-set": {"a": word}}) != [f"`a` stores {word}."] for word in SET_WORDS)


def test_every_action_has_a_description():
    assert list(ACTIONS) == list(KNOWN_ACTIONS)


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("$response.body#/book_id", "`book_id` of the response"),
        ("$response.body#/items/0/book_id", "`items.0.book_id` of the response"),
        ("$request.body#/name", "`name` of the request body"),
        ("$request.path.book_id", "`book_id` in the request path"),
        ("$request.query.page", "`page` in the request query"),
        ("week", "always `week`"),
    ],
)
def test_the_source_of_a_link_parameter_in_words(expression, words):
    assert origin(expression) == words


def test_the_values_of_an_enum_have_their_meaning():
    reader = RowReader(Source(golden_document()))
    days = {"name": "a", "in": "query", "x-days": {"week": 7}, "schema": {"enum": ["week", "all"], "default": "week"}}
    row = reader.parameter(days)
    assert row.values == (("week", "The past 7 days, including today (UTC)."), ("all", ""))
    assert (row.default, row.facts, row.behaviour) == ("week", (), ())
    schema = {"properties": {"b": {"type": "string", "enum": ["soon"], "x-set": {"soon": "start_of_next_month"}}}}
    [row] = reader.properties(schema)
    assert row.values == (("soon", "Stores the first moment of the next month (UTC)."),)
    described = {"type": "integer", "enum": [1, 2], "x-enum-descriptions": {"1": "Low.", "2": "High."}}
    [row] = reader.properties({"properties": {"c": described}})
    assert (row.values, row.behaviour) == ((("1", "Low."), ("2", "High.")), ())


def test_the_properties_to_sort_by_have_their_descriptions():
    known = sorting("sort_by", {"title": {"description": "The title."}, "born": {}})
    schema = {"enum": ["title", "born", ["x"]]}
    row = RowReader(Source(golden_document())).parameter({"name": "sort_by", "in": "query", "schema": schema}, known)
    assert row.values == (("title", "The title."), ("born", ""), ('[ "x" ]', ""))
    assert sorting("sort_order", {})["desc"] == "The highest value or the latest time first."
    assert sorting("title", {"title": {}}) == {}


def test_an_enum_without_meanings_is_a_list_of_its_values():
    row = RowReader(Source(golden_document())).parameter({"name": "a", "in": "query", "schema": {"enum": ["x", "y"]}})
    assert (row.values, [fact.label for fact in row.facts]) == ((), ["One of"])


def test_a_row_has_required_marks_and_an_example():
    reader = RowReader(Source(golden_document()))
    required, optional = (
        reader.parameter({"name": "a", "in": "query", "required": True, "schema": {"type": "string"}, "example": "x"}),
        reader.parameter({"name": "b", "in": "query", "deprecated": True, "schema": {"enum": ["y"]}, "example": "y"}),
    )
    assert (required.required, required.marks, [fact.values for fact in required.facts]) == (True, (), [("x",)])
    assert (optional.required, optional.marks, [fact.values for fact in optional.facts]) == (
        False,
        ("deprecated",),
        [("y",)],
    )


def test_the_properties_of_a_schema_include_those_of_its_parts():
    rows = RowReader(Source(golden_document())).properties(BOOK)
    assert [(row.name, row.required) for row in rows][:5] == [
        ("book_id", True),
        ("created_at", True),
        ("token", True),
        ("title", True),
        ("genre", True),
    ]


def test_a_recursive_schema_is_shown_once():
    rows = RowReader(Source(golden_document()), nested=True).properties(BOOK, frozenset({BOOK["$ref"]}))
    inner = {row.name: [one.name for one in row.inner] for row in rows}
    assert inner["authors"] == ["name", "born"]
    assert inner["sequel"] == []
    assert inner["genre"] == []


def test_an_error_has_its_class_and_advice():
    reference = reference_of(golden_document())
    [error] = [one for one in reference.errors if one.status == 500]
    [kind] = error.kinds
    assert (error.class_name, error.retried, kind.name, kind.title) == (
        "InternalServerError",
        True,
        "server_error",
        "Server error",
    )
    assert "again later" in kind.advice
    assert [(one.status, one.retried) for one in reference.errors] == [
        (400, False),
        (404, False),
        (429, True),
        (500, True),
    ]


def test_the_advice_in_the_document_is_preferred():
    document = golden_document()
    example = document["components"]["responses"]["ServerError"]["content"]["application/problem+json"]["examples"]
    example["server_error"]["description"] = "Ring the librarian."
    errors = catalogue(Source(document), reference_of(document).sdk)
    assert [kind.advice for error in errors for kind in error.kinds] == ["Ring the librarian."]


@pytest.mark.parametrize(("status", "words"), [(404, "Not Found"), (413, "Content Too Large"), (599, "")])
def test_a_status_has_the_phrase_of_rfc_9110(status, words):
    assert phrase(status) == words
