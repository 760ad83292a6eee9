"""Build requests and interpret responses, for both the blocking and the asynchronous client."""

from __future__ import annotations

import re
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

import httpx2
import msgspec

from .errors import (
    UNREADABLE,
    APIConnectionError,
    APIResponseValidationError,
    APIStatusError,
    APITimeoutError,
    ConfigurationError,
    ServerError,
    shown_url,
)
from .hidden import HiddenAddress, HiddenUrl
from .operation import no_body
from .options import check_headers, timeout_extension
from .redact import SECRET_VALUES, SECRETS_EXTENSION, printable, redact
from .retry import was_sent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .operation import Operation
    from .options import CallOptions
    from .settings import Settings

ResultT = TypeVar("ResultT")
_QUOTED_BYTES = re.compile(r"""b(?:'.*'|".*")""", re.DOTALL)
_NO_BODY = httpx2.ByteStream(b"")


def build_request(
    settings: Settings, operation: Operation[Any], url: str, body: bytes | None, options: CallOptions
) -> httpx2.Request:
    """Build a request that is ready for a transport. Raise ConfigurationError for extra headers that cannot be sent.

    Passing a finished stream and finished headers is faster: httpx2 would otherwise compute both for each request. So is passing a
    parsed URL to programs that request it again.
    """
    extensions = settings.extensions
    if options.timeout is not None:
        extensions = {**extensions, **timeout_extension(options.timeout)}
    if operation.secrets:
        extensions = {**extensions, SECRETS_EXTENSION: operation.secrets}
        if isinstance(url, HiddenAddress):
            extensions[SECRET_VALUES] = url.secrets
    try:
        request = httpx2.Request(
            operation.method,
            url if operation.secrets else _parsed(url),
            headers=settings.headers,
            stream=_NO_BODY if body is None else httpx2.ByteStream(body),
            extensions=extensions,
        )
    except httpx2.InvalidURL as error:
        raise ConfigurationError(f"The arguments do not fit in a URL: {error}") from None
    if body is not None:
        request.headers["Content-Type"] = "application/json"
        request.headers["Content-Length"] = str(len(body))
    if operation.secrets and request.url.query:
        request.url = HiddenUrl(url, operation.secrets)
    if options.extra_headers:
        request.headers.update(check_headers(options.extra_headers))
    request.read()
    return request


@lru_cache(maxsize=256)
def _parsed(url: str) -> httpx2.URL:
    """Return a URL without secrets. httpx2 takes a fifth of the time of a call to parse it. Raise httpx2.InvalidURL."""
    return httpx2.URL(url)


def connection_error(error: httpx2.HTTPError, request: httpx2.Request, proxy: str | None) -> APIConnectionError:
    """Return the exception to raise when no complete response arrived."""
    kind = APITimeoutError if isinstance(error, httpx2.TimeoutException) else APIConnectionError
    text = _text(error, request)
    reason = f"{type(error).__name__}: {text}" if text else type(error).__name__
    sent = was_sent(error)
    if proxy is None and _is_refused(error):
        reason += f". Is the server running at {_server(request)}?"
    if proxy is not None and not sent:
        reason += (
            f" (through the proxy {proxy} of the environment; if {request.url.host} needs no proxy, add it to NO_PROXY)"
        )
    raised = kind(reason, method=request.method, url=shown_url(request), sent=sent)
    raised.__cause__ = _without_secrets(error, request)
    return raised


def _is_refused(error: BaseException | None) -> bool:
    """Return whether a connection failed because nothing listens at its address."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, ConnectionRefusedError):
            return True
        if isinstance(error, BaseExceptionGroup):  # asyncio tried several addresses
            return all(map(_is_refused, error.exceptions))
        error = error.__cause__ or error.__context__
    return False


def _server(request: httpx2.Request) -> str:
    """Return the scheme, host and port of a request."""
    return f"{request.url.scheme}://{request.url.netloc.decode('ascii')}"


def _without_secrets(error: httpx2.HTTPError, request: httpx2.Request) -> httpx2.HTTPError:
    """Return an error like the original one, which can repeat bytes of the server in its text, its request and its own cause."""
    kind = type(error) if isinstance(error, httpx2.TransportError) else httpx2.TransportError
    return kind(_text(error, request))


def _text(error: httpx2.HTTPError, request: httpx2.Request) -> str:
    """Return the text of an error, without secrets, without control characters, and without a header that h11 rejects."""
    text = str(error)
    if isinstance(error, httpx2.LocalProtocolError):
        text = _QUOTED_BYTES.sub("b'********'", text)
    return printable(redact(text, request))


def raise_for_status(response: httpx2.Response, classes: Mapping[int, type[APIStatusError]]) -> None:
    """Raise the error class of the status if it is not 2xx.

    A status without a class of its own raises ServerError from 500 on, and APIStatusError below.
    """
    status = response.status_code
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        similar = ServerError if status >= HTTPStatus.INTERNAL_SERVER_ERROR else APIStatusError
        raise classes.get(status, similar)(response)


def decode(operation: Operation[ResultT], response: httpx2.Response) -> ResultT:
    """Return the decoded body. Raise APIResponseValidationError if it does not match the OpenAPI document."""
    reason: str | None = response.extensions.get(UNREADABLE)
    if reason is None or operation.decode is no_body:
        try:
            return operation.decode(response.content)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            reason = str(error)
    raise APIResponseValidationError(
        response, reason
    )  # not in the handler above: its error can repeat bytes of the server
