"""The files of a draft: one for each operation, and those of its schemas and parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from generator.scaffold.draft import Draft, Object, Perform, Schema, Texts
from generator.scaffold.examples import example_of
from generator.scaffold.house_yaml import Alias, Anchored

_ORDER: Final = ("list", "count", "create", "get", "update", "put", "delete")
_OF_ITEMS: Final = frozenset({"get", "update", "put", "delete"})
_BODIES: Final[Mapping[str, str]] = {
    "create": "The properties of a new {word}.",
    "update": "The properties of {one} to change.",
    "put": "The properties of {one}. What is left out has its default.",
}


def files_of(draft: Draft) -> dict[str, dict[str, Any]]:
    """Return the content of each file of the folder by its name without ``.yaml``."""
    files = {_operation_id(draft, action): _operation(draft, action) for action in _ORDER if action in draft.texts}
    files |= {_perform_id(draft, verb): _perform(draft, verb, one) for verb, one in draft.performs.items()}
    parameters = {f"{draft.names.schema}Id": _id_parameter(draft)} if _has_item_path(draft) else {}
    parameters |= {name: dict(one) for name, one in draft.filters.items() if name not in draft.shared}
    files["schemas"] = _schemas(draft)
    return files | ({"parameters": parameters} if parameters else {})


def paths_of(draft: Draft) -> dict[str, dict[str, str]]:
    """Return the operations of each path: the method and the name of the file."""
    methods = {"create": "post", "update": "patch", "put": "put", "delete": "delete"}
    collection = draft.place.path
    found: dict[str, dict[str, str]] = {}
    for action in _ORDER:
        if action in draft.texts:
            item = collection if draft.is_single else f"{collection}/{{{draft.names.id}}}"
            path = item if action in _OF_ITEMS else f"{collection}/count" if action == "count" else collection
            found.setdefault(path, {})[methods.get(action, "get")] = _operation_id(draft, action)
    for verb in draft.performs:
        found[f"{collection}/{{{draft.names.id}}}/{verb}"] = {"post": _perform_id(draft, verb)}
    return found


def _operation_id(draft: Draft, action: str) -> str:
    return f"{action}_{draft.names.tag if action in {'list', 'count'} else draft.names.singular}"


def _perform_id(draft: Draft, verb: str) -> str:
    return f"{verb.replace('-', '_')}_{draft.names.singular}"


def _has_item_path(draft: Draft) -> bool:
    return not draft.is_single and bool(_OF_ITEMS & draft.texts.keys() or draft.performs)


def _operation(draft: Draft, action: str) -> dict[str, Any]:
    names = draft.names
    made = _head(draft, _operation_id(draft, action), action, draft.texts[action])
    owners = [_component("parameters", one.component) for one in draft.place.parents]
    own = [_component("parameters", f"{names.schema}Id")] if action in _OF_ITEMS and not draft.is_single else []
    filters = [_component("parameters", one) for one in draft.filters] if action in {"list", "count"} else []
    if action == "count":
        filters = [_component("parameters", name) for name, one in draft.filters.items() if "x-filter" in one]
    paging = [_component("parameters", one) for one in ("Page", "PageSize")] if action == "list" else []
    sorting = _sorting(draft) if action == "list" and draft.sorts else []
    if parameters := [*owners, *own, *paging, *filters, *sorting]:
        made["parameters"] = parameters
    if action in _BODIES:
        schema = _component("schemas", f"{names.schema}{action.capitalize()}")
        made["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    responses = {
        "list": ("200", f"One page of {names.words}.", f"{names.schema}Page"),
        "count": ("200", f"The number of {names.words}.", "Count"),
        "create": ("201", f"The new {names.word}.", names.schema),
        "get": ("200", f"The {names.word}.", names.schema),
        "update": ("200", f"The updated {names.word}.", names.schema),
        "put": ("200", f"The replaced {names.word}.", names.schema),
        "delete": ("204", f"The {names.word} is deleted.", ""),
    }
    made["responses"] = _response(*responses[action])
    if action == "put":
        made["responses"] |= _response("201", f"The new {names.word}.", names.schema)
    return made


def _perform(draft: Draft, verb: str, perform: Perform) -> dict[str, Any]:
    made = _head(draft, _perform_id(draft, verb), "perform", perform.texts)
    made["x-effect"] = "none"
    named = [*(one.component for one in draft.place.parents), f"{draft.names.schema}Id"]
    made["parameters"] = [_component("parameters", one) for one in named]
    word = draft.names.word
    returned = ("200", f"The {word}.", draft.names.schema) if perform.returns else ("204", "Done.", "")
    made["responses"] = _response(*returned)
    return made


def _head(draft: Draft, name: str, action: str, texts: Texts) -> dict[str, Any]:
    return {
        "operationId": name,
        "tags": [draft.names.tag],
        "x-action": action,
        "summary": texts.summary,
        "description": texts.description,
    }


def _component(group: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/components/{group}/{name}"}


def _response(status: str, description: str, schema: str) -> dict[str, Any]:
    content = {"content": {"application/json": {"schema": _component("schemas", schema)}}} if schema else {}
    return {status: {"description": description, **content}}


def _sorting(draft: Draft) -> list[dict[str, Any]]:
    sort_by = {
        "name": "sort_by",
        "in": "query",
        "description": "The property to sort by. Without it, the oldest item comes first.",
        "schema": {"type": "string", "enum": draft.sorts},
        "example": draft.sorts[0],
    }
    return [sort_by, _component("parameters", "SortOrder")]


def _id_parameter(draft: Draft) -> Schema:
    return {
        "name": draft.names.id,
        "in": "path",
        "required": True,
        "description": f"The id of the {draft.names.word}.",
        "schema": {"type": "string", "minLength": 1},
        "example": draft.id_example,
    }


def _schemas(draft: Draft) -> dict[str, Any]:
    names, example = draft.names, _example(draft, draft.item, draft.item.required)
    found: dict[str, Any] = dict(draft.components)
    one = f"the {names.word}" if draft.is_single else names.one
    described = f"{one.capitalize()} of {draft.place.owned_by}."
    found[names.schema] = {
        "type": "object",
        "description": described,
        "required": draft.item.required,
        "properties": draft.item.properties,
        "example": Anchored(names.singular, example) if "list" in draft.texts else example,
    }
    for action, body in (("create", draft.create), ("put", draft.put), ("update", draft.update)):
        if body is not None and action in draft.texts:
            found[f"{names.schema}{action.capitalize()}"] = {
                "type": "object",
                "description": _BODIES[action].format(word=names.word, one=one),
                "required": body.required,
                "additionalProperties": False,
                "properties": body.properties,
                "example": _example(draft, body, body.required or [*body.properties][:1]),
            }
    if "list" in draft.texts:
        found[f"{names.schema}Page"] = dict(_page(draft))
    return found


def _page(draft: Draft) -> Iterator[tuple[str, Any]]:
    names = draft.names
    path = draft.place.path
    for parent in draft.place.parents:
        path = path.replace(f"{{{parent.id_name}}}", str(next(iter(parent.property.get("examples", ["1"])))))
    items = {
        "type": "array",
        "maxItems": 100,
        "description": f"The {names.words} on this page.",
        "items": _component("schemas", names.schema),
    }
    links = {
        "type": "array",
        "description": "Links to this page, the previous and the next page.",
        "items": _component("schemas", "Link"),
    }
    yield "type", "object"
    yield "description", f"One page of {names.words}."
    yield "required", ["items", "pagination", "links"]
    yield "properties", {"items": items, "pagination": _component("schemas", "Pagination"), "links": links}
    example = {
        "items": [Alias(names.singular)],
        "pagination": {"page": 1, "page_size": 20, "item_count": 1},
        "links": [{"rel": "self", "href": f"{path}?page_size=20&page=1"}],
    }
    yield "example", example


def _example(draft: Draft, found: Object, chosen: list[str]) -> dict[str, Any]:
    """Return an example of an object with the chosen properties, in the order of the schema."""
    made = {}
    for name, schema in found.properties.items():
        if name in chosen:
            made[name] = example_of(schema, draft.components, name.replace("_", " "))
    return made


def with_shared(draft: Draft, parameters: Mapping[str, Schema]) -> Draft:
    """Return the draft with the components of the document in place of its own filters that are the same."""
    same = {
        own: name
        for own, one in draft.filters.items()
        for name, other in parameters.items()
        if all(one.get(key) == other.get(key) for key in ("name", "in", "x-filter", "schema", "explode"))
    }
    filters = {same.get(name, name): one for name, one in draft.filters.items()}
    return replace(draft, filters=filters, shared=frozenset(same.values()))
