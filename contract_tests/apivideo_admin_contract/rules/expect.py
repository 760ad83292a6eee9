"""Assertions about responses. Each raises Violation: what was expected, what the response contains, and where they first differ."""

from __future__ import annotations

import json
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import httpx2

from apivideo_admin_contract.rules.rule import Rule
from apivideo_admin_contract.rules.verdict import Difference, Violation


class _Assertions(threading.local):
    """The number of assertions of a thread so far: several threads can run checks."""

    made = 0


_ASSERTIONS: Final = _Assertions()


def count_assertion() -> None:
    """Count an assertion that another library makes."""
    _ASSERTIONS.made += 1


def assertions() -> int:
    """Return the number of assertions of this thread so far: a check that makes none has checked nothing."""
    return _ASSERTIONS.made


#: Messages cut longer values, in characters. The transcript contains them whole.
_MOST: Final = 300


@contextmanager
def named(rule: Rule) -> Iterator[None]:
    """Raise a violation that names no rule as one of this rule, in place of that of the check."""
    try:
        yield
    except Violation as violation:
        raise Violation(violation.message, violation.rule or rule, violation.difference) from None


def equal(actual: object, expected: object, what: str) -> None:
    """Check a value. ``what`` names it in the message, for example "the items of the page"."""
    count_assertion()
    found = Difference(actual, expected)
    if type(actual) is not type(expected) and not _are_numbers(actual, expected):
        raise Violation(f"{what}: expected {shown(expected)}, got {shown(actual)}", difference=found)
    if actual != expected:
        raise Violation(f"{what}: {difference(actual, expected)}", difference=found)


def holds(condition: object, message: str) -> None:
    """Check a condition. ``message`` says what was expected, and what the response contains."""
    count_assertion()
    if not condition:
        raise Violation(message)


def status(response: httpx2.Response, expected: int | Collection[int], what: str = "the response") -> None:
    """Check that the status is a code, or one of several."""
    count_assertion()
    codes = {expected} if isinstance(expected, int) else set(expected)
    if response.status_code not in codes:
        wanted = " or ".join(str(code) for code in sorted(codes))
        message = f"{what}: expected status {wanted}, got {response.status_code}: {shown(response.text)}"
        raise Violation(message, difference=Difference(response.status_code, sorted(codes), is_status=True))


def body(response: httpx2.Response, expected: int | Collection[int] = 200, what: str = "the response") -> Any:
    """Check the status and that the content is JSON, and return its value."""
    status(response, expected, what)
    try:
        return response.json()
    except ValueError:
        raise Violation(f"{what}: expected JSON, got {shown(response.text)}") from None


def problem(
    response: httpx2.Response, code: int, title: str | None = None, kind: str | None = None, what: str = "the response"
) -> dict[str, Any]:
    """Check problem details: their status, title, and the end of ``type``, ``kind`` (openapi/README.md, Errors). Return them."""
    found = body(response, code, what)
    media_type = response.headers.get("Content-Type", "none").partition(";")[0].strip().lower()
    equal(media_type, "application/problem+json", f"{what}: the media type")
    holds(isinstance(found, dict), f"{what}: expected problem details, a JSON object, got {shown(found)}")
    equal(found.get("status"), code, f"{what}: `status` in the body")
    if title is not None:
        equal(found.get("title"), title, f"{what}: `title`")
    if kind is not None:
        holds(
            str(found.get("type")).endswith(kind),
            f"{what}: expected a `type` that ends with {kind}, got {shown(found.get('type'))}",
        )
    result: dict[str, Any] = found
    return result


def shown(value: object) -> str:
    """Return a value as text for a message: JSON, cut to 300 characters."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=repr)
    return text if len(text) <= _MOST else f"{text[:_MOST]}… ({len(text)} characters)"


def difference(actual: Any, expected: Any, at: str = "") -> str:
    """Describe the first difference of two JSON values. ``at`` is the path to them, for example ``items[3]``."""
    where = f"at {at}: " if at else ""
    match actual, expected:
        case Mapping(), Mapping():
            for name in [*expected, *(one for one in actual if one not in expected)]:
                inner = f"{at}.{name}" if at else str(name)
                if name not in actual:
                    return f"at {inner}: expected {shown(expected[name])}, but it is missing"
                if name not in expected:
                    return f"at {inner}: unexpected {shown(actual[name])}"
                if actual[name] != expected[name]:
                    return difference(actual[name], expected[name], inner)
        case list(), list():
            for index, (one, other) in enumerate(zip(actual, expected, strict=False)):
                if one != other:
                    return f"{difference(one, other, f'{at}[{index}]')} ({_lengths(actual, expected)})"
            return f"{where}expected {len(expected)} items, got {len(actual)}"
    return f"{where}expected {shown(expected)}, got {shown(actual)}"


def _lengths(actual: list[Any], expected: list[Any]) -> str:
    if len(actual) == len(expected):
        return f"of {len(actual)} items"
    return f"expected {len(expected)} items, got {len(actual)}"


def _are_numbers(actual: object, expected: object) -> bool:
    return all(isinstance(one, int | float) and not isinstance(one, bool) for one in (actual, expected))
