"""Infer what the query parameters of a list do: paging, sorting, filters, or nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from generator.document import Node
from generator.document.filters import PLAIN, TIMES
from generator.lint.names import to_snake_case
from generator.scaffold.draft import Notes, Object, Schema
from generator.scaffold.examples import example_of
from generator.scaffold.names import pascal, singular_of
from generator.scaffold.schemas import Rewriter, cleaned

_PAGING: Final = frozenset(
    {"page", "current_page", "page_number", "page_size", "per_page", "limit", "size", "count", "page_limit"}
)
_OTHER_PAGING: Final = frozenset(
    {"offset", "cursor", "after", "before", "starting_after", "ending_before", "page_token"}
)
_SORT_BY: Final = frozenset({"sort_by", "sort", "order_by", "sort_field"})
_SORT_ORDER: Final = frozenset({"sort_order", "order", "sort_direction", "direction"})
_WITHOUT_EFFECT: Final = frozenset({"expand", "include", "embed", "fields", "dry_run"})
#: How the name of a bound starts or ends, and how it compares.
_BOUNDS: Final = (
    (re.compile(r"(?:min|from|since)_(?P<name>.+)|(?P<other>.+)_(?:min|from|since|gte)"), "gte"),
    (re.compile(r"(?:max|to|until)_(?P<name>.+)|(?P<other>.+)_(?:max|to|until|lte)"), "lte"),
    (re.compile(r"(?P<name>.+)_(?:after|gt)"), "gt"),
    (re.compile(r"(?P<name>.+)_(?:before|lt)"), "lt"),
)
_CONTAINS: Final = re.compile(r"contain|partial|part of|search|match|substring|start", re.IGNORECASE)
_TEXTS: Final[Mapping[str, str]] = {
    "contains": "whose {property} contains this text. Case-sensitive",
    "equals": "with this {property}",
    "has": "that have this value in their {property}",
    "gt": "with a greater {property}",
    "gte": "with this {property} or a greater one",
    "lt": "with a smaller {property}",
    "lte": "with this {property} or a smaller one",
}


@dataclass(slots=True)
class Query:
    """What the query parameters of a list do. ``filters`` maps names of components to parameters."""

    filters: dict[str, Schema] = field(default_factory=dict)
    sorts: list[str] = field(default_factory=list)


def infer_query(found: Mapping[str, Node], item: Object, rewriter: Rewriter, notes: Notes) -> Query:
    """Return the filters and the properties to sort by. What cannot be inferred is left out, with a note."""
    query = Query()
    for name, node in found.items():
        snake = to_snake_case(name)
        if snake in _PAGING or snake in _SORT_ORDER:
            continue
        if snake in _SORT_BY:
            query.sorts = _sorts(node, item, rewriter.renamed)
        elif snake in _OTHER_PAGING and snake not in item.properties:
            notes.left_out.append(f"the parameter `{name}` of the list: lists have `page` and `page_size`")
        elif snake in _WITHOUT_EFFECT and snake not in item.properties:
            _without_effect(query, snake, node, rewriter)
        else:
            _filter(query, snake, node, item, rewriter, notes)
    return query


def _sorts(node: Node, item: Object, renamed: Mapping[str, str]) -> list[str]:
    """Return the properties to sort by: those that the parameter lists, or else the times and the required texts."""
    schema = node.get("schema")
    values = schema.value.get("enum", ()) if schema else ()
    plain = [name for name, one in item.properties.items() if _kind(one) in PLAIN]
    listed = [renamed.get(str(one), to_snake_case(str(one))) for one in values]
    if listed:
        return list(dict.fromkeys(one for one in listed if one in plain))
    return [one for one in plain if item.properties[one].get("format") == "date-time" or one in ("name", "title")]


def _without_effect(query: Query, name: str, node: Node, rewriter: Rewriter) -> None:
    schema = rewriter.rewrite(node.get("schema") or Node((), {"type": "string"}), name, f"the parameter `{name}`", "")
    if schema is not None:
        schema.pop("examples", None)
        parameter = {
            "name": name,
            "in": "query",
            "description": cleaned(node.value.get("description")) or f"The {name}.",
            "x-effect": "none",
            "schema": schema,
        }
        query.filters[f"{rewriter.names.schema}{pascal(name)}"] = parameter


def _filter(query: Query, name: str, node: Node, item: Object, rewriter: Rewriter, notes: Notes) -> None:
    described = cleaned(node.value.get("description"))
    target = _target(name, item, described)
    if target is None:
        notes.left_out.append(
            f"the parameter `{name}` of the list: no property of the item has its name; add `x-filter` or `x-effect`"
        )
        return
    match, path = target
    schema = _schema_of_values(item.properties[path])
    form: Any = match if path == name else {"match": match, "property": path}
    if match == "contains":
        schema = {"type": "string"}
        notes.inferred.append(f"the filter `{name}` is `x-filter: contains`, not `equals`")
    elif match == "has" and _is_list(node):
        schema = {"type": "array", "items": schema}
    text = described or f"Only {rewriter.names.words} {_TEXTS[match].format(property=path.replace('_', ' '))}."
    parameter: Schema = {"name": name, "in": "query", "description": text, "x-filter": form}
    if match == "has" and _is_list(node) and node.value.get("explode") is False:
        parameter["explode"] = False
    example = example_of({**schema, "examples": _examples(node)}, rewriter.components, "aaa")
    query.filters[f"{rewriter.names.schema}{pascal(name)}{match.capitalize()}"] = (
        parameter | {"schema": schema} | ({} if example is None else {"example": example})
    )


def _target(name: str, item: Object, described: str) -> tuple[str, str] | None:
    """Return how a parameter compares, and with which property, or None."""
    lists = [one for one, schema in item.properties.items() if _kind(schema) == "array"]
    for one in lists:
        if name in {one, singular_of(one)}:
            return (
                ("has", one)
                if _kind(item.properties[one]["items"]) in PLAIN or "$ref" in item.properties[one]["items"]
                else None
            )
    if name in item.properties:
        schema = item.properties[name]
        is_text = _kind(schema) == "string" and "enum" not in schema and schema.get("format") not in TIMES
        contains = _CONTAINS.search(described) or not (described or {"const", "format", "pattern"} & schema.keys())
        is_plain = _kind(schema) in PLAIN or "$ref" in schema
        return ("contains" if is_text and contains else "equals", name) if is_plain else None
    for form, match in _BOUNDS:
        found = form.fullmatch(name)
        base = (found["name"] or found.groupdict().get("other")) if found else None
        for candidate in (base, f"{base}_at", f"{base}_on"):
            schema = item.properties.get(candidate, {}) if candidate else {}
            if _kind(schema) in {"integer", "number"} or schema.get("format") in {"date", "date-time"}:
                return match, str(candidate)
    return None


def _schema_of_values(schema: Schema) -> Schema:
    """Return the schema of a value to compare with: that of the property, or of the elements of a list, without null and texts."""
    if _kind(schema) == "array":
        return _schema_of_values(schema["items"])
    if "$ref" in schema:
        return {"$ref": schema["$ref"]}
    left_out = {"default", "deprecated", "readOnly", "description", "examples", "x-generate"}
    kept = {key: one for key, one in schema.items() if key not in left_out}
    if "enum" in kept:
        kept["enum"] = [one for one in kept["enum"] if one is not None]
    return {**kept, "type": _kind(schema)}


def _kind(schema: Schema) -> str:
    types = schema.get("type", "")
    return types if isinstance(types, str) else next((one for one in types if one != "null"), "")


def _is_list(node: Node) -> bool:
    schema = node.get("schema")
    return schema is not None and schema.value.get("type") == "array"


def _examples(node: Node) -> list[Any]:
    return [node.value["example"]] if "example" in node.value else []
