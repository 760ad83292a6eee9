"""Check the rules that relate several parts of a document, so that serving it cannot fail at run time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from apivideo_admin_mock.errors import SpecError
from apivideo_admin_mock.spec.collections import owner_paths
from apivideo_admin_mock.spec.extensions import GenerateAfter, GenerateNow, GenerateUpdated, escape
from apivideo_admin_mock.spec.model import Action, Collection, Operation, query_schema
from apivideo_admin_mock.spec.schemas import SchemaRegistry

_SCALARS = frozenset({"string", "integer", "number", "boolean"})


def check_operations(document: Mapping[str, Any], operations: tuple[Operation, ...]) -> None:
    """Raise SpecError for the first operation that cannot be served."""
    for path, item in document["paths"].items():
        if "parameters" in item:
            raise SpecError(f"/paths/{escape(path)}/parameters", "move the parameters into each operation")
    known = {operation.collection.path for operation in operations if operation.collection}
    for name, times in Counter(operation.id for operation in operations).items():
        if times > 1:
            raise SpecError("/paths", f"{times} operations have the operationId `{name}`")
    for operation in operations:
        pointer = f"/paths/{escape(operation.path)}/{operation.method.lower()}"
        for owner in owner_paths(operation.path):
            if owner not in known:
                raise SpecError(
                    pointer, f"add a get, a list or a create to `{owner}`: this path contains one of its items"
                )
        for message in _errors(operation):
            raise SpecError(pointer, message)


def _errors(operation: Operation) -> Iterator[str]:
    for parameter in operation.parameters:
        if (parameter.schema if parameter.items is None else parameter.items).get("type") not in _SCALARS:
            yield f"the query parameter `{parameter.name}` must have one of the types {', '.join(sorted(_SCALARS))}, or be a list of one"
    if operation.payload and operation.payload.schema.get("additionalProperties") is not False:
        yield "the payload must have `additionalProperties: false`"
    if operation.action is Action.LIST:
        yield from _list_errors(operation)


def _list_errors(operation: Operation) -> Iterator[str]:
    parameters = {parameter.name: parameter for parameter in operation.parameters}
    for name in ("page", "page_size"):
        if name not in parameters or not isinstance(parameters[name].schema.get("default"), int):
            yield f"a list must have the parameter `{name}`, with a default"
    if "sort_by" in parameters:
        names = parameters["sort_by"].schema.get("enum")
        if not names:
            yield "`sort_by` must have an enum of properties"
        properties = operation.collection.resource.schema["properties"] if operation.collection else {}
        for name in names or ():
            types = _types(properties.get(name, {}))
            if len(types) > 1 or not types <= _SCALARS:
                yield f"`sort_by` cannot contain `{name}`: its values do not have a single scalar type"


def _types(schema: Mapping[str, Any]) -> set[str]:
    """Return the types of a property, without null. A reference is not resolved and has none."""
    types = schema.get("type", ())
    return ({types} if isinstance(types, str) else set(types)) - {"null"}


def check_collections(collections: tuple[Collection, ...], operations: tuple[Operation, ...]) -> None:
    """Raise SpecError for a name with two meanings: in a scenario, properties, collections and reports share a mapping."""
    for owner in (None, *collections):
        owners = () if owner is None else (*owner.parents, owner)
        names = [one.name for one in collections if one.parents == owners]
        names += [one.report.name for one in operations if one.report is not None and one.owners == owners]
        names += owner.resource.schema.get("properties", {}) if owner else ()
        for name, times in Counter(names).items():
            if times > 1:
                where = f"/paths/{escape(owner.path)}" if owner else "/paths"
                raise SpecError(
                    where, f"`{name}` is the name of {times} properties, collections or reports; rename one"
                )


def check_schemas(
    schemas: SchemaRegistry, operations: tuple[Operation, ...], collections: tuple[Collection, ...]
) -> None:
    """Raise SpecError for the first invalid schema of a query, payload, report or resource. Validators compile them later."""
    found: list[tuple[str, Mapping[str, Any]]] = []
    for operation in operations:
        pointer = f"/paths/{escape(operation.path)}/{operation.method.lower()}"
        found.append((f"{pointer}/parameters", query_schema(operation.parameters)))
        if operation.payload is not None:
            found.append((f"{pointer}/requestBody", operation.payload.schema))
        if operation.report is not None:
            found.append((f"{pointer}/responses", operation.report.schema))
    found += ((f"/paths/{escape(one.path)}", one.resource.schema) for one in collections)
    schemas.check(found)


def check_expiry(collection: Collection, pointer: str) -> None:
    """Raise SpecError if the properties of `x-expire` are not a date-time and, if it has a flag, a boolean."""
    expire, properties = collection.resource.expire, collection.resource.schema.get("properties", {})
    if expire is None:
        return
    if properties[expire.at].get("format") != "date-time":
        raise SpecError(pointer, f"`x-expire.at`: `{expire.at}` must have the format date-time")
    if expire.flag is None:
        return
    if properties[expire.flag].get("type") != "boolean" or not isinstance(properties[expire.flag].get("default"), bool):
        raise SpecError(pointer, f"`x-expire.flag`: `{expire.flag}` must be a boolean with a default")


def check_generated_times(collection: Collection, pointer: str) -> None:
    """Raise SpecError if a property with `x-generate: {kind: after}` refers to no time of the server, or to no integer."""
    resource = collection.resource
    times = {one.name for one in resource.fields if isinstance(one.generate, GenerateNow | GenerateUpdated)}
    for field in resource.fields:
        if not isinstance(field.generate, GenerateAfter):
            continue
        if field.generate.time not in times:
            raise SpecError(
                pointer, f"`x-generate` of `{field.name}`: `time` must be a property with kind now or updated"
            )
        seconds = field.generate.seconds
        if isinstance(seconds, str) and _types(resource.schema["properties"].get(seconds, {})) != {"integer"}:
            raise SpecError(
                pointer, f"`x-generate` of `{field.name}`: `seconds` must be a number or an integer property"
            )
