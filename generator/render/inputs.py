"""How a command line reads the value of an argument: the kinds, choices and bounds of its schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.render.text import exact
from generator.render.view import Input

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.render.source import Source

_FORMATS = frozenset({"date", "date-time", "uuid"})
"""The formats whose values are objects in Python."""

_DEEPEST = 3
"""Alternatives and arrays below this depth are read as JSON, also where a schema contains itself."""

_ANY = Input(("any",))
_JSON_TYPES = {bool: "boolean", int: "integer", float: "number", str: "string", type(None): "null"}


def read_input(source: Source, schema: Mapping[str, Any], depth: int = 0) -> Input:
    """Return how the values of a schema are read from a text. A schema without a type is read as JSON."""
    schema = source.resolve(schema)
    if depth > _DEEPEST:
        return _ANY
    alternatives = [read_input(source, one, depth + 1) for key in ("anyOf", "oneOf") for one in schema.get(key, ())]
    # The parser replaces the enum of a nullable schema by alternatives, and leaves None.
    values = schema.get("enum") or ([schema["const"]] if "const" in schema else [])
    kinds = list(_kinds(schema, values))
    kinds += [kind for one in alternatives for kind in one.kinds]
    choices = [value for value in values if value is not None]
    choices += [choice for one in alternatives for choice in one.choices]
    items = schema.get("items")
    low, high = (_number(schema.get(name)) for name in ("minimum", "maximum"))
    return Input(
        kinds=tuple(dict.fromkeys(kinds)) or ("any",),
        choices=tuple(choices) if _are_words(choices) and not _has_others(alternatives, values) else (),
        minimum=low,
        maximum=high,
        items=read_input(source, items, depth + 1) if isinstance(items, dict) and "array" in kinds else None,
    )


def _kinds(schema: Mapping[str, Any], values: Iterable[Any]) -> Iterable[str]:
    types = schema.get("type", ())
    types = [types] if isinstance(types, str) else list(types)
    for kind in types or [_JSON_TYPES.get(type(value), "any") for value in values]:
        yield str(schema["format"]) if kind == "string" and schema.get("format") in _FORMATS and not values else kind


def _has_others(alternatives: Iterable[Input], values: Iterable[Any]) -> bool:
    """Return whether an alternative accepts more than its choices."""
    others = [one for one in alternatives if not one.choices and set(one.kinds) != {"null"}]
    return bool(others) and not list(values)


def _are_words(choices: Iterable[Any]) -> bool:
    return all(isinstance(one, str | int) and not isinstance(one, bool) and exact(one) for one in choices)


def _number(bound: Any) -> float | int | None:
    return bound if isinstance(bound, int | float) and not isinstance(bound, bool) else None
