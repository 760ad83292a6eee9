"""What checks say of answers. Each raises Broken with what was expected, what was seen, and where they differ first."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any, Final

import httpx2

from apivideo_admin_contract.rules.verdict import Difference, Violation

#: Longer values are cut in messages; the transcript has them whole.
_MOST: Final = 300


def equal(seen: object, expected: object, what: str) -> None:
    """Expect a value; ``what`` names it, as in "the items of the page"."""
    found = Difference(seen, expected)
    if type(seen) is not type(expected) and not _are_numbers(seen, expected):
        raise Violation(f"{what}: expected {shown(expected)}, got {shown(seen)}", difference=found)
    if seen != expected:
        raise Violation(f"{what}: {difference(seen, expected)}", difference=found)


def holds(condition: object, message: str) -> None:
    """Expect that something is so; ``message`` says what should have been, and what was."""
    if not condition:
        raise Violation(message)


def status(response: httpx2.Response, expected: int | Collection[int], what: str = "the answer") -> None:
    """Expect a status code, or one of some."""
    codes = {expected} if isinstance(expected, int) else set(expected)
    if response.status_code not in codes:
        wanted = " or ".join(str(code) for code in sorted(codes))
        message = f"{what}: expected status {wanted}, got {response.status_code}: {shown(response.text)}"
        raise Violation(message, difference=Difference(response.status_code, sorted(codes), is_status=True))


def body(response: httpx2.Response, expected: int | Collection[int] = 200, what: str = "the answer") -> Any:
    """Expect a status code and JSON, and give what the JSON says."""
    status(response, expected, what)
    try:
        return response.json()
    except ValueError:
        raise Violation(f"{what}: expected JSON, got {shown(response.text)}") from None


def problem(
    response: httpx2.Response, code: int, title: str | None = None, kind: str | None = None, what: str = "the answer"
) -> dict[str, Any]:
    """Expect problem details with this status and title, whose ``type`` ends with ``kind`` (facts document, Errors)."""
    found = body(response, code, what)
    media_type = response.headers.get("Content-Type", "none").partition(";")[0].strip().lower()
    equal(media_type, "application/problem+json", f"{what}: the media type")
    holds(isinstance(found, dict), f"{what}: expected a problem, got {shown(found)}")
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
    """Write a value for a message."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=repr)
    return text if len(text) <= _MOST else f"{text[:_MOST]}… ({len(text)} characters)"


def difference(seen: Any, expected: Any, at: str = "") -> str:
    """Tell where two values differ first."""
    fixture = f"at {at}: " if at else ""
    match seen, expected:
        case Mapping(), Mapping():
            for name in [*expected, *(one for one in seen if one not in expected)]:
                where = f"{at}.{name}" if at else str(name)
                if name not in seen:
                    return f"at {where}: expected {shown(expected[name])}, but it is missing"
                if name not in expected:
                    return f"at {where}: unexpected {shown(seen[name])}"
                if seen[name] != expected[name]:
                    return difference(seen[name], expected[name], where)
        case list(), list():
            for index, (one, other) in enumerate(zip(seen, expected, strict=False)):
                if one != other:
                    return f"{difference(one, other, f'{at}[{index}]')} ({_lengths(seen, expected)})"
            return f"{fixture}expected {len(expected)} items, got {len(seen)}"
    return f"{fixture}expected {shown(expected)}, got {shown(seen)}"


def _lengths(seen: list[Any], expected: list[Any]) -> str:
    if len(seen) == len(expected):
        return f"of {len(seen)} items"
    return f"expected {len(expected)} items, got {len(seen)}"


def _are_numbers(seen: object, expected: object) -> bool:
    return all(isinstance(one, int | float) and not isinstance(one, bool) for one in (seen, expected))
