"""What each method raises."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

import httpx2
import pytest
from hypothesis import assume, given
from sdk_harness import Harness, open_both

from apivideo_admin.errors import ERRORS_BY_STATUS, APIStatusError, ServerError
from apivideo_admin_contract.document.document import Operation
from apivideo_admin_contract.document.parameter import Schema
from apivideo_admin_contract.document.references import resolve
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.values.strategies import valid_values
from contract_tests.tests.sdk.harness import KEY, Server, call, each_operation, ids_of, required_arguments
from contract_tests.tests.support.subject import DOCUMENT


def _documented_errors() -> dict[int, tuple[str, list[Any]]]:
    """Return the name and the examples of each status that is an error, those of unused shared responses included."""
    found: dict[int, tuple[str, list[Any]]] = {}
    node = DOCUMENT.node
    operations = [one for item in node["paths"].values() for one in item.values() if isinstance(one, dict)]
    used = [(int(code), one) for operation in operations for code, one in operation.get("responses", {}).items()]
    shared = node.get("components", {}).get("responses", {})
    for status, response in [*used, *_with_statuses(shared)]:
        if status >= HTTPStatus.BAD_REQUEST:
            name = response.get("$ref", "").rpartition("/")[2] or HTTPStatus(status).phrase
            examples = [one for one in _examples(resolve(response, node)) if one.get("status", status) == status]
            _, known = found.setdefault(status, (name, []))
            known.extend(one for one in examples if one not in known)
    return found


def _with_statuses(responses: Mapping[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Return a reference to each shared response, with each status that its examples have."""
    for name, response in responses.items():
        for example in _examples(resolve(response, DOCUMENT.node)):
            yield int(example.get("status", 0)), {"$ref": f"#/components/responses/{name}"}


def _examples(response: Mapping[str, Any]) -> list[dict[str, Any]]:
    media = response.get("content", {}).values()
    examples = [one["value"] for node in media for one in node.get("examples", {}).values()]
    return [one for one in examples if isinstance(one, dict)]


_ERRORS = _documented_errors()
_OPERATION = DOCUMENT.operations[0]


def _problem_schemas() -> list[tuple[int, Any]]:
    """Return each schema of problem details once, with a status that has it."""
    found: dict[str, tuple[int, Any]] = {}
    for operation in DOCUMENT.operations:
        for status in (one for one in operation.statuses if one >= HTTPStatus.BAD_REQUEST):
            (media,) = operation.node["responses"][str(status)]["content"].values()
            found.setdefault(json.dumps(media["schema"], sort_keys=True), (status, media["schema"]))
    return list(found.values())


#: The names of other SDKs, for statuses that HTTP names differently.
_FAMILIAR = {
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    429: "RateLimitError",
    500: "InternalServerError",
    503: "ServiceUnavailableError",
}


def _has_class_of(error: APIStatusError, status: int) -> bool:
    """Whether the class of an error has the name that users know, or that of its response, with or without "Error" at its end."""
    if status in _FAMILIAR:
        return type(error).__name__ == _FAMILIAR[status]
    name = re.sub("[^a-z0-9]", "", _ERRORS[status][0].lower())
    return type(error).__name__.lower() == (name if name.endswith("error") else f"{name}error")


def _raised(sdk: Harness, handler: Any, operation: Operation, **given: Any) -> APIStatusError:
    options = given.pop("options", {})
    with pytest.raises(APIStatusError) as caught:
        sdk.call(handler, call(operation, **given), **options)
    return caught.value


def _assert_details(error: APIStatusError, problem: Mapping[str, Any]) -> None:
    names = [name for name in ("type", "title", "detail", "name", "constraint") if name in problem]
    assert {name: getattr(error, name) for name in names} == {name: problem[name] for name in names}
    expected = [(one["name"], one.get("detail", "")) for one in problem.get("problems", ())]
    assert [(one.name, one.detail) for one in error.problems] == expected


@pytest.mark.parametrize(
    ("status", "problem"),
    [(status, problem) for status, (_, problems) in _ERRORS.items() for problem in problems or [{}]],
)
def test_a_documented_error_raises_its_class_with_its_problem_details(
    sdk: Harness, status: int, problem: dict[str, Any]
) -> None:
    headers = {"Content-Type": "application/problem+json"}
    response = httpx2.Response(status, headers=headers, content=json.dumps(problem).encode())
    error = _raised(sdk, lambda _: response, _OPERATION)
    assert _has_class_of(error, status)
    assert type(error) is ERRORS_BY_STATUS[status]
    assert isinstance(error, ServerError) is (status >= HTTPStatus.INTERNAL_SERVER_ERROR)
    assert error.status_code == status
    _assert_details(error, problem)


@pytest.mark.parametrize(("status", "schema"), _problem_schemas())
def test_a_valid_problem_raises_with_all_of_its_details(status: int, schema: Schema) -> None:
    @given(valid_values(schema))
    def check(problem: dict[str, Any]) -> None:
        # Hypothesis draws texts of this module too, and no error shows the key.
        assume(KEY not in json.dumps(problem))
        response[:] = [httpx2.Response(status, json=problem)]
        for run in clients.values():
            with pytest.raises(APIStatusError) as caught:
                run(call(_OPERATION))
            assert caught.value.status_code == status
            _assert_details(caught.value, {name: value for name, value in problem.items() if name != "title"})

    response: list[httpx2.Response] = []

    def respond(_: httpx2.Request) -> httpx2.Response:
        return response[0]

    with open_both(respond, api_key=KEY) as clients:
        check()


@each_operation
def test_an_error_of_the_mock_raises_its_class(sdk: Harness, operation: Operation, session: Session) -> None:
    """With an unknown key, with an unknown id, and with a value that no parameter takes."""
    server = Server(session)
    options = server.options
    error = _raised(sdk, server, operation, options=options | {"api_key": "nobody"})
    assert (error.status_code, _has_class_of(error, error.status_code)) == (HTTPStatus.UNAUTHORIZED, True)
    if operation.path_parameters:
        error = _raised(sdk, server, operation, ids=ids_of(operation), options=options)
        assert (error.status_code, _has_class_of(error, error.status_code)) == (HTTPStatus.NOT_FOUND, True)
    ids = session.parent_ids(operation)
    for parameter in operation.query:
        if "enum" in parameter.schema or parameter.schema["type"] == "integer":
            arguments = required_arguments(operation) | {parameter.name: "no such value"}
            error = _raised(sdk, server, operation, arguments=arguments, ids=ids, options=options)
            assert (error.status_code, [one.name for one in error.problems]) == (
                HTTPStatus.BAD_REQUEST,
                [parameter.name],
            )
