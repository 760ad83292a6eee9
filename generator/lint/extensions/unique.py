"""Rules for `x-unique`: no two items of a collection have the same value of a property."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from generator.diagnostic import Diagnostic
from generator.document import Document, Node
from generator.document.operations import Operation, body_schema, operations, properties, responses
from generator.document.resources import Resource, resources
from generator.document.walk import walk_document
from generator.lint.problems import kinds

KIND: Final = "attribute_not_unique"
_STATUS: Final = "409"
#: Keywords that leave few values, or values that no test can invent, and formats with few values.
_LIMITING: Final = ("enum", "const", "pattern", "anyOf", "oneOf", "x-generate")
_FEW: Final = frozenset({"date", "date-time", "time", "duration", "ipv4"})
_SHORTEST: Final = 30


def unique_properties_are_texts_of_a_resource(document: Document) -> Iterator[Diagnostic]:
    """Require a text of a resource that can have many values. The items of a collection would otherwise be limited to these."""
    known = {(*resource.schema.path, "properties", name) for resource, name, _ in _unique(document)}
    for kind, node in walk_document(document):
        if kind == "property" and "x-unique" in node.value and node.path not in known:
            message = "`x-unique` is for a property of a resource."
            yield document.diagnostic(node.at("x-unique"), message, "Remove it, or move it to the schema of the items.")
    for _, name, node in _unique(document):
        keyword = next((one for one in _LIMITING if one in node.value), None)
        types = node.value.get("type")
        if types not in ("string", ["string", "null"], ["null", "string"]):
            message = f"`{name}` is unique, but not a text."
            yield document.diagnostic(node.at("type"), message, "Write `type: string`, or remove `x-unique`.")
        elif keyword is not None:
            message = f"`{name}` is unique, but `{keyword}` limits its values."
            yield document.diagnostic(node.at(keyword), message, f"Remove `{keyword}`, or `x-unique`.")
        elif node.value.get("format") in _FEW:
            message = f"`{name}` is unique, but its format has few values."
            yield document.diagnostic(node.at("format"), message, "Remove the format, or `x-unique`.")
        elif isinstance(most := node.value.get("maxLength"), int) and most < _SHORTEST:
            message = f"`{name}` is unique, but has at most {most} characters."
            yield document.diagnostic(
                node.at("maxLength"), message, f"Allow at least {_SHORTEST}, or remove `x-unique`."
            )


def unique_properties_are_created(document: Document) -> Iterator[Diagnostic]:
    """Require that the create sets the property, without a default, which the second item could not have."""
    for resource, name, node in _unique(document):
        create = resource.creator
        sent = properties(document, body_schema(document, create)) if create else {}
        if name not in sent:
            message = f"`{name}` is unique, but no create sets it."
            yield document.diagnostic(
                node.at("x-unique"), message, "Add it to the body of the create, or remove `x-unique`."
            )
        for one in (node, sent.get(name)):
            default = None if one is None else one.get("default")
            if default is not None and default.value is not None:
                message = f"`{name}` is unique, but has a default, which only one item could have."
                yield document.diagnostic(default, message, "Remove the default.")


def conflicts_are_documented(document: Document) -> Iterator[Diagnostic]:
    """Require a 409 of each operation that sets a unique property, and its kind of problem. The mock returns it."""
    setting = [one for resource, name, _ in _unique(document) for one in _setting(document, resource, name)]
    for operation in {one.id: one for one in setting}.values():
        if _STATUS not in {status for status, _ in responses(operation)}:
            message = f"`{operation.id}` sets a unique property, but does not document {_STATUS}."
            fix = f'Add `"{_STATUS}": {{$ref: "#/components/responses/Conflict"}}`.'
            yield document.diagnostic(operation.node.at("responses"), message, fix)
    if setting and KIND not in {kind for kind, _ in kinds(document)}:
        message = f"no example under `components/responses` is named `{KIND}`, which `x-unique` needs."
        yield document.diagnostic_at(("components",), message, f"Add it to the examples of a {_STATUS}.")


def _setting(document: Document, resource: Resource, name: str) -> Iterator[Operation]:
    """Yield the operations of a resource whose body has a property."""
    own = {one.id for one in resource.actions.values()}
    for operation in operations(document):
        if operation.id in own and name in properties(document, body_schema(document, operation)):
            yield operation


def _unique(document: Document) -> Iterator[tuple[Resource, str, Node]]:
    """Yield each unique property of each resource."""
    for resource in resources(document):
        for name, node in properties(document, resource.schema).items():
            if node.value.get("x-unique") is True:
                yield resource, name, node


RULES = (unique_properties_are_texts_of_a_resource, unique_properties_are_created, conflicts_are_documented)
