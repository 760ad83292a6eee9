"""Write the outcome of an operation as an HTTP response."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from apivideo_admin_mock.faults import StatusEffect
from apivideo_admin_mock.http.messages import REASONS, Response
from apivideo_admin_mock.http.problems import Problem, ProblemCatalogue
from apivideo_admin_mock.http.rate_limit import Allowance
from apivideo_admin_mock.http.routing import Options
from apivideo_admin_mock.spec import Api, Operation

_JSON: Final = ("Content-Type", "application/json")
_PROBLEM_JSON: Final = ("Content-Type", "application/problem+json")
_UNAUTHORIZED: Final = 401
_TOO_MANY: Final = 429

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class UndocumentedProblem:
    """An error that the document may not define: the status of an injected fault, or an error of the mock itself."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class ResponseWriter:
    """Writes the responses of one document, with the rate limit headers (openapi/README.md, Rate limit)."""

    def __init__(self, api: Api) -> None:
        self._problems = ProblemCatalogue(api.problems)
        self._kinds = {one.status: kind for kind, one in reversed(list(api.problems.items()))}
        self._challenge = ("WWW-Authenticate", f'Basic realm="{api.realm}"')

    def write(
        self, operation: Operation | None, outcome: Any | Options | Problem | UndocumentedProblem, allowance: Allowance
    ) -> Response:
        """Return the response for an outcome: JSON, None for no content, the methods of a path, or a problem."""
        headers = [
            ("X-RateLimit-Limit", str(allowance.limit)),
            ("X-RateLimit-Remaining", str(allowance.remaining)),
            ("X-RateLimit-Retry-After", str(allowance.reset)),
        ]
        if isinstance(outcome, UndocumentedProblem):
            headers += (_PROBLEM_JSON, *outcome.headers)
            return Response(outcome.status, headers, outcome.body)
        if isinstance(outcome, Problem):
            status = self._problems.status(outcome)
            headers += (_PROBLEM_JSON, *outcome.headers)
            if status == _UNAUTHORIZED:
                headers.append(self._challenge)
            return Response(status, headers, self._problems.body(outcome))
        if isinstance(outcome, Options):
            headers.append(("Allow", outcome.allow))
            return Response(204, headers)
        status = operation.status if operation else 200
        if outcome is None:
            return Response(status, headers)
        headers.append(_JSON)
        return Response(status, headers, encode(outcome))

    def problem_of_status(self, effect: StatusEffect) -> UndocumentedProblem:
        """Return the error of an injected fault: the document's problem with that status, or a generic one."""
        kind = self._kinds.get(effect.status)
        if kind is not None:
            body = self._problems.body(Problem(kind))
        else:
            body = encode({"title": REASONS.get(effect.status, "Error"), "status": effect.status})
        headers: tuple[tuple[str, str], ...] = ()
        if effect.status == _UNAUTHORIZED:
            headers = (self._challenge,)
        if effect.retry_after is not None or effect.status == _TOO_MANY:
            headers += (("Retry-After", str(1 if effect.retry_after is None else effect.retry_after)),)
        return UndocumentedProblem(effect.status, headers, body)


def encode(value: Any) -> bytes:
    """Encode JSON. msgspec does not encode integers of more than 64 bits, the slower `json` does."""
    try:
        return _encode(value)
    except OverflowError:
        return json.dumps(value, ensure_ascii=False).encode()
