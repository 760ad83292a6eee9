"""Problems of requests as values, and their JSON (openapi/README.md, Errors; RFC 9457)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

import msgspec

from apivideo_admin_mock.spec.problems import Kind, ProblemType


@dataclass(frozen=True, slots=True)
class Violation:
    """An invalid parameter or property: its name, what is wrong, and the rule that it violates."""

    kind: Kind
    name: str
    detail: str
    constraint: str


#: The number of violations that a response lists.
MAX_VIOLATIONS: Final = 100


class Violations(tuple[Violation, ...]):  # noqa: SLOT001 - the slots of a tuple must be empty
    """The first violations of a request, at most `MAX_VIOLATIONS`. ``total`` is the number of all."""

    total: int

    def __new__(cls, found: Iterable[Violation] = (), total: int | None = None) -> Self:
        """Keep the first violations. ``total`` is their number, if it is not greater."""
        kept = tuple(found)
        self = super().__new__(cls, kept[:MAX_VIOLATIONS])
        self.total = len(kept) if total is None else total
        return self

    @classmethod
    def join(cls, *groups: Violations) -> Self:
        """Return the violations of several parts of a request."""
        return cls((one for group in groups for one in group), sum(group.total for group in groups))


_NONE: Final = Violations()


@dataclass(frozen=True, slots=True)
class Problem:
    """The reason for an error response. A 400 can have ``violations``, a 405 or 429 has ``headers``."""

    kind: Kind
    violations: Violations = _NONE
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

    def _violations(self, violations: Violations) -> dict[str, Any]:
        first, total = violations[0], violations.total
        extra: dict[str, Any] = {} if total == 1 else {"title": self._types[Kind.INVALID_ATTRIBUTES].title}
        more = total - len(violations)
        return extra | {
            "name": first.name,
            "detail": f"{first.detail} {more} more problems are not listed." if more else first.detail,
            "constraint": first.constraint,
            "total_problems": total,
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


def bad_request(*groups: Violations) -> Problem:
    """Return the problem for the violations of several parts of a request. Its kind is that of the first one."""
    violations = Violations.join(*groups)
    return Problem(violations[0].kind, violations)
