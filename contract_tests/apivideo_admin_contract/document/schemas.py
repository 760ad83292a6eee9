"""Questions about a JSON Schema of the document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from apivideo_admin_contract.document.document import LONG_LIFE
from apivideo_admin_contract.document.parameter import Schema

_PYTHON_TYPES: Final[Mapping[str, type | tuple[type, ...]]] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "array": list,
    "object": dict,
    "null": type(None),
}


def types_of(schema: Schema) -> tuple[str, ...]:
    """Return the types that a schema or its alternatives name; empty where none is named."""
    types = schema.get("type")
    if types is None:
        return tuple(dict.fromkeys(kind for one in alternatives(schema) for kind in types_of(one)))
    return (types,) if isinstance(types, str) else tuple(types)


def main_type(schema: Schema) -> str:
    """Return the first type other than null, or an empty string."""
    return next((one for one in types_of(schema) if one != "null"), "")


def is_of_type(value: Any, type_: str) -> bool:
    """Whether a JSON value is of a JSON Schema type. A boolean is not a number."""
    return isinstance(value, _PYTHON_TYPES[type_]) and (type_ == "boolean" or not isinstance(value, bool))


def choices_of(schema: Schema) -> tuple[Any, ...]:
    """Return the values that ``const`` or ``enum`` allows; empty without either."""
    return (schema["const"],) if "const" in schema else tuple(schema.get("enum", ()))


def generated_kind(schema: Schema) -> str | None:
    """Return what the server generates for a property, such as ``id`` or ``now`` (``x-generate``), or None."""
    kind: str | None = schema.get("x-generate", {}).get("kind")
    return kind


def alternatives(schema: Schema) -> list[Schema]:
    """Return the alternatives of ``anyOf`` or ``oneOf``, each with the keywords beside it."""
    beside = {name: value for name, value in schema.items() if name not in {"anyOf", "oneOf"}}
    return [{**beside, **one} for one in (*schema.get("anyOf", ()), *schema.get("oneOf", ()))]


def bounds_of(schema: Schema) -> tuple[float | None, float | None]:
    """Return the tightest bounds of numbers to send, whether a bound itself is valid or not; None for no bound."""
    low = max((schema[name] for name in ("minimum", "exclusiveMinimum", LONG_LIFE) if name in schema), default=None)
    high = min((schema[name] for name in ("maximum", "exclusiveMaximum") if name in schema), default=None)
    return low, high


def accepts_text(schema: Schema) -> bool:
    """Whether every string of an allowed length is valid. The schema may allow null as well."""
    is_text = types_of(schema) in {("string",), ("string", "null")}
    return is_text and not {"enum", "const", "pattern"} & set(schema) and schema.get("format", "password") == "password"


def accepts_any_text(schema: Schema) -> bool:
    """Whether every string is valid. The schema may allow null as well."""
    return accepts_text(schema) and not {"minLength", "maxLength"} & set(schema)


def fitting_texts(schema: Schema, texts: Iterable[str]) -> list[str]:
    """Return the texts of an allowed length, in their order; none where the schema restricts more than the length."""
    if not accepts_text(schema):
        return []
    return [text for text in texts if schema.get("minLength", 0) <= len(text) <= schema.get("maxLength", len(text))]


def distinct(values: Iterable[Any]) -> list[Any]:
    """Return JSON values without duplicates, in their order."""
    found: list[Any] = []
    for one in values:
        if one not in found:
            found.append(one)
    return found
