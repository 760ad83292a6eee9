"""Call the SDK by the operations of the document. The clients themselves are run by the harness of the SDK's own tests."""

from __future__ import annotations

import base64
import inspect
import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Any, Final

import httpx2
import pytest
from sdk_harness import Harness

from apivideo_admin_contract.document.document import Operation
from apivideo_admin_contract.document.parameter import Schema
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.values.samples import sample, sample_payload, sample_query
from contract_tests.tests.support.subject import DOCUMENT
from generator.document.naming import method_name, namespace

KEY: Final = "an-admin-key"
BASE_URL: Final = "http://admin.test"


def basic(key: str) -> str:
    """Return the value of the ``Authorization`` header (RFC 7617)."""
    return "Basic " + base64.b64encode(f"{key}:".encode()).decode()


def each(name: str, values: Iterable[Any]) -> pytest.MarkDecorator:
    """Parametrise a test over operations, collections or other named parts of the document."""
    return pytest.mark.parametrize(name, list(values), ids=repr)


each_operation = each("operation", DOCUMENT.operations)
each_operation_with_response = each("operation", [one for one in DOCUMENT.operations if one.response])
each_list = each("collection", [one for one in DOCUMENT.collections if "list" in one.operations])


def ids_of(operation: Operation) -> tuple[str, ...]:
    """Return ids for the path, all different, for servers that do not look at them."""
    return tuple(f"id-{number}" for number, _ in enumerate(operation.path_parameters))


def required_arguments(operation: Operation) -> dict[str, Any]:
    """Return the arguments that an operation requires."""
    return sample_query(operation) | (sample_payload(operation) if operation.payload else {})


def all_arguments(operation: Operation, number: int = 3) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a value for every query parameter, and one for every property of the payload."""
    query = {parameter.name: sample(parameter.schema, number) for parameter in operation.query}
    return query, {name: sample(schema, number) for name, schema in operation.properties.items()}


def method_of(admin: Any, operation: Operation, *, raw: bool = False) -> Any:
    """Return the method of an operation, or the one that returns the response as well."""
    resource = getattr(admin, namespace(operation.node))
    method = getattr(resource.with_raw_response if raw else resource, method_name(operation.node, operation.path))
    assert raw or inspect.ismethod(method)
    return method


def call(
    operation: Operation, arguments: Mapping[str, Any] | None = None, ids: tuple[str, ...] | None = None
) -> Callable[[Any], Any]:
    """Return an action that calls an operation, by default with what it requires. A list reads its first page."""

    def action(admin: Any) -> Any:
        given = required_arguments(operation) if arguments is None else arguments
        result = method_of(admin, operation)(*(ids_of(operation) if ids is None else ids), **given)
        return _first_of(result) if operation.action == "list" else result

    return action


def _first_of(pager: Any) -> Any:
    """Return the first page of a list as the API sends it, or a coroutine that returns it."""
    page = pager.first_page()

    async def awaited() -> Any:
        return (await page).parsed

    return awaited() if inspect.isawaitable(page) else page.parsed


def sent(
    sdk: Harness,
    operation: Operation,
    arguments: Mapping[str, Any],
    ids: tuple[str, ...] | None = None,
) -> httpx2.Request:
    """Return the one request of a call. Each gets a response as documented."""
    requests: list[httpx2.Request] = []

    def respond(request: httpx2.Request) -> httpx2.Response:
        requests.append(request)
        return example_response(operation)

    sdk.call(respond, call(operation, arguments, ids), api_key=KEY, base_url=BASE_URL)
    assert len(requests) == 1
    return requests[0]


def example_response(operation: Operation, **headers: str) -> httpx2.Response:
    """Return a response as documented, with no items in its arrays; an underscore in a header's name means a hyphen."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    content = {"json": example(operation.response)} if operation.response else {}
    return httpx2.Response(operation.status, headers=named, **content)


def example(schema: Any, *, items: int = 0, nulls: bool = False) -> Any:
    """Return a value of a schema with all of its properties, from the document's examples, with so many items in its arrays.

    With ``nulls``, it is null wherever it may be.
    """
    types = schema.get("type", ())
    if nulls and "null" in types:
        return None
    if "properties" in schema:
        return {name: example(one, items=items, nulls=nulls) for name, one in schema["properties"].items()}
    if "array" in ([types] if isinstance(types, str) else types):
        return [example(schema["items"], items=items, nulls=nulls)] * items
    return schema["examples"][0] if "examples" in schema else sample(schema, 1)


def parsed_part(operation: Operation, body: Any) -> tuple[Any, Schema | None]:
    """Return the part of a response that the method returns, and its schema.

    A count returns its number and a report its days; everything else returns the whole.
    """
    schema = operation.response
    inner = {"count": "count", "report": "items"}.get(operation.action)
    return (body[inner], schema["properties"][inner]) if inner and schema else (body, schema)


def is_same(result: Any, value: Any, schema: Schema) -> bool:
    """Whether a result of the SDK equals a JSON value, with its times and dates as objects."""
    if value is None:
        return result is None
    if isinstance(value, dict):
        properties = schema["properties"]
        return all(is_same(getattr(result, name), one, properties[name]) for name, one in value.items())
    if isinstance(value, list):
        return len(result) == len(value) and all(map(is_same, result, value, [schema["items"]] * len(value)))
    match schema.get("format"):
        case "date-time":
            time = datetime.fromisoformat(value)
            return isinstance(result, datetime) and result == time and result.utcoffset() == time.utcoffset()
        case "date":
            return type(result) is date and result == date.fromisoformat(value)
        case _:
            return type(result) is type(value) and bool(result == value)


def returns(result: Any, body: Any, operation: Operation) -> bool:
    """Whether a result is what a method returns for a response with this body; None stands for no body."""
    if operation.response is None:
        return result is None
    value, schema = parsed_part(operation, body)
    return schema is not None and is_same(result, value, schema)


def read_payload(content: bytes, expected: Any) -> Any:
    """Read a payload, with each time in the spelling of the expected one if both are the same moment."""
    return _respell(json.loads(content), expected) if content else None


def _respell(value: Any, expected: Any) -> Any:
    if isinstance(value, dict) and isinstance(expected, dict):
        return {name: _respell(one, expected.get(name)) for name, one in value.items()}
    if isinstance(value, list) and isinstance(expected, list) and len(value) == len(expected):
        return [_respell(one, other) for one, other in zip(value, expected, strict=True)]
    if isinstance(value, str) and isinstance(expected, str) and "T" in value:
        with suppress(ValueError, TypeError):
            return expected if datetime.fromisoformat(value) == datetime.fromisoformat(expected) else value
    return value


class Server:
    """The server of a session, as a handler of the SDK harness. ``requests`` are those that it got, ``bodies`` what it sent."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.options: dict[str, Any] = {"api_key": session.account.key, "base_url": session.base_url}
        self.requests: list[httpx2.Request] = []
        self.bodies: list[bytes] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        """Respond to a request."""
        self.requests.append(request)
        response = self._session.transport.handle_request(request)
        self.bodies.append(response.read())
        return httpx2.Response(response.status_code, headers=response.headers, content=self.bodies[-1])
