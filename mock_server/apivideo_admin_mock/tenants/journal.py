"""Show recorded requests as JSON, without secrets."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any
from urllib.parse import parse_qsl, quote

from apivideo_admin_mock.backends.entry import Entry
from apivideo_admin_mock.tenants.clock import rfc3339

MASK = "***"


def as_json(entry: Entry, secrets: Collection[str]) -> dict[str, Any]:
    """Return an entry as JSON, with the values of secret parameters and properties masked."""
    return {
        "number": entry.number,
        "at": rfc3339(entry.at),
        "method": entry.method,
        "path": entry.path,
        "query": _masked_query(entry.query, secrets),
        "operation_id": entry.operation_id,
        "status": entry.status,
        "request": _masked_body(entry.request_body, secrets),
        "response": _masked_body(entry.response_body, secrets),
    }


def _masked_query(query: str, secrets: Collection[str]) -> str:
    pairs = parse_qsl(query, keep_blank_values=True, errors="replace")
    if not any(name in secrets for name, _ in pairs):
        return query
    return "&".join(f"{quote(name)}={MASK if name in secrets else quote(value)}" for name, value in pairs)


def _masked_body(body: bytes, secrets: Collection[str]) -> Any:
    """Return a body as masked JSON. Return only the length of any other body, which could contain a secret anywhere."""
    if not body:
        return None
    try:
        return _masked(json.loads(body), secrets)
    except (ValueError, RecursionError):
        return f"{len(body)} bytes that are not JSON"


def _masked(value: Any, secrets: Collection[str]) -> Any:
    if isinstance(value, dict):
        return {name: MASK if name in secrets else _masked(child, secrets) for name, child in value.items()}
    if isinstance(value, list):
        return [_masked(child, secrets) for child in value]
    return _masked_text(value, secrets) if isinstance(value, str) else value


def _masked_text(text: str, secrets: Collection[str]) -> str:
    """Return a text with lone surrogates replaced (they cannot be encoded) and the secrets in the query of a link masked."""
    path, mark, query = text.encode("utf-8", "replace").decode().partition("?")
    return path + mark + _masked_query(query, secrets)
