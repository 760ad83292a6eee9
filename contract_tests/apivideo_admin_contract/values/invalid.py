"""Invalid values near to valid ones: of another type, outside of a bound, of another format, with an unknown property."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from apivideo_admin_contract.document.document import Collection, Operation, Row
from apivideo_admin_contract.document.parameter import Parameter, Schema
from apivideo_admin_contract.document.schemas import choices_of, is_of_type, main_type, types_of
from apivideo_admin_contract.values.samples import full_payload, sample
from apivideo_admin_contract.values.validity import is_valid
from apivideo_admin_contract.values.violations import violation_of

_OF_OTHER_TYPES: Final[dict[str, tuple[Any, ...]]] = {
    "string": (12, True, ["a"], {"a": 1}, 1.5),
    "integer": ("12", 1.5, True, [1]),
    "number": ("1.5", True, [1]),
    "boolean": ("true", 1, 0),
    "array": ("a", {"a": 1}, 1),
    "object": ("a", [1], 1),
}
_MALFORMED: Final = {
    "uri": "not a uri",
    "date-time": "yesterday",
    "date": "2026-02-30",
    "email": "nobody",
    "uuid": "no uuid",
}
#: Keywords of which any value that breaks them alone is sent.
_OTHERS: Final = frozenset(
    {
        "multipleOf",
        "prefixItems",
        "contains",
        "minContains",
        "maxContains",
        "not",
        "if",
        "then",
        "else",
        "propertyNames",
    }
    | {"dependentRequired", "dependentSchemas", "minProperties", "maxProperties"}
)
#: A property that no schema of the document has.
_UNKNOWN: Final = {"colour": "red"}


def camel_case(name: str) -> str:
    """Return ``pageSize`` for ``page_size``: the naming of the vendor's per-project API (openapi/README.md, Access)."""
    return re.sub(r"_([a-z0-9])", lambda match: match[1].upper(), name)


def invalid_values(schema: Schema) -> list[Any]:
    """Return invalid JSON values: of other types, null, outside of the bounds, malformed."""
    types, kind = types_of(schema), main_type(schema)
    invalid = [one for one in _OF_OTHER_TYPES.get(kind, ()) if not any(is_of_type(one, other) for other in types)]
    invalid += [] if "null" in types or not types else [None]
    invalid += _outside_of_choices(schema)
    match kind:
        case "string":
            invalid += _invalid_texts(schema)
        case "integer" | "number":
            invalid += _outside_of_range(schema)
        case "array":
            invalid += _invalid_arrays(schema)
        case "object":
            invalid += _invalid_objects(schema)
    invalid += [one for keyword in schema if keyword in _OTHERS for one in violation_of(schema, keyword)]
    return [one for one in invalid if not is_valid(schema, one)]


def invalid_query_texts(parameter: Parameter) -> list[Any]:
    """Return invalid texts of a query parameter, or lists with one; none where every text is valid."""
    if parameter.is_list:
        # An empty text is a list without values where commas separate them.
        texts = [one for one in _texts_of_query(parameter.value_schema) if one or not parameter.commas]
        valid = sample(parameter.schema)
        return [*([one] for one in texts), *([*valid, one] for one in texts[:1]), *_lists_of_wrong_length(parameter)]
    return _texts_of_query(parameter.schema)


def _lists_of_wrong_length(parameter: Parameter) -> list[Any]:
    # A list without values is not sent at all.
    found = _invalid_arrays({**parameter.schema, "items": {}})
    return [one for one in found if one and not is_valid(parameter.schema, one)]


def _texts_of_query(schema: Schema) -> list[str]:
    invalid = [str(one) for one in _outside_of_choices(schema)]
    invalid += [""] if "enum" in schema and "" not in schema["enum"] else []
    match schema.get("type"):
        case "integer" | "number" as kind:
            invalid += ["x", "", "0x1", f"{schema.get('minimum', 1)} ", *(["1.5"] if kind == "integer" else [])]
            invalid += [str(one) for one in _outside_of_range(schema)]
        case "boolean":
            invalid += ["yes", "2", ""]
        case "string":
            invalid += [one for one in _invalid_texts(schema) if not is_valid(schema, one)]
    return invalid


def invalid_payloads(collection: Collection, operation: Operation, row: Row) -> Iterator[tuple[str, Any]]:
    """Yield payloads with one mistake each, after the name of the mistake. ``row`` is an item of the collection.

    A server that stores part of such a payload before it refuses the request changes the item.
    """
    valid = full_payload(operation, 77)
    yield "an unknown property", valid | _UNKNOWN
    for name in operation.required:
        if len(valid) > 1:
            yield f"no `{name}`", {one: value for one, value in valid.items() if one != name}
    for name in collection.properties:
        if name not in operation.properties:
            yield f"`{name}`, which the server sets", {**valid, name: row.get(name)}
    for name, schema in operation.properties.items():
        others = {one: value for one, value in valid.items() if one != name}
        for invalid in invalid_values(schema)[:2]:
            yield f"an invalid `{name}`", {**valid, name: invalid}
            yield f"an invalid `{name}` before all others", {name: invalid, **others}


def _outside_of_choices(schema: Schema) -> list[Any]:
    choices = choices_of(schema)
    texts = [one for one in choices if isinstance(one, str)]
    near = [texts[0].swapcase(), texts[0][:-1], f"{texts[0]} "] if texts else []
    return [one for one in ["no such value", *near] if one not in choices] if choices else []


def _outside_of_range(schema: Schema) -> list[float]:
    beyond = [schema[name] + step for name, step in (("minimum", -1), ("maximum", 1)) if name in schema]
    beyond += [schema[name] for name in ("exclusiveMinimum", "exclusiveMaximum") if name in schema]
    return beyond


def _invalid_texts(schema: Schema) -> list[str]:
    """Return texts that are mostly invalid: without `^` and `$`, a pattern may match any part of a text."""
    invalid = [_MALFORMED[schema["format"]]] if schema.get("format") in _MALFORMED else violation_of(schema, "format")
    invalid += ["a" * (schema["minLength"] - 1)] if schema.get("minLength") else []
    invalid += ["a" * (schema["maxLength"] + 1)] if "maxLength" in schema else []
    return invalid + (["\n"] if "pattern" in schema else [])


def _invalid_arrays(schema: Schema) -> list[Any]:
    items, low = schema.get("items", {}), schema.get("minItems", 0)
    of_items = invalid_values(items)
    valid = sample(schema)[: max(low, 1)] or [sample(items)]
    invalid: list[Any] = [[one] for one in of_items]
    invalid += [[*valid, one] for one in of_items[:1]]
    invalid += [valid[: low - 1]] if low else []
    invalid += [[sample(items, number) for number in range(schema["maxItems"] + 1)]] if "maxItems" in schema else []
    invalid += [[valid[0], *valid]] if schema.get("uniqueItems") else []
    return invalid


def _invalid_objects(schema: Schema) -> list[Any]:
    properties, valid = schema.get("properties", {}), sample(schema)
    invalid = [{**valid, name: one} for name in properties for one in invalid_values(properties[name])]
    invalid += [{name: one for name, one in valid.items() if name != missing} for missing in schema.get("required", ())]
    if schema.get("additionalProperties") is False:
        return [*invalid, valid | _UNKNOWN]
    return invalid + violation_of(schema, "additionalProperties")
