"""Edits of a document: hostile names and texts, other schemas, and random damage."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from generator.document import Node
from generator.document.pointer import Keys
from generator.document.walk import SCHEMA_KINDS, walk
from generator.tests.fuzz.shapes import Json, names, scalars, schemas, texts, values

Edit = Callable[[st.DrawFn, Json], None]

_MEMBERS = (
    *("x-foo", "items", "allOf", "anyOf", "properties", "$ref", "enum", "type", "format", "default", "nullable"),
    *(
        "x-generate",
        "x-filter",
        "x-set",
        "x-action",
        "x-days",
        "x-expire",
        "x-unique",
        "parameters",
        "schema",
        "in",
        "name",
    ),
    *("additionalProperties", "description", "example", "examples", "tags", "operationId", "pattern", "const", "links"),
    *("required", "content", "$id", "$defs", "$anchor", "discriminator", "xml", "servers", "security", "callbacks"),
)
_TEXTS = frozenset({"description", "summary", "title", "example", "version", "$comment", "pattern"})
_JUNK = ([], {}, None, [None], {"$ref": "#/nowhere"}, {"$ref": "#/components/schemas"}, {"$ref": 1}, [[]], True, "")


def locations(value: Any, path: Keys = ()) -> Iterator[Keys]:
    """Yield the path of every value below the root."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield (*path, key)
        yield from locations(member, (*path, key))


@st.composite
def edited(draw: st.DrawFn, content: Json, kinds: tuple[Edit, ...], max_edits: int) -> Json:
    """Return the document after one to ``max_edits`` edits of these kinds."""
    copy = deepcopy(content)
    for _ in range(draw(st.integers(1, max_edits))):
        draw(st.sampled_from(kinds))(draw, copy)
    return copy


def _choose(draw: st.DrawFn, found: list[Any]) -> Any:
    return found[draw(st.integers(0, len(found) - 1))] if found else None


def _at(content: Any, path: Keys) -> Any:
    for key in path:
        content = content[key]
    return content


def _nodes(content: Json, *kinds: str) -> list[Node]:
    return [node for kind, node in walk(Node((), content)) if kind in kinds and isinstance(node.value, dict)]


def put_text(draw: st.DrawFn, content: Json) -> None:
    """Replace a text by a hostile one."""
    found = [path for path in locations(content) if path[-1] in _TEXTS and isinstance(_at(content, path), str)]
    path = _choose(draw, found)
    if path:
        _at(content, path[:-1])[path[-1]] = draw(texts)


def put_description(draw: st.DrawFn, content: Json) -> None:
    """Replace a description or a summary by a hostile text."""
    found = [path for path in locations(content) if path[-1] in {"description", "summary"} and path[0] != "info"]
    path = _choose(draw, [path for path in found if isinstance(_at(content, path), str)])
    _at(content, path[:-1])[path[-1]] = draw(texts.filter(str.strip))


def put_value(draw: st.DrawFn, content: Json) -> None:
    """Return a schema or a parameter a hostile default, example, enum or constant."""
    node = _choose(draw, _nodes(content, "parameter", *SCHEMA_KINDS))
    if node:
        keyword = draw(st.sampled_from(["default", "example", "examples", "enum", "const"]))
        node.value[keyword] = draw(st.lists(scalars, max_size=3) if keyword in {"examples", "enum"} else values)


def rename_property(draw: st.DrawFn, content: Json) -> None:
    """Rename a property of an object, also in its ``required``."""
    parent = _choose(draw, [node for node in _nodes(content, *SCHEMA_KINDS) if node.value.get("properties")])
    if parent and isinstance(parent.value["properties"], dict):
        old, new = _choose(draw, list(parent.value["properties"])), draw(names)
        parent.value["properties"] = {
            new if name == old else name: of for name, of in parent.value["properties"].items()
        }
        if isinstance(parent.value.get("required"), list):
            parent.value["required"] = [new if name == old else name for name in parent.value["required"]]


def rename_parameter(draw: st.DrawFn, content: Json) -> None:
    """Rename a parameter, also in the paths."""
    node = _choose(draw, [node for node in _nodes(content, "parameter") if "name" in node.value])
    if node:
        old, new = node.value["name"], draw(names)
        node.value["name"] = new
        if node.value.get("in") == "path":
            paths = content["paths"]
            content["paths"] = {path.replace(f"{{{old}}}", f"{{{new}}}"): item for path, item in paths.items()}


def rename_operation(draw: st.DrawFn, content: Json) -> None:
    """Change the operationId or the x-action of an operation. A report is named after its operationId."""
    node = _choose(draw, _nodes(content, "operation"))
    if node:
        node.value["operationId"] = draw(names | names.map(lambda name: f"get_{name}_usage"))
        if draw(st.booleans()):
            node.value["x-action"] = "report"


def rename_tag(draw: st.DrawFn, content: Json) -> None:
    """Rename a tag, also in the operations."""
    tags = content.get("tags")
    if isinstance(tags, list) and tags and isinstance(tags[0], dict):
        old, new = tags[0].get("name"), draw(names)
        tags[0]["name"] = new
        for node in _nodes(content, "operation"):
            if node.value.get("tags") == [old]:
                node.value["tags"] = [new]


def rename_component(draw: st.DrawFn, content: Json) -> None:
    """Rename a component, also in the references to it."""
    components = content.get("components", {})
    kind = draw(st.sampled_from(["schemas", "responses", "parameters"]))
    group = components.get(kind)
    if isinstance(group, dict) and group:
        old, new = _choose(draw, list(group)), draw(names)
        components[kind] = {new if name == old else name: of for name, of in group.items()}
        _refer(
            content, f"#/components/{kind}/{old}", f"#/components/{kind}/{new.replace('~', '~0').replace('/', '~1')}"
        )


def _refer(value: Any, old: str, new: str) -> None:
    if isinstance(value, dict) and value.get("$ref") == old:
        value["$ref"] = new
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _refer(child, old, new)


def put_schema(draw: st.DrawFn, content: Json) -> None:
    """Replace a schema by another one, or add one to its properties."""
    node = _choose(draw, _nodes(content, *SCHEMA_KINDS))
    if node:
        known = tuple(content.get("components", {}).get("schemas", ())) or ("None",)
        schema = draw(schemas(known))
        if isinstance(node.value.get("properties"), dict) and draw(st.booleans()):
            node.value["properties"][draw(names)] = schema
        elif draw(st.booleans()):
            node.value.update(schema)
        else:
            _at(content, node.path[:-1])[node.path[-1]] = schema


def put_path(draw: st.DrawFn, content: Json) -> None:
    """Change the path of an operation."""
    paths = content["paths"]
    if isinstance(paths, dict) and paths:
        old, new = _choose(draw, list(paths)), draw(names)
        content["paths"] = {f"{path}/{new}" if path == old else path: item for path, item in paths.items()}


def _delete(draw: st.DrawFn, parent: Any, key: Any, content: Json) -> None:
    del parent[key]


def _replace(draw: st.DrawFn, parent: Any, key: Any, content: Json) -> None:
    parent[key] = draw(values | st.sampled_from(_JUNK))


def _add(draw: st.DrawFn, parent: Any, key: Any, content: Json) -> None:
    if isinstance(parent[key], dict):
        parent[key][draw(st.sampled_from(_MEMBERS) | names)] = draw(values | st.sampled_from(_JUNK))
    elif isinstance(parent[key], list):
        parent[key].append(draw(values))


def _rename(draw: st.DrawFn, parent: Any, key: Any, content: Json) -> None:
    if isinstance(parent, dict):
        parent[draw(names)] = parent.pop(key)


def _transplant(draw: st.DrawFn, parent: Any, key: Any, content: Json) -> None:
    parent[key] = json.loads(json.dumps(_at(content, _choose(draw, list(locations(content))))))


def _wrap(draw: st.DrawFn, parent: Any, key: Any, content: Json) -> None:
    keyword = draw(st.sampled_from(["allOf", "anyOf", "oneOf", "items", "not"]))
    parent[key] = {keyword: parent[key]} if keyword in {"items", "not"} else {keyword: [parent[key]]}


def damage(draw: st.DrawFn, content: Json) -> None:
    """Delete, replace, rename, extend or wrap a value, or replace it by another part of the document."""
    path = _choose(draw, list(locations(content)))
    if path:
        edit = draw(st.sampled_from([_delete, _replace, _add, _add, _rename, _transplant, _wrap]))
        edit(draw, _at(content, path[:-1]), path[-1], content)


NAMING: tuple[Edit, ...] = (
    *(rename_property, rename_property, rename_parameter, rename_operation, rename_tag, rename_component),
    *(put_text, put_value, put_path),
)
TEXT_EDITS: tuple[Edit, ...] = (put_description,)
SHAPING: tuple[Edit, ...] = (put_schema, put_schema, put_schema, put_value, rename_property)
ANY: tuple[Edit, ...] = (damage, damage, put_schema, put_value, put_text, *NAMING)
