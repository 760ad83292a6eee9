"""The SDK against the document, by chance: what it sends is valid, what is valid it reads, and its lists are those of the model."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qsl, unquote

import httpx2
import jsonschema_rs
import msgspec
import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from apivideo_admin.errors import ERRORS_BY_STATUS, ApiError
from contract_tests.document import Collection, Operation, Schema
from contract_tests.model import Row, select
from contract_tests.sdk import FACES, is_same, parts
from contract_tests.strategies import payloads, queries, values
from contract_tests.subject import each_list, each_operation
from contract_tests.target import mock_target

each_face = pytest.mark.parametrize("face", FACES)


def _ids(operation: Operation) -> st.SearchStrategy[tuple[str, ...]]:
    """Give ids that the document allows, less those that would lead to another path: the SDK refuses these."""
    schemas = {one["name"]: one["schema"] for one in operation.node.get("parameters", ()) if one["in"] == "path"}
    wanted = [
        values(schemas[name]).map(str).filter(lambda text: text.strip(".") and not set(text) & {"/", "\\"})
        for name in operation.path_parameters
    ]
    return st.tuples(*wanted)


def _query(operation: Operation) -> st.SearchStrategy[dict[str, Any]]:
    all_values = {parameter.name: values(parameter.schema) for parameter in operation.query}
    required = {parameter.name for parameter in operation.query if parameter.required}
    return st.fixed_dictionaries(
        {name: one for name, one in all_values.items() if name in required},
        optional={name: one for name, one in all_values.items() if name not in required},
    )


def _argument(value: Any, schema: Schema) -> Any:
    """Give a value as the SDK takes it: a moment and a day are objects there."""
    if schema.get("format") == "date-time" and isinstance(value, str):
        return datetime.fromisoformat(value)
    if schema.get("format") == "date" and isinstance(value, str):
        return date.fromisoformat(value)
    return value


def _check(value: Any, schema: Schema) -> None:
    jsonschema_rs.Draft202012Validator(dict(schema), validate_formats=True).validate(value)


def _from_text(text: str, schema: Schema) -> Any:
    """Read a query parameter as its schema says."""
    types = [schema["type"]] if isinstance(schema.get("type", "string"), str) else schema["type"]
    return text if "string" in types else json.loads(text)


@each_face
@each_operation
def test_all_valid_arguments_give_a_valid_request(operation: Operation, face: str) -> None:
    sent: list[httpx2.Request] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        sent.append(request)
        return httpx2.Response(404)

    client = FACES[face](httpx2.MockTransport(handler), "key")

    @given(_ids(operation), _query(operation), payloads(operation) if operation.payload else st.just(None))
    def check(ids: tuple[str, ...], query: dict[str, Any], payload: dict[str, Any] | None) -> None:
        sent.clear()
        arguments = {name: _argument(value, operation.parameters[name].schema) for name, value in query.items()}
        arguments |= {name: _argument(value, operation.properties[name]) for name, value in (payload or {}).items()}
        with pytest.raises(ApiError):
            client.call(operation, ids, arguments)
        (request,) = sent
        path, _, raw_query = request.url.raw_path.decode("ascii").partition("?")
        note(f"{request.method} {path}?{raw_query}")
        assert request.method == operation.method
        template = operation.path.split("/")
        segments = path.split("/")
        assert len(segments) == len(template)
        assert [unquote(one) for one, name in zip(segments, template, strict=True) if "{" in name] == list(ids)
        assert [one for one, name in zip(segments, template, strict=True) if "{" not in name] == [
            name for name in template if "{" not in name
        ]
        pairs = parse_qsl(raw_query, keep_blank_values=True, strict_parsing=bool(raw_query))
        received = {name: _from_text(text, operation.parameters[name].schema) for name, text in pairs}
        assert len(received) == len(pairs)
        assert received == query
        for name, value in received.items():
            _check(value, operation.parameters[name].schema)
        body = request.read()
        assert bool(body) is (payload is not None)
        if operation.payload is not None:
            assert request.headers["Content-Type"] == "application/json"
            assert json.loads(body) == payload
            _check(json.loads(body), operation.payload)

    check()


_OFFSETS = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@st.composite
def _respelled(draw: st.DrawFn, value: Any, schema: Schema) -> Any:
    """Give the same value with each moment written in another way that RFC 3339 allows."""
    if isinstance(value, dict):
        return {name: draw(_respelled(one, schema["properties"][name])) for name, one in value.items()}
    if isinstance(value, list):
        return [draw(_respelled(one, schema["items"])) for one in value]
    if isinstance(value, str) and schema.get("format") == "date-time":
        moment = datetime.fromisoformat(value)
        with_fraction = moment.replace(microsecond=draw(st.integers(0, 999_999)))
        return draw(
            st.sampled_from([value, value.replace("+00:00", "Z"), with_fraction.isoformat()])
            | _OFFSETS.map(lambda offset: moment.astimezone(offset).isoformat())
        )
    return value


@st.composite
def _answers(draw: st.DrawFn, schema: Schema) -> Any:
    return draw(_respelled(draw(values(schema)), schema))


_UNKNOWN = st.dictionaries(st.text("abc", min_size=1).map("x_{}".format), st.integers() | st.text(), max_size=2)


@each_face
@each_operation
def test_every_valid_answer_is_read_and_says_the_same_when_it_is_written_again(operation: Operation, face: str) -> None:
    answers: list[bytes] = []
    client = FACES[face](httpx2.MockTransport(lambda _: httpx2.Response(operation.status, content=answers[-1])), "key")
    ids = ("x",) * len(operation.path_parameters)
    schema = operation.answer

    @given(
        _answers(schema) if schema else st.just({}),
        _UNKNOWN if schema else st.just({}),
        _query(operation),
        payloads(operation),
    )
    def check(answer: dict[str, Any], unknown: dict[str, Any], query: dict[str, Any], payload: dict[str, Any]) -> None:
        answers.append(json.dumps(answer | unknown).encode() if schema else b"")
        result = client.call(operation, ids, query | payload)
        if schema is None:
            assert result is None
            return
        value, inner = parts(operation, answer)
        assert inner is not None
        assert is_same(result, value, inner), (result, value)
        if isinstance(result, msgspec.Struct):
            assert result.unknown_fields == unknown  # type: ignore[attr-defined] # every model has them
        written = json.loads(msgspec.json.encode(result))
        assert is_same(result, written, inner), (result, written)
        _check(written, inner)

    check()


@each_face
@each_operation
def test_every_documented_error_raises_its_class_with_all_that_it_tells(operation: Operation, face: str) -> None:
    answers: list[httpx2.Response] = []
    client = FACES[face](httpx2.MockTransport(lambda _: answers[-1]), "key")
    ids = ("x",) * len(operation.path_parameters)
    problems = {}
    for status in sorted(one for one in operation.statuses if one >= 400):
        ((media_type, media),) = operation.node["responses"][str(status)]["content"].items()
        problems[status] = (media_type, media["schema"])

    @given(st.data(), st.sampled_from(sorted(problems)), _query(operation), payloads(operation))
    def check(data: st.DataObject, status: int, query: dict[str, Any], payload: dict[str, Any]) -> None:
        media_type, schema = problems[status]
        problem = data.draw(values(schema))
        answers.append(httpx2.Response(status, headers={"Content-Type": media_type}, content=json.dumps(problem)))
        with pytest.raises(ApiError) as caught:
            client.call(operation, ids, query | payload)
        error = caught.value
        assert type(error) is ERRORS_BY_STATUS[status]
        assert error.status == status
        for name in {"type", "detail", "name", "constraint"} & set(schema["properties"]):
            assert getattr(error, name) == problem.get(name)
        assert [one.detail for one in error.problems] == [one.get("detail", "") for one in problem.get("problems", ())]

    check()


@each_face
@each_list
def test_a_list_gives_what_the_model_gives(collection: Collection, face: str) -> None:
    with mock_target() as target:
        parents = target.account.parents(collection)
        rows: list[Row] = [target.account.create(collection, parents, number % 5) for number in range(12)]
        client = FACES[face](httpx2.WSGITransport(app=target.wsgi), target.account.key)
        operation = collection.operations["list"]

        @given(queries(operation, rows), st.none() | st.integers(0, 14))
        def check(query: dict[str, Any], limit: int | None) -> None:
            whole = {"page": 1, "page_size": operation.parameters["page_size"].schema["default"], **query}
            page_size, start = whole["page_size"], (whole["page"] - 1) * whole["page_size"]
            filters = {name: value for name, value in query.items() if name not in {"page", "page_size"}}
            expected = [row[collection.id_name] for row in select(operation, rows, filters)][start:]
            items = client.items(operation, parents, query | {"limit": limit})
            assert [getattr(item, collection.id_name) for item in items] == expected[:limit]
            pages = client.pages(operation, parents, query)
            assert [len(page.items) for page in pages] == (
                [len(expected[at : at + page_size]) for at in range(0, len(expected), page_size)] or [0]
            )
            assert [getattr(item, collection.id_name) for page in pages for item in page.items] == expected

        check()
