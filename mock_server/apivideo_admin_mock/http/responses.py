"""Write the outcome of an operation as an HTTP response."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from apivideo_admin_mock.faults import StatusEffect
from apivideo_admin_mock.http.messages import REASONS, REQUEST_ID, Response
from apivideo_admin_mock.http.problems import Problem, ProblemCatalogue
from apivideo_admin_mock.http.rate_limit import Allowance
from apivideo_admin_mock.http.routing import Options
from apivideo_admin_mock.spec import Api, Operation
from apivideo_admin_mock.spec.security import challenge

_JSON: Final = ("Content-Type", "application/json")
_PROBLEM_JSON: Final = ("Content-Type", "application/problem+json")
_CREATED: Final = 201
_UNAUTHORIZED: Final = 401
_NOT_ALLOWED: Final = 405
_TOO_MANY: Final = 429

#: The header of a response to a deprecated operation, or to a request with a deprecated parameter or property (RFC 9745). Its value is a date,
#: which the document does not have: the first one means that it is deprecated already.
DEPRECATION: Final = ("Deprecation", "@0")

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class UndocumentedProblem:
    """An error that the document may not define: the status of an injected fault, or an error of the mock itself."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Created:
    """The JSON of a resource that a put created. Of one that it replaced, the status is another."""

    content: Any


class ResponseWriter:
    """Writes the responses of one document, with the rate limit headers (openapi/README.md, Rate limit)."""

    def __init__(self, api: Api) -> None:
        self._problems = ProblemCatalogue(api.problems)
        self._kinds = {one.status: kind for kind, one in reversed(list(api.problems.items()))}
        self._challenge = ("WWW-Authenticate", challenge(api.schemes, api.realm))

    def write(
        self,
        operation: Operation | None,
        outcome: Any | Options | Problem | UndocumentedProblem,
        allowance: Allowance,
        request_id: str,
    ) -> Response:
        """Return the response for an outcome: JSON, None for no content, the methods of a path, or a problem."""
        headers = [
            ("X-RateLimit-Limit", str(allowance.limit)),
            ("X-RateLimit-Remaining", str(allowance.remaining)),
            ("X-RateLimit-Retry-After", str(allowance.reset)),
            (REQUEST_ID, request_id),
        ]
        if isinstance(outcome, UndocumentedProblem):
            headers += (_PROBLEM_JSON, *outcome.headers)
            return Response(outcome.status, headers, outcome.body, None, request_id)
        if isinstance(outcome, Problem):
            status = self._problems.status(outcome)
            headers += (_PROBLEM_JSON, *outcome.headers)
            if status == _UNAUTHORIZED:
                headers.append(self._challenge)
            return Response(status, headers, self._problems.body(outcome), None, request_id)
        if isinstance(outcome, Options):
            headers.append(("Allow", outcome.allow))
            return Response(204, headers, b"", None, request_id)
        status = operation.status if operation else 200
        if isinstance(outcome, Created):
            status, outcome = _CREATED, outcome.content
        if outcome is None:
            return Response(status, headers, b"", None, request_id)
        headers.append(_JSON)
        return Response(status, headers, encode(outcome), None, request_id)

    def write_status(
        self, effect: StatusEffect, allow: Iterable[str], allowance: Allowance, request_id: str
    ) -> Response:
        """Return the error of an injected fault: the document's problem with that status, or a generic one.

        It carries the headers of a real one. ``allow`` are the methods of the path without the one of the request, for a 405.
        """
        status, kind = effect.status, self._kinds.get(effect.status)
        body = problem_body(status) if kind is None else self._problems.body(Problem(kind))
        wait = effect.retry_after
        headers: tuple[tuple[str, str], ...] = ()
        if status == _UNAUTHORIZED:
            headers = (self._challenge,)
        if status == _NOT_ALLOWED:
            headers = (("Allow", ", ".join(allow)),)
        if status == _TOO_MANY:
            # A client that reads either header waits for the same time.
            wait = max(1, allowance.reset) if wait is None else wait
            allowance = allowance._replace(accepted=False, remaining=0, reset=wait)
        if wait is not None:
            headers += (("Retry-After", str(wait)),)
        return self.write(None, UndocumentedProblem(status, headers, body), allowance, request_id)


def problem_body(status: int, detail: str | None = None, title: str | None = None) -> bytes:
    """Return the JSON of a problem (RFC 9457) without a type. The default of its title is the reason phrase of the status."""
    content: dict[str, Any] = {"title": title or REASONS.get(status, "Error"), "status": status}
    return encode(content if detail is None else content | {"detail": detail})


def encode(value: Any) -> bytes:
    """Encode JSON. msgspec does not encode integers of more than 64 bits, the slower `json` does."""
    try:
        return _encode(value)
    except OverflowError:
        return json.dumps(value, ensure_ascii=False).encode()
