"""The errors that the client raises, except the generated class of each documented status."""

from __future__ import annotations

import httpx2

from .problem import Problem, ProblemDetails, read_problem, retry_after_seconds
from .redact import redact, redact_body


class AdminError(Exception):
    """The base class of every error of this library."""


class ConfigurationError(AdminError, ValueError):
    """An argument of the client or of a call is missing or invalid, for example the API key. Nothing was sent."""


class ClientClosedError(AdminError, RuntimeError):
    """The client, or the client that it is a variant of, is closed. Nothing was sent."""


class PagingError(AdminError):
    """The link to the next page was not followed: it points to another server or to a page already read."""


class AdminConnectionError(AdminError):
    """No complete response arrived.

    Attributes:
        reason: The cause.
        method: The HTTP method of the request.
        url: The URL of the request, without the query, which may contain secrets.
        sent: False if no part of the request was sent; True if the server may have executed it.

    """

    def __init__(self, reason: str, *, method: str, url: str, sent: bool) -> None:
        super().__init__(f"{method} {url}: {reason}")
        self.reason = reason
        self.method = method
        self.url = url
        self.sent = sent

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild_connection_error, (type(self), self.reason, self.method, self.url, self.sent)


class AdminTimeoutError(AdminConnectionError):
    """Connecting, sending the request, or waiting for the next bytes of the response exceeded the timeout."""


class ApiError(AdminError):
    """The server returned an error status. Each documented status has its own subclass in ``apivideo_admin.errors``.

    Attributes:
        status: The HTTP status code.
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
        response: The HTTP response.

    """

    def __init__(self, response: httpx2.Response) -> None:
        request = response.request
        problem = read_problem(redact_body(response.content, request))
        self.response = response
        self.status = response.status_code
        self.title = (problem and problem.title) or response.reason_phrase or "Unknown status"
        details = problem or ProblemDetails()
        self.detail = details.detail
        self.type = details.type
        self.name = details.name
        self.constraint = details.constraint
        self.problems: tuple[Problem, ...] = details.problems
        self.method = request.method
        self.url = without_query(request.url)
        self.request_id = response.headers.get("X-Request-Id")
        self.retry_after = retry_after_seconds(self.status, response.headers)
        super().__init__(redact(self._message(readable=problem is not None), request))

    def _message(self, *, readable: bool) -> str:
        text = f"{self.status} {self.title.rstrip('.')} ({self.method} {self.url})"
        details = [problem.detail for problem in self.problems if problem.detail] or [self.detail or ""]
        text += "".join(f"; {detail}" for detail in details if detail)
        if not readable:
            kind = self.response.headers.get("Content-Type", "no content type")
            text += f"; the response has no problem details, only {len(self.response.content)} bytes ({kind})"
        if self.request_id:
            text += f"; request id {self.request_id}"
        return text

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (_without_secrets(self.response),)


class InvalidResponseError(ApiError):
    """The status is a success, but the body does not match the OpenAPI document.

    The body is empty, truncated, HTML, or JSON of another shape, for example.

    Attributes:
        reason: What is wrong with the body, and where.

    """

    def __init__(self, response: httpx2.Response, reason: str) -> None:
        super().__init__(response)
        self.reason = redact(reason, response.request)

    def __str__(self) -> str:
        kind = self.response.headers.get("Content-Type", "no content type")
        body = f"the body ({kind}, {len(self.response.content)} bytes)"
        return f"{self.status} from {self.method} {self.url}, but {body} cannot be decoded: {self.reason}"

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (_without_secrets(self.response), self.reason)


def without_query(url: httpx2.URL) -> str:
    """Return the URL without its query and fragment, which may contain secrets."""
    return str(url.copy_with(query=None, fragment=None))


def _rebuild_connection_error(
    kind: type[AdminConnectionError],
    reason: str,
    method: str,
    url: str,
    sent: bool,  # noqa: FBT001 (pickle passes it by position)
) -> AdminConnectionError:
    return kind(reason, method=method, url=url, sent=sent)


def _without_secrets(response: httpx2.Response) -> httpx2.Response:
    """Return a copy of the response that can leave the process: its request has no credentials and no query.

    The content is already decompressed, so the headers that describe its encoding are removed.
    """
    headers = [
        (name, redact(value, response.request))
        for name, value in response.headers.multi_items()
        if name not in ("content-encoding", "content-length", "transfer-encoding")
    ]
    content = redact_body(response.content, response.request)
    request = httpx2.Request(response.request.method, without_query(response.request.url))
    return httpx2.Response(response.status_code, headers=headers, content=content, request=request)
