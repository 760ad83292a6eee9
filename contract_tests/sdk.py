"""Both faces of the SDK, blocking and asynchronous, behind one: operations are called by what the document names them."""

from __future__ import annotations

import asyncio
import copy
import inspect
from collections.abc import AsyncIterator, Mapping
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar

import httpx2

from apivideo_admin import AdminClient, AsyncAdminClient
from apivideo_admin_contract.document.document import Operation, Schema
from contract_tests.sdk_world import World
from generator.naming import method_name, namespace

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_DEFAULTS: dict[str, Any] = {"base_url": "http://admin.test", "max_retries": 0, "throttle": False}


class Face(Protocol):
    """A client whose answers are awaited, if they must be."""

    client: Any

    def on(self, client: Any) -> Self:
        """Give the same face of another client."""

    def call(self, operation: Operation, ids: tuple[str, ...], arguments: Mapping[str, Any]) -> Any:
        """Call the method of an operation. A list gives its first page."""

    def items(
        self, operation: Operation, ids: tuple[str, ...], arguments: Mapping[str, Any], most: int | None = None
    ) -> list[Any]:
        """Walk a list over its pages, and stop to ask for items once there are ``most``."""

    def pages(self, operation: Operation, ids: tuple[str, ...], arguments: Mapping[str, Any]) -> list[Any]:
        """Give the pages of a list."""


FaceT = TypeVar("FaceT", bound=Face)


class BlockingFace:
    """The blocking client; without ``options`` it makes one try, at once."""

    def __init__(
        self, transport: httpx2.BaseTransport, key: str | None, *, world: World | None = None, **options: Any
    ) -> None:
        self.client: Any = AdminClient(key, transport=transport, **(_DEFAULTS | options))
        if world is not None:
            world.enter(self.client)

    def on(self, client: Any) -> Self:
        """Give the same face of another client."""
        return _on(self, client)

    def __repr__(self) -> str:
        return repr(self.client)

    def call(self, operation: Operation, ids: tuple[str, ...], arguments: Mapping[str, Any]) -> Any:
        """Call the method of an operation. A list gives its first page."""
        result = method_of(self.client, operation)(*ids, **arguments)
        return result.first_page() if operation.action == "list" else result

    def items(
        self, operation: Operation, ids: tuple[str, ...], arguments: Mapping[str, Any], most: int | None = None
    ) -> list[Any]:
        """Walk a list over its pages, and stop to ask for items once there are ``most``."""
        return list(islice(method_of(self.client, operation)(*ids, **arguments), most))

    def pages(self, operation: Operation, ids: tuple[str, ...], arguments: Mapping[str, Any]) -> list[Any]:
        """Give the pages of a list."""
        return list(method_of(self.client, operation)(*ids, **arguments).pages())


class AsynchronousFace:
    """The asynchronous client, each call in an event loop of its own."""

    def __init__(
        self, transport: httpx2.BaseTransport, key: str | None, *, world: World | None = None, **options: Any
    ) -> None:
        self.client: Any = AsyncAdminClient(key, transport=_Awaitable(transport), **(_DEFAULTS | options))
        if world is not None:
            world.enter(self.client)

    def on(self, client: Any) -> Self:
        """Give the same face of another client."""
        return _on(self, client)

    def __repr__(self) -> str:
        return repr(self.client)

    def call(self, operation: Operation, ids: tuple[str, ...], arguments: Mapping[str, Any]) -> Any:
        """Call the method of an operation. A list gives its first page."""

        async def call() -> Any:
            result = method_of(self.client, operation)(*ids, **arguments)
            return await (result.first_page() if operation.action == "list" else result)

        return asyncio.run(call())

    def items(
        self, operation: Operation, ids: tuple[str, ...], arguments: Mapping[str, Any], most: int | None = None
    ) -> list[Any]:
        """Walk a list over its pages, and stop to ask for items once there are ``most``."""
        return asyncio.run(_first(method_of(self.client, operation)(*ids, **arguments), most))

    def pages(self, operation: Operation, ids: tuple[str, ...], arguments: Mapping[str, Any]) -> list[Any]:
        """Give the pages of a list."""
        return asyncio.run(_first(method_of(self.client, operation)(*ids, **arguments).pages(), None))


#: The client of each face itself.
CLIENTS: Mapping[str, Any] = {"sync": AdminClient, "async": AsyncAdminClient}

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
    schema = operation.response
    inner = {"count": "count", "report": "items"}.get(operation.action)
    return (body[inner], schema["properties"][inner]) if inner and schema else (body, schema)


def method_of(client: object, operation: Operation) -> Any:
    """Give the method of an operation."""
    method = getattr(getattr(client, namespace(operation.node)), method_name(operation.node))
    assert inspect.ismethod(method)
    return method


def raw_method_of(client: object, operation: Operation) -> Any:
    """Give the method of an operation that gives the answer itself as well."""
    return getattr(getattr(client, namespace(operation.node)).with_raw_response, method_name(operation.node))


def _on(face: FaceT, client: Any) -> FaceT:
    other = copy.copy(face)
    other.client = client
    return other


async def _first(values: AsyncIterator[Any], most: int | None) -> list[Any]:
    found: list[Any] = []
    if most == 0:
        return found
    async for value in values:
        found.append(value)
        if len(found) == most:
            break
    return found


class _Awaitable(httpx2.AsyncBaseTransport):
    """Lets an asynchronous client use a blocking transport."""

    def __init__(self, transport: httpx2.BaseTransport) -> None:
        self._transport = transport

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request and read its answer."""
        await request.aread()
        response = self._transport.handle_request(
            httpx2.Request(
                request.method,
                request.url,
                headers=request.headers,
                content=request.content,
                extensions=request.extensions,
            )
        )
        return httpx2.Response(response.status_code, headers=response.headers, content=response.read())
