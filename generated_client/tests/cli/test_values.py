"""Values from texts, by the schema of a parameter."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from apivideo_admin._runtime.cli.table import Value
from apivideo_admin._runtime.cli.values import bounds, metavar, parse, words


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("a b", Value(kinds=("string",)), "a b"),
        ("", Value(kinds=("string",)), ""),
        ("null", Value(kinds=("string",)), "null"),
        ("null", Value(kinds=("string", "null")), None),
        ("week", Value(kinds=("string",), choices=("week", "month")), "week"),
        ("2", Value(kinds=("integer",), choices=(1, 2)), 2),
        ("null", Value(kinds=("string", "null"), choices=("a",)), None),
        ("-3", Value(kinds=("integer",)), -3),
        ("1.5", Value(kinds=("number",)), 1.5),
        ("3", Value(kinds=("number",)), 3),
        ("true", Value(kinds=("boolean",)), True),
        ("false", Value(kinds=("boolean",)), False),
        ("2026-11-30", Value(kinds=("date",)), dt.date(2026, 11, 30)),
        ("2026-11-30T09:00:00Z", Value(kinds=("date-time",)), dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)),
        (
            "0f8fad5b-d9cb-469f-a165-70867728950e",
            Value(kinds=("uuid",)),
            uuid.UUID("0f8fad5b-d9cb-469f-a165-70867728950e"),
        ),
        ('{"a": [1]}', Value(kinds=("object",)), {"a": [1]}),
        ("[1, 2]", Value(kinds=("array",)), [1, 2]),
        ("3", Value(kinds=("string", "integer")), 3),
        ("x", Value(kinds=("string", "integer")), "x"),
        ('"x"', Value(kinds=("any",)), "x"),
    ],
)
def test_a_text_becomes_a_value_of_the_schema(text, value, expected):
    found = parse(text, value)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("text", "value", "message"),
    [
        ("year", Value(kinds=("string",), choices=("week", "month")), "Choose from week, month."),
        ("1.5", Value(kinds=("integer",)), "'1.5' is not an integer."),
        ("1_000", Value(kinds=("integer",)), "not an integer"),
        ("9" * 5000, Value(kinds=("integer",)), "not an integer"),
        ("nan", Value(kinds=("number",)), "not a number"),
        ("1e999", Value(kinds=("number",)), "not a number"),
        ("0", Value(kinds=("integer",), minimum=1), "Pass 1 or more."),
        ("101", Value(kinds=("integer",), minimum=1, maximum=100), "Pass from 1 to 100."),
        ("yes", Value(kinds=("boolean",)), "'yes' is not true or false."),
        ("30.11.2026", Value(kinds=("date",)), "for example 2026-11-30"),
        ("2026-11-30T09:00:00", Value(kinds=("date-time",)), "has no time zone"),
        ("x", Value(kinds=("date-time", "null")), "for example 2026-11-30T09:00:00Z"),
        ("x", Value(kinds=("uuid",)), "not a UUID"),
        ("[1]", Value(kinds=("object",)), "not a JSON object"),
        ("{", Value(kinds=("array",)), "not a JSON array"),
        ("x", Value(kinds=("any",)), "double quotes"),
        ("x", Value(kinds=("null",)), "'x' is not null."),
    ],
)
def test_a_text_that_is_not_valid_is_an_error_with_its_fix(text, value, message):
    with pytest.raises(ValueError, match=r".") as caught:
        parse(text, value)
    assert message in str(caught.value)


def test_the_help_shows_what_is_accepted():
    assert metavar(Value(kinds=("string",), choices=("a", "b"))) == "[a|b]"
    assert metavar(Value(kinds=("string", "null"), choices=("a",))) == "[a|null]"
    assert metavar(Value(kinds=("boolean",))) == "[true|false]"
    assert metavar(Value(kinds=("integer", "null"))) == "INTEGER|null"
    assert metavar(Value(kinds=("object",))) == "JSON"
    assert metavar(Value(kinds=("any",))) == "JSON"
    assert words(Value(kinds=("boolean", "null"))) == ["true", "false", "null"]
    assert bounds(Value(kinds=("integer",), maximum=3)) == "3 or less"
    assert bounds(Value(kinds=("integer",))) == ""
