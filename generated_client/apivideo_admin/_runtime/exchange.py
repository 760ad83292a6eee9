"""Build requests and interpret responses, for both the blocking and the asynchronous client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import httpx2
import msgspec

from .errors import AdminConnectionError, AdminTimeoutError, ApiError, InvalidResponseError, without_query
from .options import check_headers, timeout_extension
from .redact import SECRETS_EXTENSION, redact
from .retry import was_sent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .operation import Operation
    from .options import CallOptions
    from .settings import Settings

ResultT = TypeVar("ResultT")
_NO_BODY = httpx2.ByteStream(b"")


def build_request(
    settings: Settings, operation: Operation[Any], url: str, body: bytes | None, options: CallOptions
) -> httpx2.Request:
    """Build a request that is ready for a transport. Raise ConfigurationError for extra headers that cannot be sent.

    Passing a finished stream and finished headers is faster: httpx2 would otherwise compute both for each request.
    """
    extensions = settings.extensions if options.timeout is None else timeout_extension(options.timeout)
    if operation.secrets:
        extensions = {**extensions, SECRETS_EXTENSION: operation.secrets}
    request = httpx2.Request(
        operation.method,
        url,
        headers=settings.headers,
        stream=_NO_BODY if body is None else httpx2.ByteStream(body),
        extensions=extensions,
    )
    if body is not None:
        request.headers["Content-Type"] = "application/json"
        request.headers["Content-Length"] = str(len(body))
    if options.extra_headers:
        request.headers.update(check_headers(options.extra_headers))
    request.read()
    return request


def connection_error(error: httpx2.HTTPError, request: httpx2.Request) -> AdminConnectionError:
    """Return the exception to raise when no complete response arrived."""
    kind = AdminTimeoutError if isinstance(error, httpx2.TimeoutException) else AdminConnectionError
    reason = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return kind(redact(reason, request), method=request.method, url=without_query(request.url), sent=was_sent(error))


def raise_for_status(response: httpx2.Response, classes: Mapping[int, type[ApiError]]) -> None:
    """Raise the error class of the status if it is not 2xx: ApiError itself for an undocumented status."""
    if not response.is_success:
        raise classes.get(response.status_code, ApiError)(response)


def decode(operation: Operation[ResultT], response: httpx2.Response) -> ResultT:
    """Return the decoded body. Raise InvalidResponseError if it does not match the OpenAPI document."""
    try:
        return operation.decode(response.content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidResponseError(response, str(error)) from error
