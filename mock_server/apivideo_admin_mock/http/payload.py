"""Parse the JSON payload of a request, strictly (RFC 8259)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn

from apivideo_admin_mock.http.messages import MAX_BODY_BYTES, Request
from apivideo_admin_mock.http.problems import Problem, bad_request
from apivideo_admin_mock.http.validation import Validator
from apivideo_admin_mock.shorten import shorten
from apivideo_admin_mock.spec.problems import Kind

_MAX_EXACT_INTEGER = 2**53
# The number of characters of a wrong media type that a response repeats.
_MAX_SHOWN_MEDIA_TYPE = 60
# Payloads of the API have a few levels. The validator fails at about 250.
_MAX_DEPTH = 100
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


class PayloadReader:
    """Parses and validates the payload of one operation."""

    def __init__(self, validator: Validator) -> None:
        self._validator = validator

    def read(self, request: Request) -> Mapping[str, Any] | Problem:
        """Return the payload, or a problem: a 413, a 415, or a 400 that lists every violation."""
        if request.oversize:
            return Problem(Kind.CONTENT_TOO_LARGE, detail=f"Send at most {MAX_BODY_BYTES} bytes.")
        problem = _check_media_type(request) if request.body else None
        if problem is not None:
            return problem
        if not request.body.strip():
            return _invalid("The request has no payload; send a JSON object.")
        payload = parse(request.body)
        if isinstance(payload, Problem):
            return payload
        if not isinstance(payload, dict):
            return _invalid("The payload must be a JSON object.")
        violations = self._validator.violations(payload)
        return bad_request(violations) if violations else payload


def _check_media_type(request: Request) -> Problem | None:
    """Return a 415 if the payload is encoded, or not JSON."""
    coding = request.content_encoding
    if coding not in {None, "", "identity"}:
        return Problem(
            Kind.UNSUPPORTED_MEDIA_TYPE,
            detail=f"The payload was sent with the Content-Encoding {str(coding)[:_MAX_SHOWN_MEDIA_TYPE]}; send it without one.",
            headers=(("Accept-Encoding", "identity"),),  # RFC 9110, section 15.5.16
        )
    media_type = _media_type(request.content_type)
    if media_type == "application/json":
        return None
    declared = f"as {media_type[:_MAX_SHOWN_MEDIA_TYPE]}" if media_type else "without a Content-Type"
    return Problem(Kind.UNSUPPORTED_MEDIA_TYPE, detail=f"The payload was sent {declared}; send it as application/json.")


def parse(body: bytes) -> Any | Problem:
    """Parse JSON. Duplicate keys, NaN, infinities, lone surrogates and invalid UTF-8 are problems."""
    try:
        value = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_constant=_no_constant,
            parse_float=_finite,
        )
        # A value has at most as many levels as opening brackets.
        if body.count(b"[") + body.count(b"{") > _MAX_DEPTH and _depth(value) > _MAX_DEPTH:
            raise RecursionError  # noqa: TRY301 - the parser raises the same for still deeper nesting
        if _SURROGATE.search(body):
            # JSON can escape a lone surrogate, but UTF-8 cannot encode it in the response.
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeDecodeError:
        return _invalid("The payload is not UTF-8.")
    except UnicodeEncodeError:
        return _invalid("The payload contains a lone surrogate, which is not a character.")
    except RecursionError:
        return _invalid(f"The payload is nested too deeply, in more than {_MAX_DEPTH} levels.")
    except json.JSONDecodeError as error:
        return _invalid(f"The payload is not JSON: {error.msg} at line {error.lineno}, column {error.colno}.")
    except ValueError as error:
        return _invalid(f"The payload is not JSON: {error}.")
    return value


def _depth(value: Any) -> int:
    """Return the depth of nested lists and objects, up to the maximum plus one. It does not recurse."""
    depth, level = 0, [value]
    while depth <= _MAX_DEPTH and (level := [node for node in level if isinstance(node, dict | list) and node]):
        depth += 1
        level = [child for node in level for child in (node.values() if isinstance(node, dict) else node)]
    return depth


def _media_type(content_type: str | None) -> str:
    return (content_type or "").partition(";")[0].strip().lower()


def _invalid(detail: str) -> Problem:
    return Problem(Kind.INVALID_PAYLOAD, detail=detail)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        seen: set[str] = set()
        duplicate = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value] # the idiom
        raise ValueError(f"duplicate key {shorten(duplicate)!r} in one object")
    return result


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _finite(text: str) -> float:
    """Parse a number with a fraction or exponent. Return an int if it is integral (JSON Schema Core, section 4.2.3)."""
    value = float(text)
    if value in {float("inf"), float("-inf")}:
        raise ValueError(f"the number {text[:20]} is too large")
    return int(value) if value.is_integer() and abs(value) <= _MAX_EXACT_INTEGER else value
