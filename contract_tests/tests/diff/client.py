"""The SDK of one document, used on the server of another."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import httpx2
import msgspec

from apivideo_admin_contract.document.document import Operation, Schema
from apivideo_admin_mock.transport import MockTransport
from contract_tests.tests.diff.edges import opened, valid
from contract_tests.tests.diff.rendered import Sdk
from contract_tests.tests.diff.requests import Request
from contract_tests.tests.diff.server import Server, seeds, shape


class _Recorder(httpx2.BaseTransport):
    """Carries requests to a mock, and keeps the answers."""

    def __init__(self, server: Server) -> None:
        self._inner = MockTransport(server.mock.engine)
        self.responses: list[httpx2.Response] = []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        response = self._inner.handle_request(request)
        self.responses.append(httpx2.Response(response.status_code, content=response.read()))
        return httpx2.Response(response.status_code, headers=response.headers, content=response.content)


def troubles(sdk: Sdk, old: Server, new: Server, requests: Iterable[Request]) -> Iterator[str]:
    """Make each request with the SDK of the old document on the server of the new one, and give what does not work.

    It works where the method gives what the server answers, and the old document announces that. Of a list, all pages are walked
    as well. What no method can send (null for an argument that may be left out) is left alone.
    """
    items = seeds(old, new)
    ids = new.fill(items)
    for request in requests:
        arguments = arguments_of(sdk, request)
        if arguments is None:
            continue
        yield from (
            f"{request}: {trouble}" for trouble in _use(sdk, new, request, _ids(request.operation, ids), arguments)
        )
        if request.operation.method == "DELETE":
            ids = new.fill(items)


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
    yield from reading(request.operation, json.loads(response.content) if response.content else None, result)
    if request.operation.action == "list" and "page" not in request.query:
        walked = sdk.items(transport, server.mock.key, request.operation, ids, arguments)
        pages = [_known(json.loads(one.content), request.operation.response or {}) for one in transport.responses[1:]]
        sent = [item for page in pages for item in page["items"]]
        if not _same(_plain(walked), sent):
            yield f"a walk gives {walked}, and the server has {sent}"


def reading(operation: Operation, body: Any, result: Any) -> Iterator[str]:
    """Give what is wrong with what the SDK makes of an answer, or with the answer by the document of the SDK."""
    if operation.response is None:
        if result is not None:
            yield f"it gives {result!r} for no content"
        return
    if not valid(opened(operation.response)).is_valid(body):
        yield f"the answer was not announced: {body}"
    inner = {"count": "count", "report": "items"}.get(operation.action)
    known = _known(body, operation.response)
    told = known[inner] if inner else known
    if not _same(_plain(result), told):
        yield f"it gives {result!r}, and the server said {told}"


def arguments_of(sdk: Sdk, request: Request) -> dict[str, Any] | None:
    """Give the arguments of a method for a request; None where no argument says it."""
    operation = request.operation
    schemas = {one.name: one.schema for one in operation.query} | dict(operation.properties)
    values = {**request.query, **(request.payload or {})}
    if any(value is None for value in values.values()) or not values.keys() <= schemas.keys():
        return None
    annotations = inspect.signature(sdk.method(operation)).parameters
    return {name: _argument(sdk, annotations[name].annotation, value, schemas[name]) for name, value in values.items()}


def _argument(sdk: Sdk, annotation: str, value: Any, schema: Schema) -> Any:
    """Give a value as the SDK takes it: moments, days and objects have classes there."""
    if isinstance(value, str) and schema.get("format") == "date-time":
        return datetime.fromisoformat(value)
    name = annotation.removeprefix("models.").partition(" ")[0]
    if isinstance(value, dict) and annotation.startswith("models."):
        return msgspec.convert(value, getattr(sdk.module.models, name))
    return value


def _ids(operation: Operation, ids: Mapping[str, str]) -> tuple[str, ...]:
    segments = operation.path.split("/")
    return tuple(
        ids.get(shape("/".join(segments[:index])), "nobody")
        for index, segment in enumerate(segments)
        if segment.startswith("{")
    )


def _plain(result: Any) -> Any:
    return json.loads(msgspec.json.encode(result))


def _known(value: Any, schema: Schema) -> Any:
    """Give a value without the properties that its schema does not know."""
    if isinstance(value, dict) and "properties" in schema:
        properties = schema["properties"]
        return {name: _known(one, properties[name]) for name, one in value.items() if name in properties}
    if isinstance(value, list) and "items" in schema:
        return [_known(one, schema["items"]) for one in value]
    return value


def _same(seen: Any, said: Any) -> bool:
    """Whether two JSON values say the same; a moment can be written in several ways (RFC 3339).

    A property that a class has and the answer has not is null.
    """
    if isinstance(seen, dict) and isinstance(said, dict):
        return all(_same(seen.get(name), said.get(name)) for name in seen.keys() | said.keys())
    if isinstance(seen, list) and isinstance(said, list):
        return len(seen) == len(said) and all(map(_same, seen, said))
    if isinstance(seen, str) and isinstance(said, str) and seen != said:
        try:
            return datetime.fromisoformat(seen) == datetime.fromisoformat(said)
        except (ValueError, TypeError):
            return False
    # JSON has one kind of numbers.
    numbers = all(isinstance(one, int | float) and not isinstance(one, bool) for one in (seen, said))
    return (numbers or type(seen) is type(said)) and bool(seen == said)
