"""Encode the query of an operation: lists are repeated, or separated by commas (OpenAPI 3.1, style values)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_plus, unquote_plus

from apivideo_admin_contract.document.document import Operation
from apivideo_admin_contract.values.samples import query_text


def encode_query(operation: Operation, query: Mapping[str, Any]) -> str:
    """Return a query as it is sent. A list without values is left out."""
    return "&".join(pair for name, value in query.items() for pair in _pairs(operation, name, value))


def decode_query(operation: Operation, query: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return the parameters of a query in their order, each with its texts: several only for a list."""
    found: list[tuple[str, tuple[str, ...]]] = []
    for part in filter(None, query.split("&")):
        name, _, text = part.partition("=")
        parameter = operation.parameters.get(unquote_plus(name))
        texts = text.split(",") if parameter and parameter.is_list and parameter.commas else [text]
        found.append((unquote_plus(name), tuple(map(unquote_plus, texts))))
    return found


def _pairs(operation: Operation, name: str, value: Any) -> list[str]:
    if not isinstance(value, list):
        return [f"{quote_plus(name)}={quote_plus(query_text(value))}"]
    parameter, texts = operation.parameters.get(name), [quote_plus(query_text(one)) for one in value]
    if parameter and parameter.commas:
        return [f"{quote_plus(name)}={','.join(texts)}"] if texts else []
    return [f"{quote_plus(name)}={text}" for text in texts]
