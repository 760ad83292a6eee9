"""Replace the references of a document by their targets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

#: The alternatives of a schema that allows null.
_NULLABLE: Final = 2


class UnsupportedError(Exception):
    """The document contains something that the suite does not support."""


def resolve(node: Any, document: Mapping[str, Any], above: tuple[str, ...] = ()) -> Any:
    """Return a node with every ``$ref`` replaced by its target. Raises UnsupportedError for a recursive one."""
    if isinstance(node, dict):
        if "$ref" in node:
            ref = node["$ref"]
            if ref in above:
                raise UnsupportedError(f"{ref} is recursive; the suite supports no recursive schemas")
            found: Any = document
            for token in ref.removeprefix("#/").split("/"):
                found = found[token.replace("~1", "/").replace("~0", "~")]
            merged = {**resolve(found, document, (*above, ref)), **node}
            return {key: value for key, value in merged.items() if key != "$ref"}
        return _with_null_as_type({key: resolve(value, document, above) for key, value in node.items()})
    if isinstance(node, list):
        return [resolve(value, document, above) for value in node]
    return node


def _with_null_as_type(schema: dict[str, Any]) -> dict[str, Any]:
    """Write `anyOf: [{type: string}, {type: "null"}]` as `type: [string, "null"]`, which means the same."""
    for keyword in ("anyOf", "oneOf"):
        branches = schema.get(keyword)
        if not isinstance(branches, list) or len(branches) != _NULLABLE:
            continue
        others = [one for one in branches if isinstance(one, dict) and one.get("type") != "null"]
        if len(others) == 1 and isinstance(kind := others[0].get("type"), str):
            beside = {key: value for key, value in schema.items() if key != keyword}
            values = {"enum": [*others[0]["enum"], None]} if "enum" in others[0] else {}
            values |= {"enum": [others[0]["const"], None]} if "const" in others[0] else {}
            only = {key: value for key, value in others[0].items() if key != "const"}
            return {**only, **beside, **values, "type": [kind, "null"]}
    return schema
