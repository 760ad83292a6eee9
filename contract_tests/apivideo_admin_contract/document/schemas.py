"""The JSON Schema keywords that the suite supports, and questions about a schema: the one place that knows its keywords."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from apivideo_admin_contract.document.document import Schema, UnsupportedError

#: Keywords that restrict no value.
_ANNOTATIONS: Final = frozenset(
    [
        "description",
        "title",
        "example",
        "examples",
        "default",
        "deprecated",
        "readOnly",
        "x-set",
        "x-generate",
        "x-expire",
    ]
)
#: The supported keywords of each type. A keyword restricts values of its own type only (JSON Schema Validation, section 6).
_KEYWORDS: Final[Mapping[str, frozenset[str]]] = {
    "string": frozenset({"format", "minLength", "maxLength", "pattern"}),
    "integer": frozenset({"minimum", "maximum"}),
    "number": frozenset({"minimum", "maximum"}),
    "boolean": frozenset(),
    "null": frozenset(),
    "array": frozenset({"items", "minItems", "maxItems", "uniqueItems"}),
    "object": frozenset({"properties", "required", "additionalProperties"}),
}
_OF_ANY_TYPE: Final = frozenset().union(*_KEYWORDS.values())
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
    """Return the types that a schema names; empty where it names none."""
    types = schema.get("type", ())
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


def check_keywords(schema: Schema, type_: str) -> None:
    """Raise UnsupportedError for a keyword that the suite does not support beside a type."""
    # Keywords of other types do not restrict null.
    supported = _OF_ANY_TYPE if type_ == "null" else _KEYWORDS[type_]
    if unknown := set(schema) - supported - _ANNOTATIONS - {"type"}:
        raise UnsupportedError(f"{', '.join(sorted(unknown))}: not supported for the type {type_}, in {schema}")


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
