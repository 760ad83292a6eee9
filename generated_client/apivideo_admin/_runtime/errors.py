"""The errors that the client raises, except the generated class of each documented status."""

from __future__ import annotations

import httpx2

from .hidden import HiddenUrl
from .problem import Problem, ProblemDetails, read_problem, retry_after_seconds
from .redact import contains_secret, is_secret_header, printable, redact, redact_body

PACKAGE = "apivideo_admin"
"""The module that exports the errors, which tracebacks and pickles name."""

UNREADABLE = "apivideo_admin_unreadable"
"""The response extension with the reason why the body could not be read; see ``body``."""


REQUEST_ID = "X-Request-Id"
"""The response header with the server's id of the request."""


class AdminError(Exception):
    """The base class of every error of this library. Each class is printed under its public path, ``apivideo_admin.<name>``."""

    __module__ = PACKAGE

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.args, self.__dict__)


class ConfigurationError(AdminError, ValueError):
    """An argument of the client or of a call is missing or invalid, for example the API key. Nothing was sent."""

    __module__ = PACKAGE


class ClientClosedError(AdminError, RuntimeError):
    """The client, or the client that it is a variant of, is closed. Nothing was sent."""

    __module__ = PACKAGE


class PagingError(AdminError):
    """There is no next page, or its link was not followed: it points to another server or to a page already read."""

    __module__ = PACKAGE


class APIConnectionError(AdminError):
    """No complete response arrived.

    Attributes:
        reason: The cause.
        method: The HTTP method of the request.
        url: The URL of the request, without the query, which may contain secrets.
        sent: False if no part of the request was sent; True if the server may have executed it.

    """

    __module__ = PACKAGE

    def __init__(self, reason: str, *, method: str, url: str, sent: bool) -> None:
        super().__init__(f"{method} {url}: {reason}")
        self.reason = reason
        self.method = method
        self.url = url
        self.sent = sent


class APITimeoutError(APIConnectionError):
    """Connecting, sending the request, or waiting for the next bytes of the response exceeded the timeout."""

    __module__ = PACKAGE


class APIStatusError(AdminError):
    """The server returned an error status. Each documented status has its own subclass in ``apivideo_admin.errors``.

    Attributes:
        status_code: The HTTP status code.
        title: A summary of the problem; the reason phrase of the status if the response has no problem details.
        detail: What is wrong, or None.
        type: A link to the documentation of this type of problem, or None.
        name: The first invalid parameter or property, or None.
        constraint: The rule that it violates, or None.
        problems: Every invalid parameter or property; empty if the response lists none.
        method: The HTTP method of the request.
        url: The URL of the request, without the query, which may contain secrets.
        request_id: The server's id of the request, or None.
        retry_after: The seconds that the server asks to wait, or None.
        response: The HTTP response. Its request has no credentials and no query.

    ``method`` and ``url`` are empty if a test made the error with a response that has no request.

    """

    __module__ = PACKAGE

    def __init__(self, response: httpx2.Response) -> None:
        request = _request_of(response)
        self.response = response = _without_secrets(response, request)
        problem = read_problem(response.content)
        self.status_code = response.status_code
        self.title = (problem and problem.title) or response.reason_phrase or "Unknown status"
        details = problem or ProblemDetails()
        self.detail = details.detail
        self.type = details.type
        self.name = details.name
        self.constraint = details.constraint
        self.problems: tuple[Problem, ...] = details.problems
        self.method = "" if request is None else request.method
        self.url = "" if request is None else shown_url(request)
        self.request_id: str | None = response.headers.get(REQUEST_ID)
        self.retry_after = retry_after_seconds(self.status_code, response.headers)
        super().__init__(printable(redact(self._message(readable=problem is not None), request)))

    def _message(self, *, readable: bool) -> str:
        where = f" ({self.method} {self.url})" if self.method else ""
        text = f"{self.status_code} {self.title.rstrip('.')}{where}"
        details = [problem.detail for problem in self.problems if problem.detail] or [self.detail or ""]
        text += "".join(f"; {detail}" for detail in details if detail)
        unreadable = self.response.extensions.get(UNREADABLE)
        if unreadable:
            text += f"; the body cannot be read: {unreadable}"
        elif not readable:
            kind = self.response.headers.get("Content-Type", "no content type")
            text += f"; the response has no problem details, only {len(self.response.content)} bytes ({kind})"
        location = self.response.headers.get("Location")
        if self.response.is_redirect and location:
            text += f"; it redirects to {location.partition('?')[0]}, which is not followed: set base_url to the right server"
        if self.request_id:
            text += f"; request id {self.request_id}"
        return text


class ServerError(APIStatusError):
    """The server, or a gateway before it, failed: a status of 500 or more. The frequent ones have classes of their own."""

    __module__ = PACKAGE


class APIResponseValidationError(APIStatusError):
    """The status is a success, but the body does not match the OpenAPI document.

    The body is empty, truncated, HTML, or JSON of another shape, for example.

    Attributes:
        reason: What is wrong with the body, and where.

    """

    __module__ = PACKAGE

    def __init__(self, response: httpx2.Response, reason: str) -> None:
        super().__init__(response)
        self.reason = redact(reason, _request_of(response))

    def __str__(self) -> str:
        kind = self.response.headers.get("Content-Type", "no content type")
        body = f"the body ({kind}, {len(self.response.content)} bytes)"
        where = f" from {self.method} {self.url}" if self.method else ""
        return printable(f"{self.status_code}{where}, but {body} cannot be decoded: {self.reason}")


def shown_url(request: httpx2.Request) -> str:
    """Return the URL of a request without its query and fragment, and without a secret that the server put into a link."""
    return redact(without_query(request.url), request)


def without_query(url: httpx2.URL) -> str:
    """Return the URL without its query and fragment, which may contain secrets."""
    return str(url.copy_with(query=None, fragment=None))


def public_request(request: httpx2.Request) -> httpx2.Request:
    """Return a copy of the request that can leave the client: without credentials and without its query."""
    return httpx2.Request(request.method, shown_url(request))


def published(response: httpx2.Response) -> httpx2.Response:
    """Return the response with a request without credentials, and without a query that contains secrets."""
    request = response.request
    url = shown_url(request) if isinstance(request.url, HiddenUrl) else request.url
    headers = [(name, value) for name, value in request.headers.multi_items() if not is_secret_header(name)]
    response.request = httpx2.Request(request.method, url, headers=headers, stream=request.stream)
    return response


def _request_of(response: httpx2.Response) -> httpx2.Request | None:
    try:
        return response.request
    except RuntimeError:  # a response that a test made
        return None


def _rebuild(kind: type[AdminError], args: tuple[object, ...], state: dict[str, object]) -> AdminError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


def _without_secrets(response: httpx2.Response, request: httpx2.Request | None) -> httpx2.Response:
    """Return a copy of the response that can leave the process: it repeats no secret, and its request has none.

    The content is already decompressed, so the headers that describe its encoding are removed.
    """
    headers = [
        (name, redact(value.decode("latin-1"), request).encode("latin-1"))
        for name, value in response.headers.raw
        if name.lower() not in (b"content-encoding", b"content-length", b"transfer-encoding")
        and not contains_secret(name.decode("latin-1"), request)
    ]
    content = redact_body(response.content, request)
    public = None if request is None else public_request(request)
    copy = httpx2.Response(response.status_code, headers=headers, content=content, request=public)
    phrase = redact(response.reason_phrase, request)
    copy.extensions["reason_phrase"] = phrase.encode("ascii")
    if UNREADABLE in response.extensions:
        copy.extensions[UNREADABLE] = redact(response.extensions[UNREADABLE], request)
    return copy
