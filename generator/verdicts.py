"""Puts what a JSON Schema validator says against a part of a document into words that tell what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.suggest import suggest

_LONGEST = 200  # characters of a validator's message, which may quote a whole operation
_TYPES = ("string", "integer", "number", "boolean", "array", "object", "null")
# What people write who come from a programming language, or from YAML's own tags.
_OTHER_NAMES: Mapping[str, str] = {
    **dict.fromkeys(
        ("str", "text", "char", "varchar", "uuid", "date", "datetime", "date-time", "uri", "url"), "string"
    ),
    **dict.fromkeys(("int", "long", "short", "int32", "int64"), "integer"),
    **dict.fromkeys(("float", "double", "decimal"), "number"),
    **dict.fromkeys(("bool", "flag"), "boolean"),
    **dict.fromkeys(("list", "tuple", "set", "sequence"), "array"),
    **dict.fromkeys(("dict", "map", "mapping", "struct", "record"), "object"),
    **dict.fromkeys(("none", "nil", "void", "undefined"), "null"),
}
_FORMER_BOUNDS = frozenset({"exclusiveMinimum", "exclusiveMaximum"})


def shorten(message: str) -> str:
    """Cut a validator's message, which may go on for lines and quote a whole operation, to the line that tells."""
    line = message.partition("\n")[0].rstrip(".")
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def of_schema(error: Any) -> tuple[str, str]:
    """Give the message and the mend for an error of the meta-schema of JSON Schema 2020-12."""
    keyword = next((key for key in reversed(error.absolute_path) if isinstance(key, str)), "")
    value = error.instance
    if keyword == "type" and isinstance(value, str):
        meant = _OTHER_NAMES.get(value.lower())
        mend = f"Write `type: {meant}`." if meant else suggest(value, _TYPES, f"Use one of: {', '.join(_TYPES)}.")
        return f"`{value}` is no type of JSON.", mend
    if keyword in _FORMER_BOUNDS and isinstance(value, bool):
        bound = keyword.removeprefix("exclusive").lower()
        mend = f"Write the bound itself in its place, without `{bound}`." if value else "Remove it."
        return f"`{keyword}` is a number since OpenAPI 3.1.", mend
    return f"{shorten(error.message)}.", "Write it as JSON Schema 2020-12 says."


def of_document(error: Any) -> tuple[str, str]:
    """Give the message and the mend for an error of the meta-schema of OpenAPI 3.1."""
    return f"{shorten(error.message)}.", "Write it as OpenAPI 3.1 says."
