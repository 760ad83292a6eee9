"""Rules for the layout of ``openapi/``: a folder per resource, a file per operation, and a root of references."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import PurePosixPath

from generator.diagnostic import Diagnostic
from generator.document import Document
from generator.document.operations import declared_tags, operations
from generator.document.pointer import to_pointer
from generator.document.walk import document_references
from generator.lint.extensions.actions import ACTIONS
from generator.lint.names import is_snake_case


def operation_has_its_own_file(document: Document) -> Iterator[Diagnostic]:
    """Require a separate file for each operation, so that the root stays a short routing table."""
    for operation in operations(document):
        location = document.sources.origins.get(operation.node.path)
        if location is None or location[1]:
            name = operation.id or "the_operation"
            folder = operation.tags[0] if operation.tags else "the_tag"
            message = f"`{operation.method} {operation.path}` is not in a separate file."
            fix = f"Move it to `{folder}/{name}.yaml` and refer to it with `$ref`."
            yield document.diagnostic(operation.node, message, fix)


def file_is_named_after_operation(document: Document) -> Iterator[Diagnostic]:
    """Require a file name equal to the operationId, so that operations are easy to find."""
    for operation in operations(document):
        file, inner = document.sources.locate(operation.node.path)
        name = PurePosixPath(file).stem
        # Other rules report a missing operationId, and one that is not snake_case.
        if not inner and is_snake_case(operation.id or "") and name != operation.id:
            message = f"the file is named `{name}`, but the operation `{operation.id}`."
            fix = f"Rename the file to `{operation.id}.yaml`, or the operation to `{name}`."
            yield document.diagnostic(operation.node.at("operationId"), message, fix)


def folder_is_named_after_tag(document: Document) -> Iterator[Diagnostic]:
    """Require a folder name equal to the tag. A folder holds one resource, and the tag is its name in the SDK."""
    declared = declared_tags(document)
    for operation in operations(document):
        file, inner = document.sources.locate(operation.node.path)
        folder = PurePosixPath(file).parent.name
        tag = operation.tags[0] if operation.tags else folder
        if not inner and folder != tag and tag in declared:  # others are reported by operations_have_one_declared_tag
            message = f"the file is in the folder `{folder}`, but its tag is `{tag}`."
            yield document.diagnostic(
                operation.node.at("tags"), message, f"Move it to the folder `{tag}` or fix the tag."
            )


def component_has_the_name_of_its_source(document: Document) -> Iterator[Diagnostic]:
    """Require the same name for a component and its definition, so that a search finds it."""
    components = document.root.get("components")
    for _, group in components.items() if components else ():
        for name, node in group.items():
            file, inner = document.sources.locate(node.path)
            if inner and inner[-1] != name:
                message = f"the component `{name}` is named `{inner[-1]}` in its file."
                yield document.diagnostic(node, message, f"Rename it to `{name}` in `{file}`, or rename the component.")


def every_file_is_used(document: Document) -> Iterator[Diagnostic]:
    """Forbid unused files. Usually the line in the root is missing."""
    used = {file for file, _ in document.sources.origins.values()}
    for file in document.files:
        if file not in used:
            yield Diagnostic(file, "", "nothing refers to this file.", _lines_for(document, file))


def every_definition_is_used(document: Document) -> Iterator[Diagnostic]:
    """Forbid unused definitions. A schema or a parameter that the root does not list is not in the bundle."""
    root, _ = document.sources.locate(())
    used = {(file, inner[:1]) for file, inner in document.sources.origins.values()}
    files = {file for file, _ in used}
    for file, value in document.file_values.items():
        if file == root or file not in files or (file, ()) in used or not isinstance(value, dict):
            continue
        for name in value:
            if (file, (name,)) not in used:
                fix = f"Add `{_line(document, file, name)}` to `components` of the root file, or delete it."
                yield Diagnostic(file, to_pointer([name]), f"nothing refers to `{name}`.", fix)


def _lines_for(document: Document, file: str) -> str:
    """Return the lines that the root needs to refer to a file."""
    value = document.file_values.get(file)
    if not isinstance(value, dict):
        return "Refer to it from the root file, or delete it."
    if "operationId" in value or "responses" in value:
        shape = ACTIONS.get(str(value.get("x-action")))
        line = f"{shape.method if shape else 'get'}: {{$ref: {_relative(document, file)}}}"
        return f"Add `{line}` to its path in `paths` of the root file, or delete the file."
    lines = ", ".join(f"`{_line(document, file, name)}`" for name in value)
    return f"Add its lines to `components` of the root file, or delete the file: {lines}."


def _line(document: Document, file: str, name: str) -> str:
    return f"{name}: {{$ref: {_relative(document, file)}#{to_pointer([name])}}}"


def _relative(document: Document, file: str) -> str:
    root, _ = document.sources.locate(())
    return posixpath.relpath(file, posixpath.dirname(root))


def every_component_is_used(document: Document) -> Iterator[Diagnostic]:
    """Forbid unused components, which would become unused code."""
    used = {node.value["$ref"] for node in document_references(document)}
    components = document.root.get("components")
    for kind, group in components.items() if components else ():
        # Responses define the kinds of problems, used or not. Security schemes are not used by reference.
        if kind not in {"schemas", "parameters", "headers"}:
            continue
        for name, node in group.items():
            if f"#{to_pointer(('components', kind, name))}" not in used:
                yield document.diagnostic(node, f"nothing refers to `{name}`.", "Refer to it or delete it.")


RULES = (
    operation_has_its_own_file,
    file_is_named_after_operation,
    folder_is_named_after_tag,
    component_has_the_name_of_its_source,
    every_component_is_used,
)
