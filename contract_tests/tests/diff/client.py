"""Use the SDK of one document on the server of another."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import httpx2
import msgspec

from apivideo_admin._runtime.fields import UNKNOWN
from apivideo_admin_contract.document.document import Operation
from apivideo_admin_contract.document.parameter import Schema
from apivideo_admin_mock.adapters.transport import MockTransport
from contract_tests.tests.diff.boundary_values import open_schema, valid
from contract_tests.tests.diff.rendered import Sdk
from contract_tests.tests.diff.requests import Request
from contract_tests.tests.diff.server import Server, seeds, shape

#: The status of a value that another item has.
_CONFLICT: Final = 409


class _Recorder(httpx2.BaseTransport):
    """Send requests to a mock, and record the responses."""

    def __init__(self, server: Server) -> None:
        self._inner = MockTransport(server.mock.engine)
        self.responses: list[httpx2.Response] = []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        response = self._inner.handle_request(request)
        self.responses.append(httpx2.Response(response.status_code, content=response.read()))
        return httpx2.Response(response.status_code, headers=response.headers, content=response.content)


def failures(sdk: Sdk, old: Server, new: Server, requests: Iterable[Request]) -> Iterator[str]:
    """Send each request with the SDK of the old document to the server of the new one, and yield what fails.

    A request works if the method returns what the server sent, and if the old document documents this response. A list is also
    iterated over all of its pages. Requests that no method can send (null for an optional argument) are left out.
    """
    items = seeds(old, new)
    ids = new.fill(items)
    for request in requests:
        arguments = arguments_of(sdk, request)
        if arguments is None:
            continue
        can_conflict = _CONFLICT in request.operation.statuses
        if can_conflict:
            ids = new.fill(_without_others(request.operation, items))
        yield from (
            f"{request}: {failure}" for failure in _use(sdk, new, request, _ids(request.operation, ids), arguments)
        )
        if can_conflict or request.operation.method == "DELETE":
            ids = new.fill(items)


def _without_others(operation: Operation, items: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:
    """Return the payloads of items without those whose values could conflict with a request (``x-unique``)."""
    is_item = operation.path.endswith("}")
    own = shape(operation.path.rpartition("/")[0] if is_item else operation.path)
    return {**items, own: items.get(own, ())[: int(is_item)]}


def _use(
    sdk: Sdk, server: Server, request: Request, ids: tuple[str, ...], arguments: Mapping[str, Any]
) -> Iterator[str]:
    transport = _Recorder(server)
    try:
        result = sdk.call(transport, server.mock.key, request.operation, ids, arguments)
    except Exception as error:  # noqa: BLE001 - whatever a user of the SDK meets
        yield f"{type(error).__name__}: {error}"
        return
    [response] = transport.responses
    yield from response_errors(request.operation, json.loads(response.content) if response.content else None, result)
    if request.operation.action == "list" and "page" not in request.query:
        items = sdk.items(transport, server.mock.key, request.operation, ids, arguments)
        pages = [_known(json.loads(one.content), request.operation.response or {}) for one in transport.responses[1:]]
        sent = [item for page in pages for item in page["items"]]
        if not _same(_plain(items), sent):
            yield f"the iteration returns {items}, and the server has {sent}"


def response_errors(operation: Operation, body: Any, result: Any) -> Iterator[str]:
    """Yield the differences between a response and the result of the SDK, or between the response and the document."""
    if operation.response is None:
        if result is not None:
            yield f"it returns {result!r} for no content"
        return
    if not valid(open_schema(operation.response)).is_valid(body):
        yield f"the response is not documented: {body}"
    inner = {"count": "count", "report": "items"}.get(operation.action)
    known = _known(body, operation.response)
    expected = known[inner] if inner else known
    if not _same(_plain(result), expected):
        yield f"it returns {result!r}, and the server sent {expected}"


def arguments_of(sdk: Sdk, request: Request) -> dict[str, Any] | None:
    """Return the arguments of a method for a request, or None if the method has no argument for it."""
    operation = request.operation
    schemas = {one.name: one.schema for one in operation.query} | dict(operation.properties)
    values = {**request.query, **(request.payload or {})}
    if any(value is None for value in values.values()) or not values.keys() <= schemas.keys():
        return None
    arguments = inspect.signature(sdk.method(operation)).parameters
    # A name that Python reserves, such as `class`, has an underscore at its end.
    names = {name: name if name in arguments else f"{name}_" for name in values}
    return {
        names[name]: _argument(sdk, arguments[names[name]].annotation, value, schemas[name])
        for name, value in values.items()
    }


def _argument(sdk: Sdk, annotation: str, value: Any, schema: Schema) -> Any:
    """Return a value in the type that the SDK takes: times and objects have classes."""
    if isinstance(value, str) and schema.get("format") == "date-time":
        return datetime.fromisoformat(value)
    name = annotation.removeprefix("models.").partition(" ")[0]
    if isinstance(value, dict) and annotation.startswith("models."):
        return msgspec.convert(value, getattr(sdk.module.models, name))
    return value


def _ids(operation: Operation, ids: Mapping[str, str]) -> tuple[str, ...]:
    segments = operation.path.split("/")
    return tuple(
        ids.get(shape("/".join(segments[:index])), "unknown")
        for index, segment in enumerate(segments)
        if segment.startswith("{")
    )


def _plain(result: Any) -> Any:
    """Return a result of the SDK as JSON values, without the fields that the SDK does not know."""
    return _without_unknown(msgspec.to_builtins(result))


def _without_unknown(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_unknown(one) for name, one in value.items() if name != UNKNOWN}
    return [_without_unknown(one) for one in value] if isinstance(value, list) else value


def _known(value: Any, schema: Schema) -> Any:
    """Return a value without the properties that its schema does not have."""
    if isinstance(value, dict) and "properties" in schema:
        properties = schema["properties"]
        return {name: _known(one, properties[name]) for name, one in value.items() if name in properties}
    if isinstance(value, list) and "items" in schema:
        return [_known(one, schema["items"]) for one in value]
    return value


def _same(seen: Any, sent: Any) -> bool:
    """Whether two JSON values are equal. A time has several spellings (RFC 3339).

    A property of the class that the response leaves out is null.
    """
    if isinstance(seen, dict) and isinstance(sent, dict):
        return all(_same(seen.get(name), sent.get(name)) for name in seen.keys() | sent.keys())
    if isinstance(seen, list) and isinstance(sent, list):
        return len(seen) == len(sent) and all(map(_same, seen, sent))
    if isinstance(seen, str) and isinstance(sent, str) and seen != sent:
        try:
            return datetime.fromisoformat(seen) == datetime.fromisoformat(sent)
        except (ValueError, TypeError):
            return False
    # JSON has one type for all numbers.
    numbers = all(isinstance(one, int | float) and not isinstance(one, bool) for one in (seen, sent))
    return (numbers or type(seen) is type(sent)) and bool(seen == sent)
