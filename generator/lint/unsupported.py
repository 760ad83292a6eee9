"""Parts of OpenAPI that neither the mock nor the SDK acts on: silence would look like support."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostic import Diagnostic
from generator.document import Document
from generator.operations import operations
from generator.walk import METHODS, walk


def path_items_hold_only_operations(document: Document) -> Iterator[Diagnostic]:
    """Because a file of an operation says all about it; what stands beside it in the root would be overlooked."""
    for kind, item in walk(document.root):
        if kind != "path item":
            continue
        for name, node in item.items():
            if name not in METHODS and not name.startswith("x-"):
                yield document.diagnostic(node, f"a path cannot have `{name}` here.", "Move it into the operations.")


def no_webhooks(document: Document) -> Iterator[Diagnostic]:
    """Because the mock sends no requests, and the SDK receives none."""
    if node := document.root.get("webhooks"):
        yield document.diagnostic(node, "`webhooks` are not supported.", "Remove them.")


def operations_share_servers_and_security(document: Document) -> Iterator[Diagnostic]:
    """One client holds one server and one key, for all of its methods."""
    for operation in operations(document):
        for name in ("servers", "security", "callbacks"):
            if node := operation.node.get(name):
                message = f"an operation cannot have `{name}` here."
                yield document.diagnostic(node, message, "Remove it; those of the root hold for every operation.")


def parameters_are_in_the_path_or_the_query(document: Document) -> Iterator[Diagnostic]:
    """Because the SDK's arguments are those of the path and the query; headers and cookies are the transport's."""
    for kind, node in walk(document.root):
        if kind == "parameter" and node.value.get("in") in {"header", "cookie"}:
            message = f"a parameter cannot be in the {node.value['in']} here."
            yield document.diagnostic(node, message, "Make it a query parameter, or remove it.")


RULES = (
    path_items_hold_only_operations,
    no_webhooks,
    operations_share_servers_and_security,
    parameters_are_in_the_path_or_the_query,
)
