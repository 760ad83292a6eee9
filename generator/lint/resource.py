"""Rules for resources: one schema for all operations, and a source for the value of each property."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from generator.diagnostic import Diagnostic
from generator.document import Document, Node
from generator.document.operations import JSON, Operation, body_schema, operations, properties, required, responses
from generator.document.resources import DEFINING, Resource, collection_of, resources, returned_item


def collections_return_their_items(document: Document) -> Iterator[Diagnostic]:
    """Require a get, list, create or update for each collection. Its response defines the resource that the mock stores."""
    seen: set[str | None] = {None}
    seen |= {collection_of(operation) for operation in operations(document) if operation.action in DEFINING}
    for operation in operations(document):
        collection = collection_of(operation)
        if collection not in seen:
            seen.add(collection)  # one diagnostic for all operations of the collection
            fix = f"Add an operation with `x-action: get` on `{collection}/{{..._id}}`, or a list."
            message = f"no operation returns the items of `{collection}`."
            yield document.diagnostic(operation.node.at("x-action"), message, fix)


def operations_share_the_schema_of_the_resource(document: Document) -> Iterator[Diagnostic]:
    """Require the same schema for create, get, list, update and perform. It is one class of the SDK."""
    for resource in resources(document):
        others = [("perform", operation) for operation in resource.performs]
        for action, operation in [*resource.actions.items(), *others]:
            found = _returned(document, action, operation) if action in {*DEFINING, "perform"} else []
            if any(schema.path != resource.schema.path for schema in found):
                message = f"`{operation.id}` returns another schema than `{resource.definition.id}`."
                fix = f"Refer to `{resource.schema.path[-1]}` here as well."
                yield document.diagnostic(operation.node.at("responses"), message, fix)


def _returned(document: Document, action: str, operation: Operation) -> list[Node]:
    """Return the schemas of the item in the successful responses of an operation: a put has two."""
    if action != "put":
        schema = returned_item(document, operation)
        return [] if schema is None else [schema]
    found = [document.find(node, "content", JSON, "schema") for code, node in responses(operation) if code[0] == "2"]
    return [one for one in found if one is not None]


def requests_have_properties(document: Document) -> Iterator[Diagnostic]:
    """Require a property in the body of each request: the SDK has an argument for each, and a method without one does nothing."""
    for operation in operations(document):
        schema = body_schema(document, operation)
        if schema is not None and not properties(document, schema):
            message = f"the body of `{operation.id}` has no properties."
            yield document.diagnostic(schema, message, "Add one to its `properties`, or remove the operation.")


def requests_set_properties_of_the_resource(document: Document) -> Iterator[Diagnostic]:
    """Require that the resource has every property that a request sets. Others would be lost."""
    for resource in resources(document):
        known = properties(document, resource.schema)
        for action in ("create", "update", "put"):
            for name, node in _body(document, resource, action).items():
                if name not in known:
                    message = f"`{name}` is not a property of `{resource.schema.path[-1]}`."
                    yield document.diagnostic(node, message, "Add it there or remove it here.")


def parent_ids_are_properties_of_the_resource(document: Document) -> Iterator[Diagnostic]:
    """Require the path parameters as properties, so that an item identifies itself and its parents. Links use them."""
    for resource in resources(document):
        known = properties(document, resource.schema)
        for name in resource.path_parameters:
            if name not in known:
                fix = f"Add it to `{resource.schema.path[-1]}`, with `readOnly: true`."
                yield document.diagnostic(resource.schema, f"the path parameter `{name}` is not a property.", fix)


def subpaths_do_not_share_property_names(document: Document) -> Iterator[Diagnostic]:
    """Forbid a property with the name of a path below the item. Scenarios of the mock put both into one mapping."""
    below: dict[str, list[Operation]] = defaultdict(list)
    for operation in operations(document):
        below[operation.path.rpartition("/")[0]].append(operation)
    for resource in resources(document):
        known = properties(document, resource.schema)
        for operation in below[resource.item_path]:
            name = operation.path.rpartition("/")[2].replace("-", "_")
            if name in known and operation.action in {"list", "create", "report", "get", "update"}:
                message = f"`{name}` is a property of `{resource.schema.path[-1]}` and also the last segment of `{operation.path}`."
                yield document.diagnostic(known[name], message, "Rename one of them.")


def required_properties_have_an_initial_value(document: Document) -> Iterator[Diagnostic]:
    """Require a source for the initial value of each required property, so that a new item is valid."""
    for resource in resources(document):
        create = resource.creator
        sure = required(document, body_schema(document, create)) if create else set()
        body = properties(document, body_schema(document, create)) if create else {}
        # A keyword beside a `$ref` applies as well (OpenAPI 3.1).
        given = sure | {name for name, one in body.items() if "default" in one.value | document.resolve(one).value}
        schema = properties(document, resource.schema)
        for name in sorted(required(document, resource.schema) & set(schema)):
            value = schema[name].value | document.resolve(schema[name]).value
            is_in_path = name in resource.parents or ("put" in resource.actions and name == resource.id_name)
            if name not in given and not is_in_path and not {"x-generate", "default"} & set(value):
                message = f"a new `{resource.schema.path[-1]}` has no value for the required property `{name}`."
                require = "Require it in the create, or add" if create else "Add"
                fix = f"{require} a `default`, or `x-generate` if the server generates it."
                yield document.diagnostic(schema[name], message, fix)


def _body(document: Document, resource: Resource, action: str) -> dict[str, Node]:
    operation = resource.actions.get(action)
    return properties(document, body_schema(document, operation)) if operation else {}


RULES = (
    operations_share_the_schema_of_the_resource,
    requests_have_properties,
    requests_set_properties_of_the_resource,
    parent_ids_are_properties_of_the_resource,
    subpaths_do_not_share_property_names,
    required_properties_have_an_initial_value,
)
