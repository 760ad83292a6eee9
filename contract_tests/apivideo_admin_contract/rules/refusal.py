"""Assertions about 400 responses, which list every problem of a request (openapi/README.md, Errors)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, Final

import httpx2

from apivideo_admin_contract.rules import expect
from apivideo_admin_contract.rules.http_rules import BAD_REQUEST
from apivideo_admin_contract.rules.verdict import Violation

INVALID_ATTRIBUTE: Final = "/reference/invalid-attribute"
ATTRIBUTE_REQUIRED: Final = "/reference/attribute-required"
INVALID_QUERY_PARAMETER: Final = "/reference/invalid-query-parameter"

_ONE: Final = "An attribute is invalid."
_SEVERAL: Final = "Invalid attributes."
_PARTS: Final = ("name", "title", "detail", "constraint")


def check_bad_request(
    response: httpx2.Response, names: Collection[str], kinds: str | Collection[str] | Mapping[str, str], what: str
) -> Mapping[str, Any]:
    """Check that a 400 lists a problem for exactly these parameters or properties, and return it. Raises Violation.

    ``kinds`` is the expected end of ``type``, or several accepted ones, or one for each name: the ``type`` is that of the first problem.
    Only the first part of a name like ``events[0]`` or ``a.b`` counts.
    """
    problem = expect.problem(response, 400, what=what)
    known = kinds if isinstance(kinds, Mapping) else {}
    ends = (kinds,) if isinstance(kinds, str) else tuple(known.values() or kinds)
    if (first := first_part(str(problem.get("name")))) in known:
        ends = (known[first],)
    expect.holds(
        str(problem.get("type")).endswith(ends),
        f"{what}: expected a `type` that ends with {' or '.join(ends)}, got {expect.shown(problem.get('type'))}",
    )
    _check_problems(problem, what)
    found = sorted({first_part(one["name"]) for one in problem["problems"]})
    expect.equal(found, sorted(set(names)), f"{what}: the names of `problems`")
    return problem


def first_part(name: str) -> str:
    """Return the property or parameter at the start of the name of a problem."""
    return re.split(r"[.\[]", name, maxsplit=1)[0]


def _check_problems(problem: Mapping[str, Any], what: str) -> None:
    """Check what every 400 about parameters or properties has in common. Raises Violation."""
    problems = problem.get("problems")
    if not isinstance(problems, list) or not problems:
        raise Violation(f"{what}: expected `problems`, a non-empty list, got {expect.shown(problems)}", BAD_REQUEST)
    for index, one in enumerate(problems):
        for part in _PARTS:
            if not isinstance(one.get(part), str) or not one[part]:
                raise Violation(
                    f"{what}: expected `{part}` in problems[{index}], a non-empty string, got {expect.shown(one)}",
                    BAD_REQUEST,
                )
        _same(one["title"], _ONE, f"{what}: `title` of problems[{index}]")
    once = {expect.shown(one) for one in problems}
    _same(len(once), len(problems), f"{what}: the number of distinct `problems`")
    _same(problem.get("total_problems"), len(problems), f"{what}: `total_problems`, the number of `problems`")
    _same(
        problem.get("title"), _ONE if len(problems) == 1 else _SEVERAL, f"{what}: `title` with {len(problems)} problems"
    )
    for part in ("name", "detail", "constraint"):
        _same(problem.get(part), problems[0][part], f"{what}: `{part}`, as in the first of `problems`")


def _same(actual: object, expected: object, what: str) -> None:
    if actual != expected or isinstance(actual, bool):
        raise Violation(f"{what}: expected {expect.shown(expected)}, got {expect.shown(actual)}", BAD_REQUEST)
