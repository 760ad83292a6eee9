"""Boundary values of schemas: where two schemas differ, one of these values is valid for only one of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import jsonschema_rs

from apivideo_admin_contract.document.document import LONG_LIFE
from apivideo_admin_contract.document.parameter import Schema

_ANY_TYPE = ("string", "integer", "number", "boolean", "array", "object", "null")
_TEXTS = ("a", "b", "ab", "", "item 0001", "x" * 9)
_FORMATS: Mapping[str, tuple[str, ...]] = {
    "date-time": ("2026-02-05T12:00:00+00:00",),
    "date": ("2026-02-05",),
    "uri": ("https://example.com/a",),
    "uri-reference": ("/a?page=2", "https://example.com/a"),
    "email": ("a@example.com",),
    "hostname": ("a.example",),
    "uuid": ("00000000-0000-4000-8000-000000000001",),
}
# The smallest and the largest number of a format (OpenAPI format registry).
_RANGES: Mapping[str, tuple[int, int]] = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
_CHOICES = ("anyOf", "oneOf", "allOf")


def boundary_values(*schemas: Schema) -> list[Any]:
    """Return the boundary values of schemas without ``$ref``, valid and invalid ones, each once."""
    found = (value for schema in schemas for value in _values_of(schema))
    return [json.loads(text) for text in dict.fromkeys(json.dumps(value, sort_keys=True) for value in found)]


def valid(schema: Schema) -> jsonschema_rs.Draft202012Validator:
    """Return the validator of a schema without ``$ref``. It checks formats too."""
    return jsonschema_rs.Draft202012Validator(_with_ranges(schema), validate_formats=True)


def valid_values(schema: Schema, *others: Schema) -> list[Any]:
    """Return the boundary values of any of these schemas that are valid for the first one."""
    is_valid = valid(schema).is_valid
    return [value for value in boundary_values(schema, *others) if is_valid(value)]


def open_schema(schema: Any) -> Any:
    """Return a response schema as the SDK reads it: with any further properties, enum values and texts."""
    if isinstance(schema, list):
        return [open_schema(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {
        name: open_schema(one)
        for name, one in schema.items()
        if name not in {"enum", "const", "additionalProperties"} and not (name == "pattern" and isinstance(one, str))
    }
    values = schema["enum"] if "enum" in schema else [schema["const"]] if "const" in schema else []
    if values and "type" not in schema:
        kept["type"] = sorted({_type_of(value) for value in values})
    return kept


def _with_ranges(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_with_ranges(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    result = {name: _with_ranges(one) for name, one in schema.items()}
    if isinstance(least := schema.get(LONG_LIFE), int):
        result["minimum"] = least
    form = schema.get("format")
    if not isinstance(form, str) or form not in _RANGES:  # a property may have the name `format`
        return result
    low, high = _RANGES[form]
    return {"minimum": low, "maximum": high} | result


def _values_of(schema: Schema) -> Iterator[Any]:
    yield from schema.get("examples", ())
    yield from schema.get("enum", ())
    for keyword in ("const", "default", "example"):
        if keyword in schema:
            yield schema[keyword]
    for keyword in _CHOICES:
        for branch in schema.get(keyword, ()):
            yield from _values_of(branch)
    for kind in _types(schema):
        yield from _VALUES[kind](schema)


def _types(schema: Schema) -> Iterable[str]:
    declared = schema.get("type")
    if declared is not None:
        return [declared] if isinstance(declared, str) else declared
    return () if {"enum", "const", *_CHOICES} & set(schema) else _ANY_TYPE


def _texts(schema: Schema) -> Iterator[str]:
    yield from _FORMATS.get(str(schema.get("format")), ())
    yield from _TEXTS
    for keyword in ("minLength", "maxLength"):
        if keyword in schema:
            yield from ("a" * (schema[keyword] + step) for step in (0, 1, -1))


def _numbers(schema: Schema) -> Iterator[float]:
    whole = "number" not in _types(schema)
    step = schema.get("multipleOf", 1)
    around = [schema[name] for name in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum") if name in schema]
    around += _RANGES.get(str(schema.get("format")), (0,))
    for edge in (*around, 10 * step):
        yield from (edge, edge + step, edge - step)
        if not whole:
            yield edge + step / 2


def _arrays(schema: Schema) -> Iterator[list[Any]]:
    items = list(_values_of(schema.get("items", {"type": "string"})))
    yield []
    yield from ([item] for item in items)
    yield items[:1] * 2
    for keyword in ("minItems", "maxItems"):
        if keyword in schema:
            yield from (items[:1] * (schema[keyword] + step) for step in (0, 1, -1))


def _objects(schema: Schema) -> Iterator[dict[str, Any]]:
    """Yield objects that differ from a plain one in one property: with each of its boundary values, and without it."""
    properties: Mapping[str, Schema] = schema.get("properties", {})
    plain = {name: found[0] for name, one in properties.items() if (found := valid_values(one))}
    required = {name: value for name, value in plain.items() if name in schema.get("required", ())}
    yield required
    yield plain
    for name, one in properties.items():
        yield from ({**plain, name: value} for value in _values_of(one))
        yield {other: value for other, value in plain.items() if other != name}
    yield {**plain, "x_unknown": "a"}


def _type_of(value: Any) -> str:
    names = {str: "string", bool: "boolean", int: "integer", float: "number", list: "array", dict: "object"}
    return names.get(type(value), "null")


_VALUES: Mapping[str, Callable[[Schema], Iterator[Any]]] = {
    "string": _texts,
    "integer": _numbers,
    "number": _numbers,
    "boolean": lambda _: iter((True, False)),
    "array": _arrays,
    "object": _objects,
    "null": lambda _: iter((None,)),
}
