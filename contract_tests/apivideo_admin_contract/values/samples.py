"""Deterministic valid values: the same number returns the same value, and another number mostly another value."""

from __future__ import annotations

from typing import Any, Final

from apivideo_admin_contract.document.document import Operation, Schema, UnsupportedError
from apivideo_admin_contract.document.schemas import accepts_text, choices_of, main_type, types_of

#: No boundary value is a text of this length, in characters, or longer.
_LONG: Final = 10_000


def sample(schema: Schema, number: int = 0) -> Any:
    """Return a valid value. Raises UnsupportedError for a pattern or a format whose values can't be made without ``examples``."""
    if choices := choices_of(schema):
        return choices[number % len(choices)]
    match main_type(schema):
        case "string":
            return _text(schema, number)
        case "integer" | "number":
            low = schema.get("minimum", 0)
            return low + number % ((schema.get("maximum", low + 1000) - low) // 1 + 1)
        case "boolean":
            return bool(number % 2)
        case "array":
            return [sample(schema["items"], number + index) for index in range(max(1, schema.get("minItems", 1)))]
        case "object":
            return {name: sample(schema["properties"][name], number) for name in schema.get("required", ())}
    raise UnsupportedError(f"no sample for {schema}: it has no supported type")


def boundary_values(schema: Schema) -> list[Any]:
    """Return the valid values at the bounds of a schema, and the falsy ones: null, zero, false, an empty array."""
    if "enum" in schema or "const" in schema or "pattern" in schema:
        return list(schema.get("enum", ()))
    types = set(types_of(schema))
    found: list[Any] = [None] if "null" in types else []
    # Beside these keywords a number at a bound may be invalid, and `sample` does not support them either.
    if {"integer", "number"} & types and not {"exclusiveMinimum", "exclusiveMaximum", "multipleOf"} & set(schema):
        low, high = schema.get("minimum"), schema.get("maximum")
        found += dict.fromkeys(one for one in (low, high, 0) if one is not None and _is_within(one, low, high))
    if "boolean" in types:
        found += [False, True]
    if accepts_text(schema):
        found += ["a" * schema[name] for name in ("minLength", "maxLength") if schema.get(name, _LONG) < _LONG]
    if "array" in types:
        found += [] if schema.get("minItems") else [[]]
    if "object" in types:
        known = schema.get("properties", {})
        found += [{**sample(schema), name: edge} for name, one in known.items() for edge in boundary_values(one)]
    return found


def sample_payload(operation: Operation, number: int = 0) -> dict[str, Any]:
    """Return a valid payload of an operation: its required properties, or the first property where none is required."""
    names = operation.required or list(operation.properties)[:1]
    return {name: sample(operation.properties[name], number) for name in names}


def full_payload(operation: Operation, number: int) -> dict[str, Any]:
    """Return a valid payload with every property of an operation."""
    return {name: sample(schema, number) for name, schema in operation.properties.items()}


def sample_query(operation: Operation) -> dict[str, Any]:
    """Return a valid value for each required query parameter of an operation."""
    return {parameter.name: sample(parameter.schema) for parameter in operation.query if parameter.required}


def query_text(value: Any) -> str:
    """Return the text that represents a value in a query."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_within(number: float, low: float | None, high: float | None) -> bool:
    return (low is None or low <= number) and (high is None or number <= high)


def _text(schema: Schema, number: int) -> str:  # noqa: PLR0911 - one for each format
    match schema.get("format"):
        case "uri":
            return f"https://example.com/{number:04}"
        case "email":
            return f"item{number:04}@example.com"
        case "uuid":
            return f"00000000-0000-4000-8000-{number:012}"
        case "date":
            return f"2026-01-{1 + number % 31:02}"
        case "date-time":
            return f"2026-01-01T00:{number // 60 % 60:02}:{number % 60:02}+00:00"
        case None | "password" if "pattern" not in schema:
            return f"item {number:04}".ljust(schema.get("minLength", 0), ".")[: schema.get("maxLength")]
    if "examples" in schema:
        return str(schema["examples"][number % len(schema["examples"])])
    raise UnsupportedError(f"no sample for {schema}: add `examples` to it")
