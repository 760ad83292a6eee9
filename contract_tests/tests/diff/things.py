"""The small document in which the edits of the corpus are made."""

from __future__ import annotations

import json
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from apivideo_admin_mock.spec import bundled_document

CORPUS = Path(__file__).parents[2] / "examples" / "spec_edits" / "corpus"
_SHARED = {
    "schemas": ("Count", "Link", "Pagination", "InvalidRequestProblem", "InvalidRequestProblemItem", "Problem"),
    "parameters": ("Page", "PageSize", "SortOrder"),
}
_ERRORS = {
    "400": "BadRequest",
    "401": "Unauthorized",
    "403": "Forbidden",
    "429": "TooManyRequests",
    "500": "ServerError",
}
_LIMITS = {
    "X-RateLimit-Limit": "RateLimitLimit",
    "X-RateLimit-Remaining": "RateLimitRemaining",
    "X-RateLimit-Retry-After": "RateLimitRetryAfter",
}


def things() -> dict[str, Any]:
    """Return a copy of the document, bundled."""
    return deepcopy(_things())


@cache
def _things() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((CORPUS / "things.yaml").read_text(encoding="utf-8"))
    for item in document["paths"].values():
        for operation in item.values():
            written = _ERRORS | operation["responses"]
            operation["responses"] = {status: response(short) for status, short in sorted(written.items())}
    components, shared = document["components"], bundled_document()["components"]
    for kind in ("headers", "responses"):
        components[kind] = shared[kind]
    for kind, names in _SHARED.items():
        components[kind] |= {name: shared[kind][name] for name in names}
    # Copied, because YAML anchors share one object between several parts.
    copied: dict[str, Any] = json.loads(json.dumps(document))
    return copied


def response(short: str | dict[str, Any]) -> dict[str, Any]:
    """Return a response in full. `things.yaml` contains the name of a component, or a description and the name of a schema."""
    if isinstance(short, str):
        return _ref("responses", short)
    headers = {name: _ref("headers", header) for name, header in _LIMITS.items()}
    found = {"description": short["description"], "headers": headers | short.get("headers", {})}
    if "schema" in short:
        found["content"] = {"application/json": {"schema": _ref("schemas", short["schema"])}}
    return found | {name: short[name] for name in ("links",) if name in short}


def _ref(kind: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/components/{kind}/{name}"}
