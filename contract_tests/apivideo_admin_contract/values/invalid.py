"""Values that a schema refuses, near to those that it takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from apivideo_admin_contract.document.document import Collection, Operation, Parameter, Row, Schema
from apivideo_admin_contract.values.samples import full_payload, sample

_OF_OTHER_TYPES: Final[dict[str, tuple[Any, ...]]] = {
    "string": (12, True, ["a"], {"a": 1}, 1.5),
    "integer": ("12", 1.5, True, [1]),
    "number": ("1.5", True, [1]),
    "boolean": ("true", 1, 0),
    "array": ("a", {"a": 1}, 1),
    "object": ("a", [1], 1),
}
_TYPES: Final[dict[str, type | tuple[type, ...]]] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "array": list,
    "object": dict,
    "null": type(None),
}
_MALFORMED: Final = {
    "uri": "not a uri",
    "date-time": "yesterday",
    "date": "2026-02-30",
    "email": "nobody",
    "uuid": "no uuid",
}


def camel_case(name: str) -> str:
    """Write ``page_size`` as ``pageSize``, as the vendor's other API has it."""
    return re.sub(r"_([a-z0-9])", lambda match: match[1].upper(), name)


def invalid_values(schema: Schema) -> list[Any]:
    """Give JSON values that the schema refuses: of other types, null, outside of its bounds, of another form."""
    types = [schema["type"]] if isinstance(schema.get("type"), str) else list(schema.get("type", ()))
    kind = next((one for one in types if one != "null"), "")
    wrong = [one for one in _OF_OTHER_TYPES.get(kind, ()) if not any(_is(one, other) for other in types)]
    wrong += [] if "null" in types or not types else [None]
    wrong += _outside_of_choices(schema)
    match kind:
        case "string":
            wrong += _wrong_texts(schema)
        case "integer" | "number":
            wrong += [schema["minimum"] - 1] if "minimum" in schema else []
            wrong += [schema["maximum"] + 1] if "maximum" in schema else []
        case "array":
            wrong += _wrong_arrays(schema)
        case "object":
            wrong += _wrong_objects(schema)
    return wrong


def invalid_query_texts(parameter: Parameter) -> list[str]:
    """Give texts that a query parameter refuses; none where any text is a value."""
    schema = parameter.schema
    wrong = [str(one) for one in _outside_of_choices(schema)]
    wrong += [""] if "enum" in schema and "" not in schema["enum"] else []
    match schema.get("type"):
        case "integer" | "number" as kind:
            wrong += ["x", "", "0x1", f"{schema.get('minimum', 1)} ", *(["1.5"] if kind == "integer" else [])]
            wrong += [str(schema["minimum"] - 1)] if "minimum" in schema else []
            wrong += [str(schema["maximum"] + 1)] if "maximum" in schema else []
        case "boolean":
            wrong += ["yes", "2", ""]
        case "string":
            wrong += _wrong_texts(schema)
    return wrong


def _outside_of_choices(schema: Schema) -> list[Any]:
    choices = schema.get("enum", [schema["const"]] if "const" in schema else [])
    texts = [one for one in choices if isinstance(one, str)]
    near = [texts[0].swapcase(), texts[0][:-1], f"{texts[0]} "] if texts else []
    return [one for one in ["no such value", *near] if one not in choices] if choices else []


def _wrong_texts(schema: Schema) -> list[str]:
    wrong = [_MALFORMED[schema["format"]]] if schema.get("format") in _MALFORMED else []
    wrong += ["a" * (schema["minLength"] - 1)] if schema.get("minLength") else []
    wrong += ["a" * (schema["maxLength"] + 1)] if "maxLength" in schema else []
    # `^` and `$` hold a pattern to the whole text; without them it may match anywhere in it.
    wrong += [] if re.search(schema.get("pattern", ""), "\n") else ["\n"]
    return wrong


def _wrong_arrays(schema: Schema) -> list[Any]:
    items, low = schema.get("items", {}), schema.get("minItems", 0)
    wrong = [[one] for one in invalid_values(items)]
    good = [sample(items, number) for number in range(max(low, 1))]
    wrong += [[*good, one] for one in invalid_values(items)[:1]]
    wrong += [good[: low - 1]] if low else []
    wrong += [[sample(items, number) for number in range(schema["maxItems"] + 1)]] if "maxItems" in schema else []
    wrong += [[good[0], *good]] if schema.get("uniqueItems") else []
    return wrong


def _wrong_objects(schema: Schema) -> list[Any]:
    properties, good = schema.get("properties", {}), sample(schema)
    wrong = [{**good, name: one} for name in properties for one in invalid_values(properties[name])]
    wrong += [{name: one for name, one in good.items() if name != missing} for missing in schema.get("required", ())]
    wrong += [{**good, "colour": "red"}] if schema.get("additionalProperties") is False else []
    return wrong


def _is(value: Any, kind: str) -> bool:
    """Tell whether a JSON value is of a type; for JSON Schema a boolean is no number."""
    return isinstance(value, _TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))


def invalid_payloads(collection: Collection, operation: Operation, row: Row) -> Iterator[tuple[str, Any]]:
    """Give payloads, each with the reason why it is refused. ``row`` is an item of the collection."""
    valid = full_payload(operation, 77)
    yield "an unknown property", {**valid, "colour": "red"}
    for name in operation.required:
        if len(valid) > 1:
            yield f"no `{name}`", {one: value for one, value in valid.items() if one != name}
    for name in collection.properties:
        if name not in operation.properties:
            yield f"`{name}`, which the server sets", {**valid, name: row.get(name)}
    for name, schema in operation.properties.items():
        for wrong in invalid_values(schema)[:2]:
            yield f"a wrong `{name}`", {**valid, name: wrong}
            yield (
                f"a wrong `{name}` before all else",
                {name: wrong, **{one: valid[one] for one in valid if one != name}},
            )
