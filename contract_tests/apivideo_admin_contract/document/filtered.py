"""What a filter compares with (``x-filter``): the values of a property, which may be nested, or in a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from apivideo_admin_contract.document.document import Row
from apivideo_admin_contract.document.parameter import Parameter, Schema
from apivideo_admin_contract.document.schemas import distinct

COMPARISONS: Final = frozenset({"gt", "gte", "lt", "lte"})


def filtered_values(parameter: Parameter, row: Row) -> list[Any]:
    """Return the values of an item that a filter compares with: one for a plain property, each of a list, none for null."""
    found = _at(row, parameter.path)
    return [one for one in (found if isinstance(found, list) else [found]) if one is not None]


def present_values(parameter: Parameter, rows: Iterable[Row]) -> list[Any]:
    """Return the values of items that a filter compares with and a query can contain, without duplicates."""
    return distinct(value for row in rows for value in filtered_values(parameter, row) if can_be_sent(value))


def as_sent(parameter: Parameter, value: Any) -> Any:
    """Return a single value in the form of the parameter: in a list if it is one."""
    return [value] if parameter.is_list else value


def query_of(parameters: Iterable[Parameter], row: Row) -> dict[str, Any]:
    """Return a query with the values of an item for each of these filters for which it has one that a query can contain."""
    values = {one.name: (one, [*filter(can_be_sent, filtered_values(one, row))]) for one in parameters}
    return {name: as_sent(one, found[0]) for name, (one, found) in values.items() if found}


def with_value(schema: Schema, names: Sequence[str], whole: Any, value: Any) -> Any:
    """Return a value of a property with another one at the end of a path in it. ``whole`` is the value to change."""
    if schema.get("type") == "array":
        items = whole if isinstance(whole, list) and whole else [{}]
        return [with_value(schema["items"], names, one, value) for one in items[:1]]
    if not names:
        return value
    inner = whole if isinstance(whole, dict) else {}
    below = schema.get("properties", {}).get(names[0], {})
    return {**inner, names[0]: with_value(below, names[1:], inner.get(names[0]), value)}


def schema_at(schema: Schema, names: Sequence[str]) -> Schema:
    """Return the schema at the end of a path of properties, through lists; an empty one if there is none."""
    for name in names:
        schema = schema.get("items", {}) if "items" in schema else schema
        schema = schema.get("properties", {}).get(name, {})
    return schema


def can_be_sent(value: Any) -> bool:
    """Return whether a query can contain a value: not half of a surrogate pair, which UTF-8 cannot encode."""
    return not isinstance(value, str) or not any("\ud800" <= one <= "\udfff" for one in value)


def _at(value: Any, names: Sequence[str]) -> Any:
    for index, name in enumerate(names):
        if isinstance(value, list):
            return [found for one in value if (found := _at(one, names[index:])) is not None]
        value = value.get(name) if isinstance(value, dict) else None
    return value
