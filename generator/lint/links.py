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
    """Yield every link of a response that an operation has: the operation, the response, the link."""
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
            yield document.diagnostic(link, "the link has no `operationId`.", "Name the operation that it leads to.")
        elif target not in known:
            fix = suggest(str(target), known, f"Use one of: {', '.join(sorted(known))}.")
            yield document.diagnostic(link.at("operationId"), f"there is no operation `{target}`.", fix)


def links_pass_the_required_parameters(document: Document) -> Iterator[Diagnostic]:
    """Whoever follows a link has no other source for the ids in the path; the query stays his choice."""
    targets = {operation.id: operation for operation in operations(document)}
    for _, _, link in _links(document):
        target = targets.get(str(link.value.get("operationId")))
        if target is None:
            continue
        known = {item.name: item.location == "path" for item in parameters(document, target)}
        given = {name.removeprefix("path.").removeprefix("query.") for name in link.value.get("parameters", {})}
        for name in sorted(given - set(known)):
            location = link.at("parameters").at(name)
            yield document.diagnostic(
                location, f"`{target.id}` has no parameter `{name}`.", f"It has: {', '.join(known)}."
            )
        for name, in_path in known.items():
            if in_path and name not in given:
                message = f"the link does not give `{name}`, which `{target.id}` needs."
                yield document.diagnostic(
                    link.at("parameters"), message, f'Add `{name}: "$response.body#/{name}"` to its `parameters`.'
                )


def link_expressions_resolve(document: Document) -> Iterator[Diagnostic]:
    """Because a runtime expression of OpenAPI that finds nothing makes the link unusable without a word."""
    for operation, response, link in _links(document):
        for name, expression in link.value.get("parameters", {}).items():
            if isinstance(expression, str) and not _finds(document, operation, response, expression):
                message = f"`{expression}`, the value of `{name}`, is not in this answer or its request."
                fix = "Name a property of the response, as `$response.body#/project_id`, or a parameter of the request."
                yield document.diagnostic(link.at("parameters").at(name), message, fix)


def _finds(document: Document, operation: Operation, response: Node, expression: str) -> bool:
    source, _, pointer = expression.partition("#")
    if source == "$response.body":
        return _has(document, document.find(response, "content", JSON, "schema"), from_pointer(pointer))
    if source == "$request.body":
        return _has(
            document, document.find(operation.node, "requestBody", "content", JSON, "schema"), from_pointer(pointer)
        )
    for location in ("path", "query"):
        prefix = f"$request.{location}."
        if expression.startswith(prefix):
            own = parameters(document, operation)
            return any(item.location == location and item.name == expression.removeprefix(prefix) for item in own)
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
            location = create.node.at("responses").at("201")
            yield document.diagnostic(
                location, message, f"Add it to the `links` of its 201, under `{resource.get.id}`."
            )


RULES = (
    links_name_an_operation,
    links_pass_the_required_parameters,
    link_expressions_resolve,
    creates_link_to_their_get,
)
