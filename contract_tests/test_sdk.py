"""The SDK against the mock: every operation, by the names that the document gives it, blocking and asynchronous."""

from __future__ import annotations

import json
from typing import Any

import httpx2
import pytest

from apivideo_admin.errors import ERRORS_BY_STATUS, ApiError
from contract_tests.document import Collection, Operation
from contract_tests.model import select
from contract_tests.samples import sample_payload, sample_query
from contract_tests.sdk import FACES, Face, in_process, is_same, parts
from contract_tests.subject import DOCUMENT, each_list, each_named, each_operation, each_queried
from contract_tests.target import Target, mock_target

each_face = pytest.mark.parametrize("face", FACES)


def _connect(face: str, target: Target, key: str | None = None) -> Face:
    return FACES[face](in_process(target.wsgi), key or target.account.key)


def _arguments(operation: Operation) -> dict[str, Any]:
    return sample_query(operation) | (sample_payload(operation) if operation.payload else {})


def _refusal(face: Face, operation: Operation, ids: tuple[str, ...], arguments: dict[str, Any]) -> ApiError:
    with pytest.raises(ApiError) as caught:
        face.call(operation, ids, arguments)
    return caught.value


@each_face
@each_operation
def test_a_method_gives_what_the_server_answers(operation: Operation, face: str) -> None:
    # Two mocks of the same seed and time answer the same; one is asked by plain HTTP.
    with mock_target() as target, mock_target() as twin:
        ids = target.account.owners(DOCUMENT.owners_of(operation))
        assert twin.account.owners(DOCUMENT.owners_of(operation)) == ids
        result = _connect(face, target).call(operation, ids, _arguments(operation))
        answer = twin.account.perform(operation, ids)
        assert answer.status_code == operation.status
        if operation.answer is None:
            assert result is None
        else:
            value, schema = parts(operation, answer.json())
            assert schema is not None
            assert is_same(result, value, schema), (result, value)


@each_face
@each_operation
def test_a_method_sends_one_request_to_its_operation(operation: Operation, face: str) -> None:
    with mock_target() as target:
        ids = target.account.owners(DOCUMENT.owners_of(operation))
        sent: list[httpx2.Request] = []
        inner = in_process(target.wsgi)

        def remember(request: httpx2.Request) -> httpx2.Response:
            sent.append(request)
            return inner.handle_request(request)

        FACES[face](httpx2.MockTransport(remember), target.account.key).call(operation, ids, _arguments(operation))
        assert [(request.method, request.url.path) for request in sent] == [(operation.method, operation.url(ids))]
        assert dict(sent[0].url.params) == sample_query(operation)
        body = sent[0].read()
        assert (json.loads(body) if body else None) == (sample_payload(operation) if operation.payload else None)


@each_face
@each_list
@pytest.mark.parametrize("size", [1, 7, 22, 23, 100])
def test_iterating_a_list_gives_every_item_once(collection: Collection, face: str, size: int) -> None:
    with mock_target() as target:
        ids = target.account.parents(collection)
        created = [target.account.create(collection, ids, number) for number in range(23)]
        client, operation = _connect(face, target), collection.operations["list"]
        items = client.items(operation, ids, {"page_size": size})
        assert [getattr(item, collection.id_name) for item in items] == [one[collection.id_name] for one in created]
        assert all(is_same(item, one, collection.resource) for item, one in zip(items, created, strict=True))
        pages = client.pages(operation, ids, {"page_size": size})
        assert [len(page.items) for page in pages] == [size] * (23 // size) + ([23 % size] if 23 % size else [])


@each_face
@each_list
def test_filters_and_sort_hold_over_all_pages(collection: Collection, face: str) -> None:
    with mock_target() as target:
        ids, operation = target.account.parents(collection), collection.operations["list"]
        created = [target.account.create(collection, ids, number % 4) for number in range(12)]
        query = {one.name: created[1][one.name] for one in operation.filters if one.match == "contains"}
        query |= {"sort_by": collection.sorts()[-1], "sort_order": "desc"} if collection.sorts() else {}
        client = _connect(face, target)
        items = client.items(operation, ids, {**query, "page_size": 2})
        expected = [one[collection.id_name] for one in select(operation, created, query)]
        assert [getattr(item, collection.id_name) for item in items] == expected
        filters = {name: value for name, value in query.items() if not name.startswith("sort_")}
        assert client.call(collection.operations["count"], ids, filters) == len(expected)


@each_face
@each_operation
def test_every_documented_error_raises_its_class(operation: Operation, face: str) -> None:
    for status in sorted(one for one in operation.statuses if one >= 400):
        response = operation.node["responses"][str(status)]
        ((media_type, media),) = response["content"].items()
        for example in media["examples"].values():
            answer = httpx2.Response(status, headers={"Content-Type": media_type}, content=json.dumps(example["value"]))
            client = FACES[face](httpx2.MockTransport(lambda _, answer=answer: answer), "key")
            error = _refusal(client, operation, ("x",) * len(operation.path_parameters), _arguments(operation))
            assert type(error) is ERRORS_BY_STATUS[status]
            assert (error.status, error.title) == (status, example["value"]["title"])
            named = [problem.name for problem in error.problems]
            assert named == [one["name"] for one in example["value"].get("problems", ())]


@each_face
@each_operation
def test_a_wrong_key_and_a_suspended_account_raise(operation: Operation, face: str) -> None:
    with mock_target() as target:
        ids = ("x",) * len(operation.path_parameters)
        for key, status in (("nobody", 401), (target.suspended_key, 403)):
            error = _refusal(_connect(face, target, key), operation, ids, _arguments(operation))
            assert (error.status, type(error)) == (status, ERRORS_BY_STATUS[status])


@each_face
@each_named
def test_an_unknown_id_raises(operation: Operation, face: str) -> None:
    with mock_target() as target:
        ids = ("x",) * len(operation.path_parameters)
        assert _refusal(_connect(face, target), operation, ids, _arguments(operation)).status == 404


@each_face
@each_queried
def test_a_refused_value_raises_with_its_problem(operation: Operation, face: str) -> None:
    with mock_target() as target:
        ids = target.account.owners(DOCUMENT.owners_of(operation))
        client = _connect(face, target)
        for parameter in operation.query:
            if "enum" in parameter.schema or parameter.schema["type"] == "integer":
                error = _refusal(client, operation, ids, _arguments(operation) | {parameter.name: "no such value"})
                assert (error.status, [one.name for one in error.problems]) == (400, [parameter.name])


@each_operation
def test_the_limit_raises_and_tells_when_to_try_again(operation: Operation) -> None:
    with mock_target(rate_limit="spec") as target:
        client = _connect("sync", target)
        root = next(one for one in DOCUMENT.operations if one.action == "list" and not one.path_parameters)
        for _ in range(DOCUMENT.limit):
            client.call(root, (), {})
        error = _refusal(client, operation, ("x",) * len(operation.path_parameters), _arguments(operation))
        assert (error.status, error.retry_after) == (429, 1)
