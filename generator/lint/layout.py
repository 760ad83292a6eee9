"""Where things live in ``openapi/``: a folder a resource, a file an operation, a root that only refers to them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from generator.diagnostic import Diagnostic
from generator.document import Document
from generator.operations import operations
from generator.pointer import to_pointer


def operation_has_its_own_file(document: Document) -> Iterator[Diagnostic]:
    """Because the root stays a routing table, so that it can be read at a glance and merges do not collide."""
    for operation in operations(document):
        place = document.sources.junctions.get(operation.node.path)
        if place is None or place[1]:
            name = operation.id or "the_operation"
            folder = operation.tags[0] if operation.tags else "the_tag"
            message = f"`{operation.method} {operation.path}` is not in a file of its own."
            mend = f"Move it to `{folder}/{name}.yaml` and refer to that with `$ref`."
            yield document.fault(operation.node, message, mend)


def file_is_named_after_operation(document: Document) -> Iterator[Diagnostic]:
    """Whoever knows the operationId knows the file."""
    for operation in operations(document):
        file, inner = document.sources.locate(operation.node.path)
        name = PurePosixPath(file).stem
        if not inner and name != operation.id:
            message = f"the file is named `{name}` and the operation `{operation.id}`."
            yield document.fault(operation.node, message, f"Rename the file to `{operation.id}.yaml`.")


def folder_is_named_after_tag(document: Document) -> Iterator[Diagnostic]:
    """Because a folder holds one resource, and a tag is the SDK's name for it."""
    for operation in operations(document):
        file, inner = document.sources.locate(operation.node.path)
        folder = PurePosixPath(file).parent.name
        if not inner and operation.tags and folder != operation.tags[0]:
            message = f"the file is in the folder `{folder}`, and its tag is `{operation.tags[0]}`."
            yield document.fault(operation.node, message, f"Move it to the folder `{operation.tags[0]}`.")


def component_has_the_name_of_its_source(document: Document) -> Iterator[Diagnostic]:
    """Because a search for the name of a component finds its definition."""
    components = document.root.get("components")
    for kind, group in components.items() if components else ():
        for name, node in group.items():
            file, inner = document.sources.locate(node.path)
            if inner and inner[-1] != name:
                message = f"`{name}` is called `{inner[-1]}` in its file."
                yield document.fault(node, message, f"Call it `{name}` in `{file}`, or rename `{kind}/{inner[-1]}`.")


def every_file_is_used(document: Document) -> Iterator[Diagnostic]:
    """Because a file that nothing refers to looks alive and is not: often the line in the root was forgotten."""
    used = {file for file, _ in document.sources.junctions.values()}
    for file in document.files:
        if file not in used:
            mend = "Refer to it from the root file, or delete it."
            yield Diagnostic(file, "", "nothing refers to this file.", mend)


def every_component_is_used(document: Document) -> Iterator[Diagnostic]:
    """Because a component that nothing refers to becomes code that nobody calls."""
    used = set(_references(document.content))
    components = document.root.get("components")
    for kind, group in components.items() if components else ():
        # Responses hold the kinds of problems, also those that no operation documents; security is not by reference.
        if kind not in {"schemas", "parameters", "headers"}:
            continue
        for name, node in group.items():
            if f"#{to_pointer(('components', kind, name))}" not in used:
                yield document.fault(node, f"nothing refers to `{name}`.", "Refer to it, or delete it.")


def _references(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"]
        for item in value.values():
            yield from _references(item)
    elif isinstance(value, list):
        for item in value:
            yield from _references(item)


RULES = (
    operation_has_its_own_file,
    file_is_named_after_operation,
    folder_is_named_after_tag,
    component_has_the_name_of_its_source,
    every_file_is_used,
    every_component_is_used,
)
