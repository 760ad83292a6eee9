"""Writes outcomes as HTTP: status, headers, and JSON."""

from __future__ import annotations

import json
from typing import Any, Final

import msgspec

from apivideo_admin_mock.http import Response
from apivideo_admin_mock.problem import Problem, ProblemCatalogue
from apivideo_admin_mock.ratelimit import Allowance, RateLimit
from apivideo_admin_mock.routing import Options
from apivideo_admin_mock.spec import Api, Operation

_JSON: Final = ("Content-Type", "application/json")
_PROBLEM_JSON: Final = ("Content-Type", "application/problem+json")
_UNAUTHORIZED: Final = 401

_encode = msgspec.json.Encoder().encode


class ResponseWriter:
    """Writes the responses of one document; every one tells the rate limit (facts document)."""

    def __init__(self, api: Api, limit: RateLimit | None) -> None:
        self._problems = ProblemCatalogue(api.problems)
        self._challenge = ("WWW-Authenticate", f'Basic realm="{api.realm}"')
        self._limit = limit

    def write(self, operation: Operation | None, outcome: Any | Options | Problem, allowance: Allowance) -> Response:
        """Give the response of an operation's outcome: JSON, nothing, the methods of a path, or a problem."""
        headers = [
            ("X-RateLimit-Limit", str(self._limit.requests if self._limit else allowance.remaining)),
            ("X-RateLimit-Remaining", str(allowance.remaining)),
            ("X-RateLimit-Retry-After", str(allowance.reset)),
        ]
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


def encode(value: Any) -> bytes:
    """Write JSON. An integer of more than 64 bits takes the slower of two ways."""
    try:
        return _encode(value)
    except OverflowError:
        return json.dumps(value, ensure_ascii=False).encode()
