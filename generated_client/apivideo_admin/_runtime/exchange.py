"""The stages before and after sending, which a blocking and an asynchronous client share."""

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
    """Make a request that is ready for a transport. Raises ValueError for extra headers that cannot be sent.

    The stream is passed ready-made and the headers are copied whole: httpx2 would otherwise work both out anew for each request.
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
    """Give what to raise when no complete answer arrived."""
    kind = AdminTimeoutError if isinstance(error, httpx2.TimeoutException) else AdminConnectionError
    reason = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return kind(redact(reason, request), method=request.method, url=without_query(request.url), sent=was_sent(error))


def raise_for_status(response: httpx2.Response, classes: Mapping[int, type[ApiError]]) -> None:
    """Raise the error class of the status, ApiError itself for a status that has none, unless it is a success (2xx)."""
    if not response.is_success:
        raise classes.get(response.status_code, ApiError)(response)


def decode(operation: Operation[ResultT], response: httpx2.Response) -> ResultT:
    """Read the value in the body; raises InvalidResponseError if the body is not what the document says."""
    try:
        return operation.decode(response.content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidResponseError(response, str(error)) from error
