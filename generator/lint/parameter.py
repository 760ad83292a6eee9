"""The parameters of an operation agree with its path and with each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from generator.diagnostic import Diagnostic
from generator.document import Document
from generator.operations import operations, parameters


def path_parameters_are_declared(document: Document) -> Iterator[Diagnostic]:
    """Because what stands in braces in the path must be declared, and the other way round (OpenAPI 3.1, path templating)."""
    for operation in operations(document):
        declared = {item.name: item for item in parameters(document, operation) if item.location == "path"}
        for name in operation.path_parameters:
            if name not in declared:
                message = f"the path has `{{{name}}}`, and the operation declares no path parameter of that name."
                yield document.diagnostic(
                    operation.node.at("parameters"), message, f"Add `{name}` to `parameters`, with `in: path`."
                )
        for name, item in declared.items():
            if name not in operation.path_parameters:
                message = f"the path parameter `{name}` is not in the path `{operation.path}`."
                yield document.diagnostic(item.used, message, f"Remove it, or add `{{{name}}}` to the path.")


def parameters_are_unique(document: Document) -> Iterator[Diagnostic]:
    """Both become arguments of one method, which cannot have two of the same name."""
    for operation in operations(document):
        found = parameters(document, operation)
        times = Counter(item.name for item in found)
        for item in found:
            if times[item.name] > 1:
                message = f"the parameter `{item.name}` is there {times[item.name]} times."
                yield document.diagnostic(item.used, message, "Delete or rename one of them.")


def parameters_have_a_schema(document: Document) -> Iterator[Diagnostic]:
    """Because a parameter with `content` would be serialized in a way that neither the SDK nor the mock knows."""
    for operation in operations(document):
        for item in parameters(document, operation):
            if item.node.get("schema") is None:
                yield document.diagnostic(
                    item.node, f"the parameter `{item.name}` has no `schema`.", "Add `schema: {type: ...}`."
                )


RULES = (path_parameters_are_declared, parameters_are_unique, parameters_have_a_schema)
