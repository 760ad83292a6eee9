"""Read and validate requests, as openapi/README.md describes: credentials, query parameters, payloads."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn
from urllib.parse import parse_qsl

_DOCS = "https://docs.api.video/reference/"
_MOST = 1024 * 1024
_LARGEST = 2**53 - 1


class ProblemError(Exception):
    """A problem as the response to a request."""

    def __init__(self, status: int, title: str, kind: str, **more: Any) -> None:
        super().__init__(title)
        self.status = status
        self.headers: dict[str, str] = {}
        self.body = {"type": _DOCS + kind, "title": title, "status": status, **more}


def read_key(header: str | None) -> str:
    """Return the admin API key of a request."""
    if header is None:
        raise _unauthorized('The "Authorization" header is missing.', "missing-authorization-header")
    scheme, _, text = header.partition(" ")
    try:
        key, colon, password = base64.b64decode(text.strip(" "), validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        key, colon, password = "", "", ""
    if scheme.lower() != "basic" or not key or not colon or password:
        raise _unauthorized('The "Authorization" header value is invalid.', "invalid-authorization-header-value")
    return key


def unknown_key() -> ProblemError:
    """Return the problem of a key that no account has."""
    return _unauthorized("The API key is invalid.", "invalid-api-key")


def _unauthorized(title: str, kind: str) -> ProblemError:
    problem = ProblemError(401, title, f"authentication-{kind}")
    problem.headers["WWW-Authenticate"] = 'Basic realm="admin.api.video"'
    return problem


Complaint = tuple[str, str, str, str]
"""The kind of a problem, the name of the parameter or property, the detail, and the constraint."""


def read_query(text: str, known: Mapping[str, Any]) -> tuple[dict[str, Any], list[Complaint]]:
    """Return the values of a query string, and what is wrong with it. ``known`` has the parameters, as in the document."""
    values: dict[str, Any] = {}
    wrong: list[Complaint] = []
    for name, value in parse_qsl(text, keep_blank_values=True):
        if name not in known:
            wrong.append(("invalid-query-parameter", name, f"`{name}` is not a parameter.", "known parameters"))
        elif name in values:
            wrong.append(("invalid-query-parameter", name, f"`{name}` is repeated.", "at most once"))
        elif (complaint := _wrong_parameter(value, known[name])) is not None:
            wrong.append(("invalid-query-parameter", name, f"`{name}` {complaint}.", complaint))
            values[name] = None
        else:
            values[name] = int(value) if known[name]["type"] == "integer" else value
    names = {name for _, name, _, _ in wrong} | {*values}
    missing = [name for name, one in known.items() if one.get("required") and name not in names]
    return values, wrong + [_missing(name) for name in missing]


def _wrong_parameter(value: str, schema: Mapping[str, Any]) -> str | None:
    if "enum" in schema:
        return None if value in schema["enum"] else f"must be one of {', '.join(schema['enum'])}"
    if schema["type"] == "integer":
        if not re.fullmatch(r"-?(0|[1-9][0-9]*)", value, re.ASCII) or len(value) > 20:
            return "must be an integer"
        if not 1 <= int(value) <= schema.get("maximum", _LARGEST):
            return f"must be from 1 to {schema.get('maximum', _LARGEST)}"
    return None


def read_payload(content: bytes, media_type: str | None, known: Mapping[str, Any]) -> tuple[Any, list[Complaint]]:
    """Return the JSON object of a request, and what is wrong with it."""
    if len(content) > _MOST:
        raise ProblemError(413, "The payload is too large.", "content-too-large")
    if content and (media_type or "").partition(";")[0].strip().lower() != "application/json":
        raise ProblemError(415, "The media type of the payload is not supported.", "unsupported-media-type")
    try:
        payload = json.loads(content.decode("utf-8"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        payload = None
    if not isinstance(payload, dict):
        raise ProblemError(400, "The payload is invalid.", "invalid-payload", detail="Send a JSON object.")
    return payload, list(_wrong_properties(payload, known))


def _wrong_properties(payload: Mapping[str, Any], known: Mapping[str, Any]) -> Iterator[Complaint]:
    for name, value in payload.items():
        schema = known.get(name)
        if schema is None:
            yield "invalid-attribute", name, f"`{name}` is not a property.", "known properties"
        elif not isinstance(value, str):
            yield "invalid-attribute", name, f"`{name}` must be a string.", "type: string"
        elif "enum" in schema and value not in schema["enum"]:
            yield "invalid-attribute", name, f"`{name}` is not allowed.", f"enum: {', '.join(schema['enum'])}"
    yield from (_missing(name) for name, one in known.items() if one.get("required") and name not in payload)


def _missing(name: str) -> Complaint:
    return "attribute-required", name, f"`{name}` is required.", "required"


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def bad_request(wrong: list[Complaint]) -> ProblemError:
    """Return the problem of a request with these complaints."""
    one = "An attribute is invalid."
    listed = [
        {"name": name, "title": one, "detail": detail, "constraint": constraint}
        for _, name, detail, constraint in wrong
    ]
    kind, name, detail, constraint = wrong[0]
    return ProblemError(
        400,
        one if len(wrong) == 1 else "Invalid attributes.",
        kind,
        name=name,
        detail=detail,
        constraint=constraint,
        total_problems=len(wrong),
        problems=listed,
    )
