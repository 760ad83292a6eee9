"""What doesn't fit the document is refused, all of it in one answer, with a hint where one is near (facts document, Errors)."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import pytest

from contract_tests.document import Operation, Parameter, Schema
from contract_tests.samples import sample_payload, sample_query
from contract_tests.subject import DOCUMENT, each_operation, each_payload, each_queried
from contract_tests.target import Account

_WRONG: dict[str, tuple[Any, ...]] = {
    "string": (12, True, ["a"], {"a": 1}, 1.5),
    "integer": ("12", 1.5, True, [1]),
    "number": ("1.5", True, [1]),
    "boolean": ("true", 1, 0),
    "array": ("a", {"a": 1}, 1),
    "object": ("a", [1], 1),
}


def camel(name: str) -> str:
    """Write ``page_size`` as ``pageSize``, as the vendor's other API has it."""
    return re.sub(r"_([a-z0-9])", lambda match: match[1].upper(), name)


def wrong_values(schema: Schema) -> list[Any]:
    """Give values that the schema refuses."""
    types = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    wrong = [value for value in _WRONG[types[0]] if len(types) == 1 or "null" in types]
    wrong += [] if "null" in types else [None]
    wrong += ["no such value"] if "enum" in schema else []
    wrong += ["not a uri"] if schema.get("format") in {"uri", "date-time"} else []
    wrong += [[value] for value in wrong_values(schema["items"])] if types[0] == "array" else []
    return wrong


def _refused(account: Account, operation: Operation, query: dict[str, Any], payload: Any) -> dict[str, Any]:
    """Send what must be refused and give the problem."""
    answer = account.call(operation, account.owners(DOCUMENT.owners_of(operation)), query, payload)
    assert answer.status_code == 400, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == 400
    return problem


def _payload(operation: Operation) -> dict[str, Any] | None:
    return sample_payload(operation) if operation.payload else None


@each_operation
def test_an_unknown_query_parameter_is_refused(account: Account, operation: Operation) -> None:
    problem = _refused(account, operation, {**sample_query(operation), "colour": "red"}, _payload(operation))
    assert problem["type"].endswith("/reference/invalid-query-parameter")
    assert [one["name"] for one in problem["problems"]] == ["colour"]


@each_queried
def test_a_query_parameter_in_camel_case_is_refused_with_its_right_name(account: Account, operation: Operation) -> None:
    for parameter in operation.query:
        wrong = camel(parameter.name)
        if wrong != parameter.name:
            problem = _refused(account, operation, {wrong: "1"}, None)
            assert problem["name"] == wrong
            assert f"Did you mean `{parameter.name}`?" in problem["detail"]


@each_payload
def test_a_property_in_camel_case_is_refused_with_its_right_name(account: Account, operation: Operation) -> None:
    for name in operation.properties:
        if camel(name) != name:
            problem = _refused(account, operation, {}, {**sample_payload(operation), camel(name): "x"})
            assert f"Did you mean `{name}`?" in problem["detail"]


@each_payload
def test_an_unknown_property_is_refused(account: Account, operation: Operation) -> None:
    problem = _refused(account, operation, {}, {**sample_payload(operation), "colour": "red"})
    assert problem["type"].endswith("/reference/invalid-attribute")
    assert (problem["name"], problem["total_problems"]) == ("colour", 1)


@each_payload
def test_a_property_that_the_server_sets_is_refused(account: Account, operation: Operation) -> None:
    collection = DOCUMENT.collection_of(operation)
    for name in set(collection.properties if collection else ()) - set(operation.properties):
        assert _refused(account, operation, {}, {**sample_payload(operation), name: "mine"})["name"] == name


@each_payload
def test_each_missing_property_is_told(account: Account, operation: Operation) -> None:
    required = operation.required
    if required:
        problem = _refused(account, operation, {}, {})
        assert problem["type"].endswith("/reference/attribute-required")
        assert {one["name"] for one in problem["problems"]} == set(required)
    else:
        ids = account.owners(DOCUMENT.owners_of(operation))
        assert account.call(operation, ids, payload={}).status_code == operation.status


@each_payload
def test_a_value_of_another_type_or_form_is_refused(account: Account, operation: Operation) -> None:
    for name, schema in operation.properties.items():
        for value in wrong_values(schema):
            problem = _refused(account, operation, {}, {**sample_payload(operation), name: value})
            assert problem["name"].partition("[")[0] == name, value


@each_queried
def test_a_query_value_outside_of_its_schema_is_refused(account: Account, operation: Operation) -> None:
    for parameter in operation.query:
        for value in _outside(parameter):
            problem = _refused(account, operation, {**sample_query(operation), parameter.name: value}, None)
            assert problem["name"] == parameter.name
            assert problem["type"].endswith("/reference/invalid-query-parameter")


@each_queried
def test_a_query_parameter_given_twice_is_refused(account: Account, operation: Operation) -> None:
    path = operation.url(account.owners(DOCUMENT.owners_of(operation)))
    for parameter in operation.query:
        if parameter.schema["type"] != "array":
            pair = f"{parameter.name}={_valid(parameter)}"
            answer = account.send(operation.method, path, query=f"{pair}&{pair}")
            assert (answer.status_code, answer.json()["name"]) == (400, parameter.name)


@each_operation
def test_a_missing_required_query_parameter_is_told(account: Account, operation: Operation) -> None:
    for parameter in operation.query:
        if parameter.required:
            rest = {name: value for name, value in sample_query(operation).items() if name != parameter.name}
            problem = _refused(account, operation, rest, None)
            assert problem["type"].endswith("/reference/attribute-required")
            assert problem["name"] == parameter.name


@each_operation
def test_every_problem_of_a_request_is_in_one_answer(account: Account, operation: Operation) -> None:
    query = {"colour": "red", "shape": "round"}
    payload = {"taste": "sour", "smell": "sweet"} if operation.payload else None
    problem = _refused(account, operation, query, payload)
    missing = {one.name for one in operation.query if one.required} | set(operation.required)
    expected = {*query, *(payload or ()), *missing}
    assert {one["name"] for one in problem["problems"]} == expected
    assert problem["total_problems"] == len(problem["problems"]) == len(expected)
    assert problem["title"] == "Invalid attributes."
    first = problem["problems"][0]
    assert (problem["name"], problem["detail"], problem["constraint"]) == (
        first["name"],
        first["detail"],
        first["constraint"],
    )


@pytest.mark.parametrize("query", ["%ff", "name=%ff", "%zz=1", "&&=", "="])
@each_queried
def test_a_query_that_is_no_text_is_refused(account: Account, operation: Operation, query: str) -> None:
    path = operation.url(account.owners(DOCUMENT.owners_of(operation)))
    required = urlencode(sample_query(operation))
    answer = account.send(operation.method, path, query="&".join(filter(None, (required, query))))
    assert answer.status_code == 400


def _outside(parameter: Parameter) -> list[str]:
    schema = parameter.schema
    outside = ["no such value", ""] if "enum" in schema else []
    if schema["type"] == "integer":
        outside += ["x", "", "1.5", "0x1", "1 ", "٣"]
        outside += [str(schema["minimum"] - 1)] if "minimum" in schema else []
        outside += [str(schema["maximum"] + 1)] if "maximum" in schema else []
    return outside


def _valid(parameter: Parameter) -> str:
    schema = parameter.schema
    return str(schema["enum"][0] if "enum" in schema else schema.get("minimum", "a"))
