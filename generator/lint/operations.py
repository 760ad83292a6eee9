"""Rules for operations and their parameters: a unique operationId, one declared tag, a unique name in the SDK."""

from __future__ import annotations

import keyword
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

from generator.diagnostic import Diagnostic, suggest
from generator.document import Document
from generator.document.naming import method_name, namespace
from generator.document.operations import Operation, declared_tags, operations, parameters
from generator.document.walk import walk
from generator.lint.names import is_snake_case


def operation_ids_are_unique(document: Document) -> Iterator[Diagnostic]:
    """Require a unique operationId. Links, files and messages use it."""
    first: dict[str, Operation] = {}
    for operation in operations(document):
        if not operation.id:
            fix = f"Add `operationId: {_proposed_id(document, operation)}`."
            yield document.diagnostic(operation.node.at("operationId"), "the operation has no `operationId`.", fix)
        elif operation.id in first:
            other = first[operation.id]
            message = f"the operationId `{operation.id}` is also that of `{other.method} {other.path}`."
            yield document.diagnostic(operation.node.at("operationId"), message, "Use a unique operationId.")
        first.setdefault(operation.id, operation)


def operations_have_one_declared_tag(document: Document) -> Iterator[Diagnostic]:
    """Require exactly one declared tag. It is the SDK's namespace for the operation."""
    declared = declared_tags(document)
    for operation in operations(document):
        if len(operation.tags) != 1:
            message = f"the operation has {len(operation.tags)} tags."
            fix = f"Use exactly one of: {', '.join(declared)}."
            yield document.diagnostic(operation.node.at("tags"), message, fix)
        elif operation.tags[0] not in declared:
            message = f"the tag `{operation.tags[0]}` is not declared."
            otherwise = "Add it to `tags` of the root file, with a description."
            yield document.diagnostic(
                operation.node.at("tags"), message, suggest(operation.tags[0], declared, otherwise)
            )


def declared_tags_are_unique_and_used(document: Document) -> Iterator[Diagnostic]:
    """Forbid duplicate and unused tags. An unused tag would be an empty namespace of the SDK."""
    used = {tag for operation in operations(document) for tag in operation.tags}
    seen = set()
    tags = document.root.get("tags")
    for node in tags.elements() if tags else ():
        name = node.value["name"]
        if name in seen:
            yield document.diagnostic(node, f"the tag `{name}` is declared twice.", "Delete one of them.")
        elif name not in used:
            yield document.diagnostic(
                node, f"no operation has the tag `{name}`.", "Delete it or add it to an operation."
            )
        seen.add(name)


def methods_of_the_sdk_are_unique(document: Document) -> Iterator[Diagnostic]:
    """Require unique method names in each namespace of the SDK."""
    first: dict[tuple[str, str], Operation] = {}
    for operation in _named(document):
        name = (namespace(operation.node.value), method_name(operation.node.value, operation.path))
        if name in first:
            dotted = ".".join(name)
            message = f"the SDK method `{dotted}` already exists for `{first[name].id}`."
            yield document.diagnostic(operation.node.at("tags"), message, "Use another tag.")
        first.setdefault(name, operation)


def method_names_are_identifiers(document: Document) -> Iterator[Diagnostic]:
    """Require names that are valid in Python, not keywords."""
    for operation in _named(document):
        names = {
            "tags": namespace(operation.node.value),
            "operationId": method_name(operation.node.value, operation.path),
        }
        for member, name in names.items():
            if not name.isidentifier() or keyword.iskeyword(name):
                message = f"`{name}` is not a valid name in the SDK."
                yield document.diagnostic(operation.node.at(member), message, "Use another tag or operationId.")


def operation_ids_start_with_their_action(document: Document) -> Iterator[Diagnostic]:
    """Require operationIds that start with the action: `list_projects`, `get_delivery_usage` of a report, `resend_...` of `/resend`."""
    for operation in _named(document):
        tag = operation.tags[0]
        if not is_snake_case(operation.id):
            continue  # renamed for another reason
        if operation.action == "report":
            if not (operation.id.startswith("get_") and operation.id.endswith(f"_{tag}")):
                message = f"`{operation.id}` is not a valid operationId for a report of `{tag}`."
                yield document.diagnostic(operation.node.at("operationId"), message, f"Name it `get_<what>_{tag}`.")
        elif operation.action == "perform":
            verb = method_name(operation.node.value, operation.path)
            if not operation.id.startswith(f"{verb}_"):
                message = f"`{operation.id}` does not start with the last segment of its path, `{verb}`."
                fix = f"Rename it to `{verb}_{operation.id.partition('_')[2] or tag}`, or fix the path."
                yield document.diagnostic(operation.node.at("operationId"), message, fix)
        elif not operation.id.startswith(f"{operation.action}_"):
            message = f"`{operation.id}` does not start with its x-action, `{operation.action}`."
            fix = f"Rename it to `{operation.action}_{operation.id.partition('_')[2] or tag}`, or fix its x-action."
            yield document.diagnostic(operation.node.at("operationId"), message, fix)


def _proposed_id(document: Document, operation: Operation) -> str:
    """Return the name of the operation's file, or a name from the action and the tag if it has no file."""
    file, inner = document.sources.locate(operation.node.path)
    if not inner:
        return PurePosixPath(file).stem
    return f"{operation.action or operation.method}_{operation.tags[0] if operation.tags else 'something'}"


def _named(document: Document) -> Iterator[Operation]:
    """Yield the operations that have an operationId, a tag and an action."""
    for operation in operations(document):
        if operation.id and operation.tags and operation.action:
            yield operation


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


def path_parameters_are_no_secrets(document: Document) -> Iterator[Diagnostic]:
    """Forbid `format: password` in paths: URLs stand in logs, in browsers and in messages (RFC 9110, section 17.9)."""
    for operation in operations(document):
        for item in parameters(document, operation):
            schema = document.find(item.node, "schema")
            walked = [node for _, node in walk(schema, "schema")] if schema is not None else []
            parts = [node for node in walked if isinstance(node.value, dict)]
            secret = next((one for one in parts if one.value.get("format") == "password"), None)
            if item.location == "path" and secret is not None:
                message = f"the path parameter `{item.name}` is a secret, but URLs are logged."
                yield document.diagnostic(
                    secret.at("format"), message, "Identify the item by a public id, and send the secret in the body."
                )


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


RULES = (
    operation_ids_are_unique,
    operations_have_one_declared_tag,
    declared_tags_are_unique_and_used,
    methods_of_the_sdk_are_unique,
    method_names_are_identifiers,
    operation_ids_start_with_their_action,
    path_parameters_are_declared,
    path_parameters_are_no_secrets,
    parameters_are_unique,
    parameters_have_a_schema,
)
