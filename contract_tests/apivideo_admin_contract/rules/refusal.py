"""What a refused request is answered with: a bad request with all its problems, or a problem of one kind (facts document, Errors)."""

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
    """Expect a bad request whose problems are those of these parameters or properties, and give it.

    ``kinds`` is what its ``type`` may end with, or of some names what the ``type`` ends with if they are the first. Of a name like ``events[0]`` or ``a.b`` only the first part counts.
    Raises Broken.
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
    _look_at_problems(problem, what)
    found = sorted({first_part(one["name"]) for one in problem["problems"]})
    expect.equal(found, sorted(set(names)), f"{what}: the names of `problems`")
    return problem


def first_part(name: str) -> str:
    """Give the property or parameter that a name of a problem begins with."""
    return re.split(r"[.\[]", name, maxsplit=1)[0]


def _look_at_problems(problem: Mapping[str, Any], what: str) -> None:
    """Expect what every bad request has that is of parameters or properties."""
    problems = problem.get("problems")
    if not isinstance(problems, list) or not problems:
        raise Violation(
            f"{what}: expected `problems`, a list of all of them, got {expect.shown(problems)}", BAD_REQUEST
        )
    for index, one in enumerate(problems):
        for part in _PARTS:
            if not isinstance(one.get(part), str) or not one[part]:
                raise Violation(f"{what}: problems[{index}] has no `{part}`: {expect.shown(one)}", BAD_REQUEST)
        _same(one["title"], _ONE, f"{what}: `title` of problems[{index}]")
    once = {expect.shown(one) for one in problems}
    _same(len(once), len(problems), f"{what}: how many of the {len(problems)} `problems` differ")
    _same(problem.get("total_problems"), len(problems), f"{what}: `total_problems`, with as many `problems`")
    _same(problem.get("title"), _ONE if len(problems) == 1 else _SEVERAL, f"{what}: `title`, of {len(problems)}")
    for part in ("name", "detail", "constraint"):
        _same(problem.get(part), problems[0][part], f"{what}: `{part}`, that of the first of `problems`")


def _same(seen: object, expected: object, what: str) -> None:
    if seen != expected or isinstance(seen, bool):
        raise Violation(f"{what}: expected {expect.shown(expected)}, got {expect.shown(seen)}", BAD_REQUEST)
