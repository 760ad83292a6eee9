"""Read the operations of a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from apivideo_admin_mock.errors import SpecError
from apivideo_admin_mock.spec.collections import owner_paths, request_schema
from apivideo_admin_mock.spec.extensions import (
    ActionForm,
    DaysForm,
    Effect,
    EffectForm,
    GenerateId,
    SetForm,
    escape,
    read,
)
from apivideo_admin_mock.spec.filters import read_filter
from apivideo_admin_mock.spec.model import Action, Collection, Operation, Parameter, Payload
from apivideo_admin_mock.spec.refs import Refs
from apivideo_admin_mock.spec.reports import read_report, row_schema

METHODS = ("get", "put", "post", "delete", "patch")
_PAGING_AND_SORTING = {"page", "page_size", "sort_by", "sort_order"}


def read_operations(
    document: Mapping[str, Any], refs: Refs, collections: Mapping[str, Collection]
) -> Iterator[Operation]:
    """Yield each operation of the document. Raises SpecError if one cannot be served."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield _operation(path, method, item[method], refs, collections)


def _operation(
    path: str, method: str, node: Mapping[str, Any], refs: Refs, collections: Mapping[str, Collection]
) -> Operation:
    pointer = f"/paths/{escape(path)}/{method}"
    action: ActionForm | None = read(node, "x-action", ActionForm, pointer)
    if action is None:
        raise SpecError(pointer, f"`x-action` is missing; it is one of {', '.join(Action)}")
    owners = tuple(collections[owner] for owner in owner_paths(path) if owner in collections)
    successes = [int(status) for status in node["responses"] if status.startswith("2")]
    if not successes:
        raise SpecError(f"{pointer}/responses", "has no 2xx response")
    collection = _collection(Action(action), path, owners, collections, pointer)
    items = collection.resource.schema if collection else row_schema(node, refs, pointer)[0]
    parameters = tuple(_parameters(node, items, refs, pointer))
    payload = _payload(node, refs, pointer)
    if collection is not None:
        _check_names(collection, parameters, payload, pointer)
    deprecated = node.get("deprecated") is True
    deprecated_parameters = frozenset(one.name for one in parameters if one.deprecated)
    deprecated_properties = payload.deprecated if payload is not None else frozenset()
    return Operation(
        id=str(node["operationId"]),
        method=method.upper(),
        path=path,
        action=Action(action),
        parameters=parameters,
        payload=payload,
        status=min(successes),
        # The item of a put need not exist.
        owners=owners[:-1] if Action(action) is Action.PUT else owners,
        collection=collection,
        effect=_effect(node, collection, pointer) if Action(action) is Action.PERFORM else None,
        report=read_report(node, path, parameters, refs, pointer) if Action(action) is Action.REPORT else None,
        deprecated=deprecated,
        deprecated_parameters=deprecated_parameters,
        mentions_deprecated=bool(deprecated or deprecated_parameters or deprecated_properties),
    )


def _collection(
    action: Action, path: str, owners: tuple[Collection, ...], collections: Mapping[str, Collection], pointer: str
) -> Collection | None:
    match action:
        case Action.REPORT:
            return None
        case Action.GET | Action.UPDATE | Action.PUT | Action.DELETE if path.endswith("}"):
            found = owners[-1] if owners else None
        case Action.GET | Action.UPDATE:
            found = collections.get(path)
            found = found if found is not None and found.is_single else None
        case Action.PUT | Action.DELETE:
            found = None
        case Action.PERFORM:
            found = owners[-1] if owners and path.rpartition("/")[0].endswith("}") else None
        case Action.COUNT:
            found = collections.get(path.removesuffix("/count")) if path.endswith("/count") else None
        case Action.LIST | Action.CREATE:
            found = collections.get(path)
    if found is None:
        raise SpecError(
            pointer,
            f"`x-action: {action}` does not match this path. A collection has a list, a create, or an item path below it.",
        )
    return found


def _check_names(
    collection: Collection, parameters: tuple[Parameter, ...], payload: Payload | None, pointer: str
) -> None:
    """Raise SpecError if a sort or the payload names a property that the resource does not have."""
    named = [value for one in parameters if one.name == "sort_by" for value in one.schema.get("enum", ())]
    named += payload.schema.get("properties", {}) if payload else ()
    known = collection.resource.schema.get("properties", {})
    for name in named:
        if name not in known:
            raise SpecError(
                pointer, f"`{name}` is not a property of the resource. Known properties: {', '.join(known)}"
            )


def _effect(node: Mapping[str, Any], collection: Collection | None, pointer: str) -> Effect:
    """Return what a custom action changes. Raises SpecError if it changes what the resource does not have, or what no action changes."""
    effect: EffectForm | None = read(node, "x-effect", EffectForm, pointer)
    if effect is None:
        raise SpecError(pointer, "`x-action: perform` must have `x-effect`, which can be `none`")
    if not isinstance(effect, Effect):
        return Effect()
    known = {field.name: field for field in collection.resource.fields} if collection else {}
    unique = collection.resource.unique if collection else ()
    for name in (*effect.set, *effect.now):
        field = known.get(name)
        if field is None or field.from_path or isinstance(field.generate, GenerateId) or name in unique:
            raise SpecError(f"{pointer}/x-effect", f"`{name}` is not a property of the resource that can be changed")
    return effect


def _parameters(node: Mapping[str, Any], items: Mapping[str, Any], refs: Refs, pointer: str) -> Iterator[Parameter]:
    for index, raw in enumerate(node.get("parameters", ())):
        location = f"{pointer}/parameters/{index}"
        parameter = refs.resolve(raw, location)
        if parameter.get("in") != "query":
            continue
        name = str(parameter["name"])
        filtering = read_filter(parameter, items, refs, location)
        days: DaysForm | None = read(parameter, "x-days", DaysForm, location)
        effect: EffectForm | None = read(parameter, "x-effect", EffectForm, location)
        if isinstance(effect, Effect):
            raise SpecError(
                location, f"`x-effect` of `{name}` must be `none` or `group`: a parameter changes no properties"
            )
        if filtering is None and days is None and effect is None and name not in _PAGING_AND_SORTING:
            meanings = "`x-filter`, `x-days`, or `x-effect`"
            raise SpecError(location, f"`{name}` has no meaning: add {meanings}")
        schema = refs.resolve(parameter.get("schema"), f"{location}/schema")
        values = None
        if schema.get("type") == "array":
            values = refs.resolve(schema.get("items", {}), f"{location}/schema/items")
        if parameter.get("style", "form") != "form":
            raise SpecError(f"{location}/style", f"`{name}` must have the style `form`")
        commas = parameter.get("explode") is False
        is_required, groups = bool(parameter.get("required")), effect == "group"
        # The parameter itself is deprecated, or its schema.
        deprecated = parameter.get("deprecated") is True or schema.get("deprecated") is True
        yield Parameter(name, schema, is_required, filtering, days, values, commas, groups, deprecated)


def _payload(node: Mapping[str, Any], refs: Refs, pointer: str) -> Payload | None:
    schema = request_schema(node, refs, pointer)
    if schema is None:
        return None
    location = f"{pointer}/requestBody/content/application~1json/schema"
    sets = {
        name: value
        for name, prop in schema.get("properties", {}).items()
        if (value := read(refs.resolve(prop, location), "x-set", SetForm, f"{location}/properties/{name}")) is not None
    }
    deprecated = {
        name
        for name, prop in schema.get("properties", {}).items()
        if isinstance(prop, dict) and (prop.get("deprecated") or refs.resolve(prop, location).get("deprecated")) is True
    }
    return Payload(schema, sets, frozenset(deprecated))
