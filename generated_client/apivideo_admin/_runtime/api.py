"""Run one call from its arguments to its result: build, send, check the status, decode. ``sender`` throttles and retries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from .exchange import build_request, decode, raise_for_status
from .log import log_already_deleted
from .operation import build_url, encode_body, no_body
from .options import NO_OPTIONS, CallOptions, make_retry_policy
from .retry import Attempts
from .tracing import call_span

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx2

    from .errors import APIStatusError
    from .operation import Operation
    from .sender import AsyncSender, Sender
    from .settings import Settings

ResultT = TypeVar("ResultT")


class Api:
    """Runs the operations of one blocking client; its namespaces share it."""

    def __init__(self, settings: Settings, sender: Sender, error_classes: Mapping[int, type[APIStatusError]]) -> None:
        self.settings = settings
        self.sender = sender
        self.error_classes = error_classes

    def call(
        self,
        operation: Operation[ResultT],
        *,
        ids: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        body: Mapping[str, Any] | None = None,
        options: CallOptions = NO_OPTIONS,
    ) -> ResultT:
        """Run an operation with its arguments. Raise ValueError for an invalid id; other errors as in ``execute``."""
        url = build_url(self.settings.base_url, operation, ids, query, options)
        return self.execute(operation, url, encode_body(operation, body, options), options)

    def execute(self, operation: Operation[ResultT], url: str, body: bytes | None, options: CallOptions) -> ResultT:
        """Run an operation at a URL. Raise APIConnectionError, APIStatusError, or a subclass of these."""
        request = build_request(self.settings, operation, url, body, options)
        attempts = Attempts(
            make_retry_policy(self.settings.retry, options.max_retries), request.method, self.sender.environment.random
        )
        with call_span(self.sender.tracing, operation, request, attempts) as span:
            response = self.send(request, attempts)
            span.responded(response.status_code)
            return _read(operation, response, attempts, self.error_classes)

    def send(self, request: httpx2.Request, attempts: Attempts) -> httpx2.Response:
        """Send a request, with retries. Raise APIConnectionError if no complete response arrived."""
        return self.sender.send(request, attempts)


class AsyncApi:
    """Runs the operations of one asynchronous client; see Api."""

    def __init__(
        self, settings: Settings, sender: AsyncSender, error_classes: Mapping[int, type[APIStatusError]]
    ) -> None:
        self.settings = settings
        self.sender = sender
        self.error_classes = error_classes

    async def call(
        self,
        operation: Operation[ResultT],
        *,
        ids: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        body: Mapping[str, Any] | None = None,
        options: CallOptions = NO_OPTIONS,
    ) -> ResultT:
        """Run an operation with its arguments. Raise ValueError for an invalid id; other errors as in ``execute``."""
        url = build_url(self.settings.base_url, operation, ids, query, options)
        return await self.execute(operation, url, encode_body(operation, body, options), options)

    async def execute(
        self, operation: Operation[ResultT], url: str, body: bytes | None, options: CallOptions
    ) -> ResultT:
        """Run an operation at a URL. Raise APIConnectionError, APIStatusError, or a subclass of these."""
        request = build_request(self.settings, operation, url, body, options)
        attempts = Attempts(
            make_retry_policy(self.settings.retry, options.max_retries), request.method, self.sender.environment.random
        )
        with call_span(self.sender.tracing, operation, request, attempts) as span:
            response = await self.send(request, attempts)
            span.responded(response.status_code)
            return _read(operation, response, attempts, self.error_classes)

    async def send(self, request: httpx2.Request, attempts: Attempts) -> httpx2.Response:
        """Send a request, with retries. Raise APIConnectionError if no complete response arrived."""
        return await self.sender.send(request, attempts)


UNBOUND = object.__new__(Api)
ASYNC_UNBOUND = object.__new__(AsyncApi)
"""Of the namespaces of the client classes, which exist for tools that read classes. Each client has namespaces of its own."""


def _read(
    operation: Operation[ResultT],
    response: httpx2.Response,
    attempts: Attempts,
    error_classes: Mapping[int, type[APIStatusError]],
) -> ResultT:
    if attempts.is_already_deleted(response) and operation.decode is no_body:
        log_already_deleted(response.request)
    else:
        raise_for_status(response, error_classes)
    return decode(operation, response)
