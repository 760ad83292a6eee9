"""Valid values without chance: the same number gives the same value, another number mostly another one."""

from __future__ import annotations

from typing import Any

from contract_tests.document import Operation, Schema, UnsupportedError


def sample(schema: Schema, number: int = 0) -> Any:
    """Give a valid value. Raises UnsupportedError for a schema whose values can't be told without an example."""
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][number % len(schema["enum"])]
    types = schema.get("type", ())
    kind = types if isinstance(types, str) else next((one for one in types if one != "null"), "")
    return _typed(kind, schema, number)


def sample_payload(operation: Operation, number: int = 0) -> dict[str, Any]:
    """Give a valid payload of an operation: the properties that it requires, or its first one where it requires none."""
    schema = operation.payload or {}
    names = schema.get("required") or list(schema.get("properties", {}))[:1]
    return {name: sample(schema["properties"][name], number) for name in names}


def sample_query(operation: Operation) -> dict[str, Any]:
    """Give the query parameters that an operation requires."""
    return {parameter.name: sample(parameter.schema) for parameter in operation.query if parameter.required}


def takes_any_text(schema: Schema) -> bool:
    """Whether every text is a valid value; null may be one as well."""
    bounds = {"enum", "const", "pattern", "minLength", "maxLength"} & set(schema)
    is_text = schema.get("type") in ("string", ["string", "null"])
    return is_text and not bounds and schema.get("format", "password") == "password"


def _typed(kind: str, schema: Schema, number: int) -> Any:
    match kind:
        case "string":
            return _text(schema, number)
        case "integer" | "number":
            low = schema.get("minimum", 0)
            return low + number % (schema.get("maximum", low + 1000) - low + 1)
        case "boolean":
            return bool(number % 2)
        case "array":
            return [sample(schema["items"], number + index) for index in range(max(1, schema.get("minItems", 1)))]
        case "object":
            return {name: sample(schema["properties"][name], number) for name in schema.get("required", ())}
    raise UnsupportedError(f"no sample for {schema}")


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
    raise UnsupportedError(f"no sample for {schema}; give it `examples`")
