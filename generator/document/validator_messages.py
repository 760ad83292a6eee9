"""Rewrite the errors of JSON Schema validators as a message and a fix."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from generator.diagnostic import suggest

_MAX_LENGTH = 200  # characters of a validator's message, which can quote a whole operation
_TYPES = ("string", "integer", "number", "boolean", "array", "object", "null")
_ONE_OF_TYPES = f"Use one of: {', '.join(_TYPES)}."
# Type names of programming languages and of YAML, and the JSON type that they mean.
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
# The validator has two engines with different quotes.
_NOT_TEXT = re.compile(r"""(?P<value>-?\d\S*|null|true|false|None|True|False) is not of type ['"]string['"]""")
_AS_YAML = {"None": "null", "True": "true", "False": "false"}
_FORMER_BOUNDS = frozenset({"exclusiveMinimum", "exclusiveMaximum"})


def shorten(message: str) -> str:
    """Return the first line of a validator's message, cut to a maximum length."""
    line = message.partition("\n")[0].rstrip(".")
    return line if len(line) <= _MAX_LENGTH else f"{line[:_MAX_LENGTH]}…"


def schema_error(error: Any) -> tuple[str, str]:
    """Return the message and the fix for an error of the meta-schema of JSON Schema 2020-12."""
    keyword = next((key for key in reversed(error.absolute_path) if isinstance(key, str)), "")
    value = error.instance
    if keyword == "type" and (wrong := _wrong_type(value)):
        return wrong
    if keyword in _FORMER_BOUNDS and isinstance(value, bool):
        bound = keyword.removeprefix("exclusive").lower()
        fix = f"Write the number here and remove `{bound}`." if value else "Remove it."
        return f"`{keyword}` is a number since OpenAPI 3.1.", fix
    return _unquoted(error) or (f"{shorten(error.message)}.", "Follow JSON Schema 2020-12.")


def _wrong_type(value: Any) -> tuple[str, str] | None:
    """Return the message and the fix for the first invalid word of a ``type``, or None if all are valid."""
    for name in value if isinstance(value, list) else [value]:
        if name is None:
            return "`null` without quotes is not text in YAML.", 'Quote it: "null".'
        if isinstance(name, str) and name not in _TYPES:
            meant = _OTHER_NAMES.get(name.lower())
            quoted = '"null"' if meant == "null" else meant
            fix = f"Write `{quoted}`." if isinstance(value, list) else f"Write `type: {quoted}`."
            return f"`{name}` is not a JSON type.", fix if meant else suggest(name, _TYPES, _ONE_OF_TYPES)
    return None


def openapi_error(error: Any) -> tuple[str, str]:
    """Return the message and the fix for an error of the meta-schema of OpenAPI 3.1."""
    return _unquoted(error) or (f"{shorten(error.message)}.", "Follow OpenAPI 3.1.")


def _unquoted(error: Any) -> tuple[str, str] | None:
    """Return the message and the fix for a number, a boolean or null in place of text, or None for another error."""
    found = _NOT_TEXT.match(error.message)
    if found is None:
        return None
    written = _AS_YAML.get(found["value"], found["value"])
    return f"`{written}` is not text in YAML.", f'Quote it: "{written}".'
