"""Rules for `x-action`: it matches the method, the form of the path, the success status and the request body."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from generator.diagnostic import Diagnostic
from generator.document import Document
from generator.document.operations import Operation, operations, responses
from generator.document.resources import is_single


class Shape(NamedTuple):
    """The requirements of an action. ``path`` is a key of ``_PATHS``; the success has one of the ``statuses``, of a put both."""

    method: str
    path: str
    statuses: tuple[str, ...]
    body: bool


ACTIONS = {
    "list": Shape("get", "collection", ("200",), body=False),
    "count": Shape("get", "count", ("200",), body=False),
    "get": Shape("get", "one item", ("200",), body=False),
    "create": Shape("post", "collection", ("201",), body=True),
    "update": Shape("patch", "one item", ("200",), body=True),
    "put": Shape("put", "item", ("200", "201"), body=True),
    "delete": Shape("delete", "item", ("204",), body=False),
    "perform": Shape("post", "directly below an item", ("200", "204"), body=False),
    "report": Shape("get", "collection", ("200",), body=False),
}

_PATHS = {
    "item": "a path that ends with a parameter, like `/projects/{project_id}`",
    "one item": "a path that ends with a parameter, like `/projects/{project_id}`, or that of an item without an id, like `/account`",
    "collection": "a path that ends with a plain segment, like `/projects`",
    "count": "a path that ends with `/count`",
    "directly below an item": "one plain segment after a parameter, like `/invitations/{invitation_id}/resend`",
}


def _known(document: Document) -> Iterator[tuple[Operation, Shape]]:
    for operation in operations(document):
        if operation.action in ACTIONS:
            yield operation, ACTIONS[operation.action]


def _fits(operation: Operation, shape: str, known: Sequence[Operation]) -> bool:
    is_count = operation.path.endswith("/count")
    match shape:
        case "item":
            return operation.is_item
        case "one item":
            return operation.is_item or is_single(operation, known)
        case "count":
            return is_count
        case "directly below an item":
            return operation.path.rpartition("/")[0].endswith("}") and not operation.is_item and not is_count
        case _:
            return not operation.is_item and not is_count


def operations_have_an_action(document: Document) -> Iterator[Diagnostic]:
    """Require an `x-action`. It determines the behaviour of the mock and the name of the SDK's method."""
    for operation in operations(document):
        if "x-action" not in operation.node.value:
            message = "the operation has no `x-action`."
            yield document.diagnostic(operation.node, message, f"Add `x-action:` with one of: {', '.join(ACTIONS)}.")


def action_agrees_with_method(document: Document) -> Iterator[Diagnostic]:
    """Require the HTTP method of the action. Another method would have other semantics (RFC 9110, section 9)."""
    for operation, shape in _known(document):
        if operation.method != shape.method:
            message = f"`x-action: {operation.action}` does not match {operation.method.upper()}."
            yield document.diagnostic(
                operation.node.at("x-action"), message, f"Use {shape.method.upper()}, or fix `x-action`."
            )


def action_agrees_with_path(document: Document) -> Iterator[Diagnostic]:
    """Require the form of path of the action. The path determines the resource."""
    known = list(operations(document))
    for operation, shape in _known(document):
        if not _fits(operation, shape.path, known):
            message = f"`x-action: {operation.action}` does not match the path `{operation.path}`."
            yield document.diagnostic(operation.node.at("x-action"), message, f"It needs {_PATHS[shape.path]}.")


def action_agrees_with_status(document: Document) -> Iterator[Diagnostic]:
    """Require the success status of the action. The SDK decodes no other status."""
    for operation, shape in _known(document):
        documented = [status for status, _ in responses(operation) if status.startswith("2")]
        if operation.action == "put":
            if sorted(documented) != sorted(shape.statuses):
                message = f"`x-action: put` requires the success statuses 200 and 201; documented: {documented}."
                fix = 'Document "200" for an item that is replaced and "201" for a new one (RFC 9110, section 9.3.4).'
                yield document.diagnostic(operation.node.at("responses"), message, fix)
        elif len(documented) != 1 or documented[0] not in shape.statuses:
            wanted = " or ".join(shape.statuses)
            message = f"`x-action: {operation.action}` requires the success status {wanted}; documented: {documented}."
            quoted = " or ".join(f'"{status}"' for status in shape.statuses)
            yield document.diagnostic(
                operation.node.at("responses"), message, f"Document {quoted} as the only success."
            )


def action_agrees_with_body(document: Document) -> Iterator[Diagnostic]:
    """Require a body for create, update and put, and forbid it for others. GET and DELETE ignore a body (RFC 9110, 9.3.1)."""
    for operation, shape in _known(document):
        body = operation.node.get("requestBody")
        if shape.body and (body is None or document.resolve(body).value.get("required") is not True):
            message = f"`x-action: {operation.action}` needs a request body."
            yield document.diagnostic(
                operation.node.at("requestBody"), message, "Add `requestBody` with `required: true`."
            )
        elif body is not None and not shape.body:
            message = f"`x-action: {operation.action}` must not have a request body."
            fix = "Remove `requestBody`."
            if operation.action == "perform":
                fix = "Remove `requestBody`; an update sets values that clients choose."
            yield document.diagnostic(body, message, fix)


RULES = (
    action_agrees_with_method,
    action_agrees_with_path,
    action_agrees_with_status,
    action_agrees_with_body,
)
