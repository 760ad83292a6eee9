"""Parsing of queries and payloads, and their violations."""

from __future__ import annotations

from typing import Any

import pytest

from apivideo_admin_mock.http.parameters import Query, QueryReader
from apivideo_admin_mock.http.payload import parse
from apivideo_admin_mock.http.problems import Problem
from apivideo_admin_mock.spec import Parameter
from apivideo_admin_mock.spec.schemas import SchemaRegistry


def query(text: str, **schemas: Any) -> Query:
    parameters = [Parameter(name, schema, items=schema.get("items")) for name, schema in schemas.items()]
    return QueryReader(parameters, SchemaRegistry({}), ()).read(text)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("integer", "0", 0),
        ("integer", "-12", -12),
        ("number", "1.50", 1.5),
        ("number", "-2e%2B3", -2000.0),
        ("number", "7", 7),
        ("number", "7.0", 7.0),
        ("number", "1.7e%2B308", 1.7e308),
        ("boolean", "true", True),
        ("boolean", "false", False),
        ("string", "true", "true"),
        ("string", "12", "12"),
        ("string", "", ""),
        ("string", "a%20b+c%2B", "a b c+"),
    ],
)
def test_a_text_is_converted_to_its_type(kind: str, text: str, value: Any) -> None:
    read = query(f"a={text}", a={"type": kind})
    assert (read.values, read.sent, read.violations) == ({"a": value}, {"a": value}, ())
    assert type(read.values["a"]) is type(value)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("integer", "01"),
        ("integer", "%2B1"),
        ("integer", "1.0"),
        ("integer", "1%0A"),
        ("integer", "\u0661"),
        ("number", ".5"),
        ("number", "1e"),
        ("number", "NaN"),
        ("number", "1e999"),
        ("boolean", "True"),
        ("boolean", "1"),
    ],
)
def test_a_text_of_the_wrong_type_is_a_violation(kind: str, text: str) -> None:
    (violation,) = query(f"a={text}", a={"type": kind}).violations
    assert (violation.name, violation.constraint) == ("a", f"type: {kind}")


def test_a_default_is_a_value_that_was_not_sent() -> None:
    read = query("b=2", a={"type": "integer", "default": 1}, b={"type": "integer", "default": 1})
    assert (read.values, read.sent) == ({"a": 1, "b": 2}, {"b": 2})


def test_only_an_array_parameter_can_be_repeated() -> None:
    array, text = {"type": "array", "items": {"type": "string"}}, {"type": "string"}
    assert query("a=x&a=y", a=array).values == {"a": ["x", "y"]}
    (violation,) = query("a=x&a=y", a=text).violations
    assert (violation.name, violation.detail) == ("a", "`a` occurs more than once.")


def test_the_values_of_a_list_have_the_type_of_its_items() -> None:
    numbers = {"type": "array", "items": {"type": "integer"}}
    assert query("a=1&a=2", a=numbers).values == {"a": [1, 2]}
    (violation,) = query("a=1&a=x", a=numbers).violations
    assert (violation.name, violation.constraint) == ("a[1]", "type: integer")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a=x,y", ["x", "y"]),
        ("a=x%2Cy,z", ["x,y", "z"]),
        ("a=", []),
        ("a=x,", ["x", ""]),
        ("b=1&&a=+%2B,%C3%A9", [" +", "\u00e9"]),
    ],
)
def test_a_comma_separates_the_values_of_a_list_unless_it_is_encoded(text: str, expected: list[str]) -> None:
    schema = {"type": "array", "items": {"type": "string"}}
    parameters = [Parameter("a", schema, items=schema["items"], commas=True), Parameter("b", {"type": "integer"})]
    assert QueryReader(parameters, SchemaRegistry({}), ()).read(text).sent["a"] == expected


def test_a_list_with_commas_cannot_be_repeated() -> None:
    schema = {"type": "array", "items": {"type": "string"}}
    reader = QueryReader([Parameter("a", schema, items=schema["items"], commas=True)], SchemaRegistry({}), ())
    assert [one.detail for one in reader.read("a=x&a=y").violations] == ["`a` occurs more than once."]


@pytest.mark.parametrize("length", [500, 600])
def test_a_query_of_any_length_has_the_same_result_each_time(length: int) -> None:
    reader = QueryReader([Parameter("a", {"type": "string"})], SchemaRegistry({}), ())
    text = f"a={'x' * length}"
    assert reader.read(text) == reader.read(text) == Query({"a": "x" * length}, {"a": "x" * length}, ())


@pytest.mark.parametrize("values", [(b"2.0", 2), (b"9007199254740992.0", 2**53), (b"1e2", 100), (b"-3.0", -3)])
def test_an_integral_number_is_an_integer(values: tuple[bytes, int]) -> None:
    text, expected = values
    assert parse(text) == expected
    assert type(parse(text)) is int


@pytest.mark.parametrize("text", [b"2.5", b"1e300", b"9007199254740994.0"])
def test_a_fraction_or_a_large_number_is_a_float(text: bytes) -> None:
    assert type(parse(text)) is float


@pytest.mark.parametrize(("opened", "closed"), [(b"[", b"]"), (b'{"a": ', b"}")])
def test_the_maximum_depth_of_a_payload_is_100(opened: bytes, closed: bytes) -> None:
    assert not isinstance(parse(opened * 100 + b"1" + closed * 100), Problem)
    deep = parse(opened * 101 + b"1" + closed * 101)
    assert isinstance(deep, Problem)
    assert deep.detail == "The payload is nested too deeply, in more than 100 levels."


def test_a_duplicate_key_in_a_payload_is_named() -> None:
    twice = parse(b'{"a": 1, "b": {"c": 1, "d": 2, "d": 3}}')
    assert isinstance(twice, Problem)
    assert twice.detail == "The payload is not JSON: duplicate key 'd' in one object."


def test_a_long_media_type_is_truncated_to_60_characters(call: Any) -> None:
    response = call("POST /projects", body=b"{}", content_type=f"text/{'x' * 56}y")
    assert response.json["detail"] == f"The payload was sent as text/{'x' * 55}; send it as application/json."


@pytest.mark.parametrize(
    ("line", "headers", "status", "names"),
    [
        # A 415 or a 413 is reported without violations of the query.
        ("POST /projects?colour=red", {"content_type": "text/plain"}, 415, None),
        ("POST /projects?colour=red", {"oversize": True}, 413, None),
        # A 400 lists every violation of the query as well.
        ("POST /projects?colour=red", {"body": b""}, 400, ["colour"]),
        ("POST /projects?colour=red", {"body": b"{}"}, 400, ["colour", "name"]),
        ("POST /projects?colour=red", {}, 400, ["colour"]),
    ],
)
def test_violations_of_the_query_are_listed_if_the_payload_is_readable(
    call: Any, line: str, headers: dict[str, Any], status: int, names: list[str] | None
) -> None:
    response = call(line, **{"body": b'{"name": "x"}', **headers})
    assert response.status == status
    assert [one["name"] for one in response.json.get("problems", ())] == (names or [])
