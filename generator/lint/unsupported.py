"""Rules against parts of OpenAPI that neither the mock nor the SDK supports."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostic import Diagnostic
from generator.document import Document
from generator.operations import operations
from generator.walk import METHODS, walk


def path_items_hold_only_operations(document: Document) -> Iterator[Diagnostic]:
    """Allow only operations in path items, so that the file of an operation is complete."""
    for kind, item in walk(document.root):
        if kind != "path item":
            continue
        for name, node in item.items():
            if name not in METHODS and not name.startswith("x-"):
                yield document.diagnostic(node, f"a path item cannot have `{name}`.", "Move it into the operations.")


def no_webhooks(document: Document) -> Iterator[Diagnostic]:
    """Forbid `webhooks`. The mock sends no requests, and the SDK receives none."""
    if node := document.root.get("webhooks"):
        yield document.diagnostic(node, "`webhooks` are not supported.", "Remove them.")


def operations_share_servers_and_security(document: Document) -> Iterator[Diagnostic]:
    """Forbid `servers`, `security` and `callbacks` of single operations. An SDK client has one server and one key."""
    for operation in operations(document):
        for name in ("servers", "security", "callbacks"):
            if node := operation.node.get(name):
                message = f"an operation cannot have `{name}`."
                yield document.diagnostic(node, message, "Remove it. The root defines it for all operations.")


def parameters_are_in_the_path_or_the_query(document: Document) -> Iterator[Diagnostic]:
    """Forbid header and cookie parameters. SDK methods send path and query parameters only."""
    for kind, node in walk(document.root):
        if kind == "parameter" and node.value.get("in") in {"header", "cookie"}:
            message = f"{node.value['in']} parameters are not supported."
            yield document.diagnostic(node, message, "Make it a query parameter or remove it.")


RULES = (
    path_items_hold_only_operations,
    no_webhooks,
    operations_share_servers_and_security,
    parameters_are_in_the_path_or_the_query,
)
