"""Rules for the parameters of an operation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from generator.diagnostic import Diagnostic
from generator.document import Document
from generator.operations import operations, parameters


def path_parameters_are_declared(document: Document) -> Iterator[Diagnostic]:
    """Require the same parameters in the path template and in the declarations (OpenAPI 3.1, path templating)."""
    for operation in operations(document):
        declared = {item.name: item for item in parameters(document, operation) if item.location == "path"}
        for name in operation.path_parameters:
            if name not in declared:
                message = f"the path has `{{{name}}}`, but the operation declares no path parameter of that name."
                yield document.diagnostic(
                    operation.node.at("parameters"), message, f"Add `{name}` to `parameters`, with `in: path`."
                )
        for name, item in declared.items():
            if name not in operation.path_parameters:
                message = f"the path parameter `{name}` is not in the path `{operation.path}`."
                yield document.diagnostic(item.used, message, f"Remove it, or add `{{{name}}}` to the path.")


def parameters_are_unique(document: Document) -> Iterator[Diagnostic]:
    """Require unique parameter names. They are arguments of one method."""
    for operation in operations(document):
        found = parameters(document, operation)
        times = Counter(item.name for item in found)
        for item in found:
            if times[item.name] > 1:
                message = f"the parameter `{item.name}` is declared {times[item.name]} times."
                yield document.diagnostic(item.used, message, "Delete or rename one of them.")


def parameters_have_a_schema(document: Document) -> Iterator[Diagnostic]:
    """Require a `schema`. Neither the SDK nor the mock supports parameters with `content`."""
    for operation in operations(document):
        for item in parameters(document, operation):
            if item.node.get("schema") is None:
                yield document.diagnostic(
                    item.node, f"the parameter `{item.name}` has no `schema`.", "Add `schema: {type: ...}`."
                )


RULES = (path_parameters_are_declared, parameters_are_unique, parameters_have_a_schema)
