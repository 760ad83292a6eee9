"""Every error that the client raises, apart from the generated class of each documented status."""

from __future__ import annotations

import httpx2

from .problem import Problem, ProblemDetails, read_problem, retry_after_seconds
from .redact import redact, redact_body


class AdminError(Exception):
    """The base of every error of this library."""


class ConfigurationError(AdminError, ValueError):
    """The client cannot be set up: the API key or the base URL is missing or not usable. Nothing was sent."""


class ClientClosedError(AdminError, RuntimeError):
    """The client, or the one that it is a variant of, was closed before; nothing was sent."""


class PagingError(AdminError):
    """The server's link to the next page cannot be followed: it leads elsewhere, or back to a page that was read."""


class AdminConnectionError(AdminError):
    """No complete answer arrived.

    Attributes:
        reason: What happened.
        method: The HTTP method of the request.
        url: Its URL, without the query, which may hold secrets.
        sent: False if nothing of the request was sent; True if the server may have carried it out.

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
    """The server took longer than the timeout to connect, to take the request, or to go on with the answer."""


class ApiError(AdminError):
    """The server answered with an error. A documented status has a class of its own, see ``apivideo_admin.errors``.

    Attributes:
        status: The HTTP status code.
        title: What kind of problem it is; the status' own phrase if the answer holds no problem details.
        detail: What exactly is wrong, or None.
        type: A link to the documentation of this kind of problem, or None.
        name: The first parameter or property at fault, or None.
        constraint: The rule that it breaks, or None.
        problems: Every parameter or property at fault; empty if the answer lists none.
        method: The HTTP method of the request.
        url: Its URL, without the query, which may hold secrets.
        request_id: The server's id of the request, or None.
        retry_after: Seconds that the server asks to wait, or None.
        response: The answer itself.

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
            text += f"; the answer holds no problem details, but {len(self.response.content)} bytes ({kind})"
        if self.request_id:
            text += f"; request id {self.request_id}"
        return text

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (_without_secrets(self.response),)


class InvalidResponseError(ApiError):
    """The server answered with success, but the body is not what the document says: HTML, empty, cut off, or another shape.

    Attributes:
        reason: What is wrong with the body, and where.

    """

    def __init__(self, response: httpx2.Response, reason: str) -> None:
        super().__init__(response)
        self.reason = redact(reason, response.request)

    def __str__(self) -> str:
        kind = self.response.headers.get("Content-Type", "no content type")
        body = f"the body ({kind}, {len(self.response.content)} bytes)"
        return f"{self.status} from {self.method} {self.url}, but {body} cannot be read: {self.reason}"

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (_without_secrets(self.response), self.reason)


def without_query(url: httpx2.URL) -> str:
    """Give the URL as it may be shown: a query may hold secrets."""
    return str(url.copy_with(query=None, fragment=None))


def _rebuild_connection_error(
    kind: type[AdminConnectionError],
    reason: str,
    method: str,
    url: str,
    sent: bool,  # noqa: FBT001 (as pickle passes it)
) -> AdminConnectionError:
    return kind(reason, method=method, url=url, sent=sent)


def _without_secrets(response: httpx2.Response) -> httpx2.Response:
    """Copy an answer so that it can leave the process: its request has no credentials, and no query.

    The content is decoded already, so the headers that tell how it was encoded go.
    """
    headers = [
        (name, redact(value, response.request))
        for name, value in response.headers.multi_items()
        if name not in ("content-encoding", "content-length", "transfer-encoding")
    ]
    content = redact_body(response.content, response.request)
    request = httpx2.Request(response.request.method, without_query(response.request.url))
    return httpx2.Response(response.status_code, headers=headers, content=content, request=request)
