"""Rules for OpenAPI `links`: the operation exists, and the link passes the parameters that it needs."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostic import Diagnostic, suggest
from generator.document import Document, Node
from generator.document.operations import (
    JSON,
    Operation,
    operations,
    parameters,
    properties,
    responses,
)
from generator.document.pointer import from_pointer
from generator.document.resources import resources


def _links(document: Document) -> Iterator[tuple[Operation, Node, Node]]:
    """Yield every link of every response, as the operation, the response and the link."""
    for operation in operations(document):
        for _, used in responses(operation):
            response = document.resolve(used)
            group = response.get("links")
            for _, link in group.items() if group else ():
                yield operation, response, document.resolve(link)


def links_name_an_operation(document: Document) -> Iterator[Diagnostic]:
    """Require an existing `operationId`. An `operationRef` would break when a path is renamed."""
    known = {operation.id for operation in operations(document)}
    for _, _, link in _links(document):
        target = link.value.get("operationId")
        if target is None:
            yield document.diagnostic(link, "the link has no `operationId`.", "Add the operationId of its target.")
        elif target not in known:
            fix = suggest(str(target), known, f"Use one of: {', '.join(sorted(known))}.")
            yield document.diagnostic(link.at("operationId"), f"the operation `{target}` does not exist.", fix)


def links_pass_the_required_parameters(document: Document) -> Iterator[Diagnostic]:
    """Require all path parameters of the target, and no unknown parameter. Query parameters are optional."""
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
                location, f"`{target.id}` has no parameter `{name}`.", f"It has: {', '.join(known) or 'none'}."
            )
        for name, in_path in known.items():
            if in_path and name not in given:
                message = f"the link does not pass `{name}`, which `{target.id}` requires."
                yield document.diagnostic(
                    link.at("parameters"), message, f'Add `{name}: "$response.body#/{name}"` to its `parameters`.'
                )


def link_expressions_resolve(document: Document) -> Iterator[Diagnostic]:
    """Require runtime expressions that resolve. Else the link silently cannot be used."""
    for operation, response, link in _links(document):
        for name, expression in link.value.get("parameters", {}).items():
            if isinstance(expression, str) and not _finds(document, operation, response, expression):
                message = f"`{expression}`, the value of `{name}`, is not in this response or its request."
                fix = (
                    "Use a property of the response, like `$response.body#/project_id`, or a parameter of the request."
                )
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
    return not expression.startswith("$")  # anything else is a constant (OpenAPI 3.1, link object)


def _has(document: Document, schema: Node | None, keys: tuple[str, ...]) -> bool:
    for key in keys:
        if schema is None:
            return False
        schema = document.find(schema, "items") if key.isdigit() else properties(document, schema).get(key)
    return schema is not None


def creates_link_to_their_get(document: Document) -> Iterator[Diagnostic]:
    """Require a link from each create to its get. Stateful tests follow it."""
    linked = {(operation.id, str(link.value.get("operationId"))) for operation, _, link in _links(document)}
    for resource in resources(document):
        create, get = (resource.actions.get(action) for action in ("create", "get"))
        if create and get and (create.id, get.id) not in linked:
            location = create.node.at("responses").at("201")
            fix = f"Add it to the `links` of its 201, under `{get.id}`."
            yield document.diagnostic(location, f"the create has no link to `{get.id}`.", fix)


RULES = (
    links_name_an_operation,
    links_pass_the_required_parameters,
    link_expressions_resolve,
    creates_link_to_their_get,
)
