"""OpenAPI `links` lead to operations that exist, with all that these need."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostic import Diagnostic
from generator.document import Document, Node
from generator.operations import (
    JSON,
    Operation,
    operations,
    parameters,
    properties,
    responses,
)
from generator.pointer import from_pointer
from generator.resources import resources
from generator.suggest import suggest


def _links(document: Document) -> Iterator[tuple[Operation, Node, Node]]:
    """Give every link of a response that an operation has: the operation, the response, the link."""
    for operation in operations(document):
        for _, used in responses(operation):
            response = document.follow(used)
            group = response.get("links")
            for _, link in group.items() if group else ():
                yield operation, response, document.follow(link)


def links_name_an_operation(document: Document) -> Iterator[Diagnostic]:
    """Because a link to nothing helps nobody; `operationRef` would break when a path is renamed."""
    known = {operation.id for operation in operations(document)}
    for _, _, link in _links(document):
        target = link.value.get("operationId")
        if target is None:
            yield document.fault(link, "the link has no `operationId`.", "Name the operation that it leads to.")
        elif target not in known:
            mend = suggest(str(target), known, f"Use one of: {', '.join(sorted(known))}.")
            yield document.fault(link.at("operationId"), f"there is no operation `{target}`.", mend)


def links_give_the_parameters_of_their_operation(document: Document) -> Iterator[Diagnostic]:
    """Whoever follows a link has no other source for the ids in the path; the query stays his choice."""
    targets = {operation.id: operation for operation in operations(document)}
    for _, _, link in _links(document):
        target = targets.get(str(link.value.get("operationId")))
        if target is None:
            continue
        known = {item.name: item.place == "path" for item in parameters(document, target)}
        given = {name.removeprefix("path.").removeprefix("query.") for name in link.value.get("parameters", {})}
        for name in sorted(given - set(known)):
            place = link.at("parameters").at(name)
            yield document.fault(place, f"`{target.id}` has no parameter `{name}`.", f"It has: {', '.join(known)}.")
        for name, in_path in known.items():
            if in_path and name not in given:
                message = f"the link does not give `{name}`, which `{target.id}` needs."
                yield document.fault(
                    link.at("parameters"), message, f'Add `{name}: "$response.body#/{name}"` to its `parameters`.'
                )


def links_take_from_what_is_there(document: Document) -> Iterator[Diagnostic]:
    """Because a runtime expression of OpenAPI that finds nothing makes the link unusable without a word."""
    for operation, response, link in _links(document):
        for name, expression in link.value.get("parameters", {}).items():
            if isinstance(expression, str) and not _finds(document, operation, response, expression):
                message = f"`{expression}`, the value of `{name}`, is not in this answer or its request."
                mend = (
                    "Name a property of the response, as `$response.body#/project_id`, or a parameter of the request."
                )
                yield document.fault(link.at("parameters").at(name), message, mend)


def _finds(document: Document, operation: Operation, response: Node, expression: str) -> bool:
    source, _, pointer = expression.partition("#")
    if source == "$response.body":
        return _has(document, document.find(response, "content", JSON, "schema"), from_pointer(pointer))
    if source == "$request.body":
        return _has(
            document, document.find(operation.node, "requestBody", "content", JSON, "schema"), from_pointer(pointer)
        )
    for place in ("path", "query"):
        prefix = f"$request.{place}."
        if expression.startswith(prefix):
            own = parameters(document, operation)
            return any(item.place == place and item.name == expression.removeprefix(prefix) for item in own)
    return not expression.startswith("$")  # Anything else is a constant (OpenAPI 3.1, link object).


def _has(document: Document, schema: Node | None, keys: tuple[str, ...]) -> bool:
    for key in keys:
        if schema is None:
            return False
        schema = document.find(schema, "items") if key.isdigit() else properties(document, schema).get(key)
    return schema is not None


def creates_link_to_their_get(document: Document) -> Iterator[Diagnostic]:
    """Whoever creates something reads it next, and stateful tests find the way by this link."""
    linked = {(operation.id, str(link.value.get("operationId"))) for operation, _, link in _links(document)}
    for resource in resources(document):
        create = resource.actions.get("create")
        if create and (create.id, resource.get.id) not in linked:
            message = f"the create has no link to `{resource.get.id}`."
            place = create.node.at("responses").at("201")
            yield document.fault(place, message, f"Add it to the `links` of its 201, under `{resource.get.id}`.")


RULES = (
    links_name_an_operation,
    links_give_the_parameters_of_their_operation,
    links_take_from_what_is_there,
    creates_link_to_their_get,
)
