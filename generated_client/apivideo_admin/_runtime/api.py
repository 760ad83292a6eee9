"""A call, from arguments to value. Here is the whole way of a request, top to bottom; retries and throttling wrap its sending."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from .exchange import build_request, check, decode
from .operation import encode_body, target_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx2

    from .errors import ApiError
    from .operation import Operation
    from .settings import Settings
    from .wire import AsyncWire, Wire

ResultT = TypeVar("ResultT")


class Api:
    """What the namespaces of one blocking client share."""

    __slots__ = ("error_classes", "settings", "wire")

    def __init__(self, settings: Settings, wire: Wire, error_classes: Mapping[int, type[ApiError]]) -> None:
        self.settings = settings
        self.wire = wire
        self.error_classes = error_classes

    def call(
        self,
        operation: Operation[ResultT],
        *,
        ids: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        body: Mapping[str, Any] | None = None,
        timeout: float | httpx2.Timeout | None = None,
    ) -> ResultT:
        """Run an operation with its arguments; raises ValueError for an id that is not one, else as ``execute``."""
        url = self.settings.base_url + target_of(operation.path, ids, query)
        return self.execute(operation, url, encode_body(body), timeout)

    def execute(
        self, operation: Operation[ResultT], url: str, body: bytes | None, timeout: float | httpx2.Timeout | None
    ) -> ResultT:
        """Run an operation at a URL. Raises AdminConnectionError, or ApiError and its subclasses."""
        request = build_request(self.settings, operation.method, url, body, timeout)
        response = self.wire.send(request)
        check(response, self.error_classes)
        return decode(operation, response)


class AsyncApi:
    """The asynchronous twin of Api."""

    __slots__ = ("error_classes", "settings", "wire")

    def __init__(self, settings: Settings, wire: AsyncWire, error_classes: Mapping[int, type[ApiError]]) -> None:
        self.settings = settings
        self.wire = wire
        self.error_classes = error_classes

    async def call(
        self,
        operation: Operation[ResultT],
        *,
        ids: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        body: Mapping[str, Any] | None = None,
        timeout: float | httpx2.Timeout | None = None,  # noqa: ASYNC109 (asyncio.timeout limits the whole, httpx2 each phase)
    ) -> ResultT:
        """Run an operation with its arguments; raises ValueError for an id that is not one, else as ``execute``."""
        url = self.settings.base_url + target_of(operation.path, ids, query)
        return await self.execute(operation, url, encode_body(body), timeout)

    async def execute(
        self,
        operation: Operation[ResultT],
        url: str,
        body: bytes | None,
        timeout: float | httpx2.Timeout | None,  # noqa: ASYNC109 (as above)
    ) -> ResultT:
        """Run an operation at a URL. Raises AdminConnectionError, or ApiError and its subclasses."""
        request = build_request(self.settings, operation.method, url, body, timeout)
        response = await self.wire.send(request)
        check(response, self.error_classes)
        return decode(operation, response)
