"""Both faces of the SDK, blocking and asynchronous, behind one: operations are called by what the document names them."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol

import httpx2

from apivideo_admin import AdminClient, AsyncAdminClient
from contract_tests.document import Operation, Schema
from generator.naming import method_name, namespace

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

BASE_URL = "http://admin.test"


class Face(Protocol):
    """A client whose answers are awaited, if they must be."""

    def call(self, operation: Operation, ids: tuple[str, ...], arguments: Mapping[str, Any]) -> Any:
        """Call the method of an operation. A list gives its first page."""

    def items(self, operation: Operation, ids: tuple[str, ...], arguments: Mapping[str, Any]) -> list[Any]:
        """Walk a list over all of its pages."""

    def pages(self, operation: Operation, ids: tuple[str, ...], arguments: Mapping[str, Any]) -> list[Any]:
        """Give the pages of a list."""


class BlockingFace:
    """The blocking client."""

    def __init__(self, transport: httpx2.BaseTransport, key: str) -> None:
        self._client = AdminClient(key, base_url=BASE_URL, transport=transport, max_retries=0, throttle=False)

    def call(self, operation: Operation, ids: tuple[str, ...], arguments: Mapping[str, Any]) -> Any:
        """Call the method of an operation. A list gives its first page."""
        result = _method(self._client, operation)(*ids, **arguments)
        return result.first_page() if operation.action == "list" else result

    def items(self, operation: Operation, ids: tuple[str, ...], arguments: Mapping[str, Any]) -> list[Any]:
        """Walk a list over all of its pages."""
        return list(_method(self._client, operation)(*ids, **arguments))

    def pages(self, operation: Operation, ids: tuple[str, ...], arguments: Mapping[str, Any]) -> list[Any]:
        """Give the pages of a list."""
        return list(_method(self._client, operation)(*ids, **arguments).pages())


class AsynchronousFace:
    """The asynchronous client, each call in an event loop of its own."""

    def __init__(self, transport: httpx2.BaseTransport, key: str) -> None:
        self._client = AsyncAdminClient(
            key, base_url=BASE_URL, transport=_Awaitable(transport), max_retries=0, throttle=False
        )

    def call(self, operation: Operation, ids: tuple[str, ...], arguments: Mapping[str, Any]) -> Any:
        """Call the method of an operation. A list gives its first page."""

        async def call() -> Any:
            result = _method(self._client, operation)(*ids, **arguments)
            return await (result.first_page() if operation.action == "list" else result)

        return asyncio.run(call())

    def items(self, operation: Operation, ids: tuple[str, ...], arguments: Mapping[str, Any]) -> list[Any]:
        """Walk a list over all of its pages."""
        return asyncio.run(_all(_method(self._client, operation)(*ids, **arguments)))

    def pages(self, operation: Operation, ids: tuple[str, ...], arguments: Mapping[str, Any]) -> list[Any]:
        """Give the pages of a list."""
        return asyncio.run(_all(_method(self._client, operation)(*ids, **arguments).pages()))


FACES: Mapping[str, type[BlockingFace | AsynchronousFace]] = {"sync": BlockingFace, "async": AsynchronousFace}


def in_process(wsgi: WSGIApplication) -> httpx2.WSGITransport:
    """Give a transport to a WSGI application. Its exceptions fail the check."""
    return httpx2.WSGITransport(app=wsgi, raise_app_exceptions=True)


def is_same(result: Any, value: Any, schema: Schema) -> bool:
    """Whether what the SDK gives says the same as a JSON value, with moments and days as such."""
    if value is None:
        return result is None
    if isinstance(value, dict):
        properties = schema["properties"]
        return all(is_same(getattr(result, name), one, properties[name]) for name, one in value.items())
    if isinstance(value, list):
        return len(result) == len(value) and all(map(is_same, result, value, [schema["items"]] * len(value)))
    match schema.get("format"):
        case "date-time":
            return (
                isinstance(result, datetime) and result.tzinfo is not None and result == datetime.fromisoformat(value)
            )
        case "date":
            return type(result) is date and result == date.fromisoformat(value)
        case _:
            return type(result) is type(value) and bool(result == value)


def parts(operation: Operation, body: Any) -> tuple[Any, Schema | None]:
    """Give the part of an answer that the SDK's method gives, and its schema.

    A count gives its number and a report its days; everything else gives the whole.
    """
    schema = operation.answer
    inner = {"count": "count", "report": "items"}.get(operation.action)
    return (body[inner], schema["properties"][inner]) if inner and schema else (body, schema)


def _method(client: object, operation: Operation) -> Any:
    method = getattr(getattr(client, namespace(operation.node)), method_name(operation.node))
    assert inspect.ismethod(method)
    return method


async def _all(values: AsyncIterator[Any]) -> list[Any]:
    return [value async for value in values]


class _Awaitable(httpx2.AsyncBaseTransport):
    """Lets an asynchronous client use a blocking transport."""

    def __init__(self, transport: httpx2.BaseTransport) -> None:
        self._transport = transport

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request and read its answer."""
        await request.aread()
        answer = self._transport.handle_request(
            httpx2.Request(request.method, request.url, headers=request.headers, content=request.content)
        )
        return httpx2.Response(answer.status_code, headers=answer.headers, content=answer.read())
