"""The query parameters that filter, and the reports, of the documents that are drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from hypothesis import strategies as st

from contract_tests.tests.agreement.resource import Report

COMPARISONS: Final = ("gt", "gte", "lt", "lte")


def other_filters(name: str, schema: Mapping[str, Any], components: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the filters by comparison, by a list and by a nested property that a property allows."""
    kind = plain_type(schema)
    if kind in {"integer", "number"} or schema.get("format") in {"date", "date-time"}:
        for match in COMPARISONS:
            yield filter_by(f"{name}_{match}", match, name, schema)
    if kind == "array":
        yield filter_by(f"{name}_has", "has", name, schema["items"])
        for commas in (True, False):
            lists = {"type": "array", "items": _of_query(schema["items"]), "maxItems": 5}
            yield filter_by(f"{name}_all_{commas}", "has", name, lists, **({"explode": False} if commas else {}))
    if schema.get("$ref"):
        for inner, one in components["Part"]["properties"].items():
            yield filter_by(f"{name}_{inner}", "equals", f"{name}.{inner}", one)


def filter_by(name: str, match: str, path: str, schema: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """Return a query parameter that filters by the property at a path."""
    form = {"match": match, "property": path}
    plain = schema if schema.get("type") == "array" else _of_query(schema)
    name = name.lower()
    return {"name": name, "in": "query", "description": "A filter.", "x-filter": form, **more, "schema": plain}


def _of_query(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a value in a query: without null, and without annotations."""
    left_out = {"default", "readOnly", "x-generate", "description", "type"}
    kept = {key: value for key, value in schema.items() if key not in left_out}
    if "enum" in kept:
        kept["enum"] = [one for one in kept["enum"] if one is not None]
    return {"type": plain_type(schema), **kept}


def plain_type(schema: Mapping[str, Any]) -> str:
    """Return the only type of a schema beside null, or an empty text."""
    types = schema.get("type", ())
    named = [types] if isinstance(types, str) else [one for one in types if one != "null"]
    return named[0] if len(named) == 1 else ""


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Draw a report of the account with groups, filters and a breakdown."""
    names = draw(st.lists(st.sampled_from(("country", "device")), max_size=2, unique=True))
    groups = {name: draw(st.sampled_from((["a"], ["a", "b"], ["one two", "B", "a"]))) for name in names}
    has_day = not names or draw(st.booleans())
    splits = [*groups, *(["day"] if has_day else [])]
    parameters: list[dict[str, Any]] = []
    if draw(st.booleans()):
        values: dict[str, Any] = {"type": "string", "enum": splits}
        schema = draw(st.sampled_from((values, {"type": "array", "items": values})))
        style = {"explode": False} if schema["type"] == "array" and draw(st.booleans()) else {}
        by = {"name": "by", "in": "query", "description": "What splits the rows.", "x-effect": "group"}
        parameters.append({**by, **style, "schema": schema})
    day = {"type": "string", "format": "date"}
    matches = draw(st.lists(st.sampled_from(COMPARISONS), max_size=2, unique=True)) if has_day else ()
    parameters += [filter_by(f"day_{match}", match, "day", day) for match in matches]
    parameters += [
        filter_by(f"of_{name}", "equals", name, {"type": "string", "enum": values})
        for name, values in groups.items()
        if draw(st.booleans())
    ]
    can_total = has_day and not any("x-effect" in one for one in parameters)
    return Report(groups, has_day, draw(st.sampled_from(("daily", "cumulative" if can_total else "daily"))), parameters)
