"""Deterministic valid values: the same number returns the same value, and another number mostly another value."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import Any, Final

from apivideo_admin_contract.document.document import LONG_LIFE, Operation
from apivideo_admin_contract.document.parameter import Schema
from apivideo_admin_contract.document.references import UnsupportedError
from apivideo_admin_contract.document.schemas import (
    accepts_text,
    alternatives,
    bounds_of,
    choices_of,
    main_type,
    types_of,
)
from apivideo_admin_contract.values.texts import texts
from apivideo_admin_contract.values.validity import is_valid

#: No boundary value is a text of this length, in characters, or longer.
_LONG: Final = 10_000
#: The least number of values in a range of numbers: in a shorter range, samples are fractions.
_FEW: Final = 8
#: The largest difference between samples without a bound.
_SPAN: Final = 1000


def sample(schema: Schema, number: int = 0) -> Any:
    """Return a valid value. Raises UnsupportedError if none of the values tried is valid: the schema needs ``examples``."""
    if (found := _first(schema, number)) is not _NOTHING:
        return found
    raise UnsupportedError(f"no sample for {schema}: add `examples` with valid values to it")


_NOTHING: Final = object()


def _first(schema: Schema, number: int) -> Any:
    return next((one for one in candidates(schema, number) if is_valid(schema, one)), _NOTHING)


def candidates(schema: Schema, number: int) -> Iterator[Any]:
    """Yield values to try as a sample, the usual ones first. Not all of them are valid."""
    if choices := choices_of(schema):
        yield from (choices[(number + index) % len(choices)] for index in range(len(choices)))
    for one in alternatives(schema):
        yield from candidates(one, number)
    yield from _of_type(schema, number)
    if examples := schema.get("examples"):
        yield examples[number % len(examples)]
        yield from examples
    yield from (schema[name] for name in ("example", "default") if name in schema)
    if "null" in types_of(schema) or not types_of(schema):
        yield None


def _of_type(schema: Schema, number: int) -> Iterator[Any]:
    match main_type(schema):
        case "string":
            yield from texts(schema, number)
        case "integer" | "number" as kind:
            yield from _numbers(schema, number, whole=kind == "integer")
        case "boolean":
            yield bool(number % 2)
            yield not number % 2
        case "array":
            yield from _arrays(schema, number)
        case "object":
            yield from _objects(schema, number)


def _numbers(schema: Schema, number: int, *, whole: bool) -> Iterator[float]:
    """Yield numbers in the range of a schema: multiples of its step, or fractions of a narrow range."""
    step: float = schema.get("multipleOf", 1)
    least, most = bounds_of(schema)
    low = least if least is not None else 0 if most is None or most >= 0 else most - _SPAN * step
    high = most if most is not None else low + _SPAN * step
    first, last = math.ceil(low / step), math.floor(high / step)
    if not whole and "multipleOf" not in schema and last - first < _FEW:
        yield low + (high - low) * (1 + number % 15) / 16
    # Beside an exclusive bound, the first or the last multiple is invalid.
    for begin, end in itertools.product((first, first + 1), (last, last - 1)):
        if begin <= end:
            yield _whole((begin + number % (end - begin + 1)) * step)
    yield from (low, high)


def _whole(number: float) -> float:
    return int(number) if number == int(number) else number


def _arrays(schema: Schema, number: int) -> Iterator[list[Any]]:
    items, low = schema.get("items", {}), max(1, schema.get("minItems", 1))
    # More than are asked for: with few possible items, some are equal.
    made = [one for index in range(4 * low) if (one := _first(items, number + index)) is not _NOTHING]
    yield made[:low]
    unique = [one for index, one in enumerate(made) if one not in made[:index]]
    yield unique[:low]
    yield []


def _objects(schema: Schema, number: int) -> Iterator[dict[str, Any]]:
    properties, required = schema.get("properties", {}), schema.get("required", ())
    made = {name: _first(one, number) for name, one in properties.items()}
    every = {name: one for name, one in made.items() if one is not _NOTHING}
    least = {name: every[name] for name in required if name in every}
    yield least
    yield every
    optional = [name for name in every if name not in required]
    yield from (least | {name: every[name]} for name in optional)
    if isinstance(other := schema.get("additionalProperties", {}), dict):
        value, count = _first(other, number), max(1, schema.get("minProperties", 1))
        yield least if value is _NOTHING else least | {f"key{number + index}": value for index in range(count)}


def full_sample(schema: Schema) -> Any:
    """Return a sample with every property of each object, if that is valid, or else any sample."""
    full: Any = None
    if main_type(schema) == "object":
        full = {name: full_sample(one) for name, one in schema.get("properties", {}).items()}
    elif main_type(schema) == "array":
        full = [full_sample(schema.get("items", {}))]
    return full if full is not None and is_valid(schema, full) else sample(schema)


def boundary_values(schema: Schema) -> list[Any]:
    """Return the valid values at the bounds of a schema, and the falsy ones: null, zero, false, an empty array."""
    if "enum" in schema or "const" in schema or "pattern" in schema:
        return list(schema.get("enum", ()))
    found: list[Any] = []
    for one in [schema, *alternatives(schema)]:
        found += [value for value in _edges(one) if value not in found or isinstance(value, bool)]
    return [value for value in found if is_valid(schema, value)]


def _edges(schema: Schema) -> list[Any]:
    types = set(types_of(schema))
    found: list[Any] = [None] if "null" in types else []
    if {"integer", "number"} & types:
        bounds = [schema.get(name) for name in ("minimum", "maximum")]
        whole = [
            schema[name] + step for name, step in (("exclusiveMinimum", 1), ("exclusiveMaximum", -1)) if name in schema
        ]
        least = schema.get(LONG_LIFE, -math.inf)
        found += dict.fromkeys(one for one in (*bounds, *whole, 0) if one is not None and one >= least)
    if "boolean" in types:
        found += [False, True]
    if accepts_text(schema):
        found += ["a" * schema[name] for name in ("minLength", "maxLength") if schema.get(name, _LONG) < _LONG]
    if "array" in types:
        found += [[]]
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
