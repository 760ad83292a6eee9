"""Problems of requests as values, and their JSON (openapi/README.md, Errors; RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from apivideo_admin_mock.spec.problems import Kind, ProblemType


@dataclass(frozen=True, slots=True)
class Violation:
    """An invalid parameter or property: its name, what is wrong, and the rule that it violates."""

    kind: Kind
    name: str
    detail: str
    constraint: str


@dataclass(frozen=True, slots=True)
class Problem:
    """The reason for an error response. A 400 can have ``violations``, a 405 or 429 has ``headers``."""

    kind: Kind
    violations: tuple[Violation, ...] = ()
    detail: str | None = None
    headers: tuple[tuple[str, str], ...] = ()


class ProblemCatalogue:
    """Writes problems with the titles and types of the document."""

    def __init__(self, types: Mapping[Kind, ProblemType]) -> None:
        self._types = types

    def status(self, problem: Problem) -> int:
        """Return the HTTP status of a problem."""
        return self._types[problem.kind].status

    def body(self, problem: Problem) -> bytes:
        """Return the body of a problem, ``application/problem+json``."""
        kind = self._types[problem.kind]
        payload: dict[str, Any] = {} if kind.type is None else {"type": kind.type}
        payload |= {"title": kind.title, "status": kind.status}
        if problem.detail is not None:
            payload["detail"] = problem.detail
        if problem.violations:
            payload |= self._violations(problem.violations)
        return msgspec.json.encode(payload)

    def _violations(self, violations: tuple[Violation, ...]) -> dict[str, Any]:
        first = violations[0]
        extra: dict[str, Any] = {} if len(violations) == 1 else {"title": self._types[Kind.INVALID_ATTRIBUTES].title}
        return extra | {
            "name": first.name,
            "detail": first.detail,
            "constraint": first.constraint,
            "total_problems": len(violations),
            "problems": [
                {
                    "name": violation.name,
                    "title": self._types[violation.kind].title,
                    "detail": violation.detail,
                    "constraint": violation.constraint,
                }
                for violation in violations
            ],
        }


def bad_request(violations: tuple[Violation, ...]) -> Problem:
    """Return the problem for these violations. Its kind is that of the first one."""
    return Problem(violations[0].kind, violations)
