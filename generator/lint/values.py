"""Rules for the values in schemas: enums, constants, examples and defaults."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.diagnostic import Diagnostic
from generator.document import Document, Node
from generator.document.operations import body_schema, operations, parameters, properties, required
from generator.document.validation import Validators, validators_of
from generator.document.validator_messages import shorten
from generator.document.walk import SCHEMA_KINDS, walk_document


def _enums(document: Document) -> Iterator[tuple[Node, Node]]:
    for kind, node in walk_document(document):
        enum = node.get("enum") if kind in SCHEMA_KINDS else None
        if enum is not None:
            yield node, enum


def enums_have_values(document: Document) -> Iterator[Diagnostic]:
    """Forbid an empty `enum`, for which no value is valid (JSON Schema 2020-12, validation, 6.1.2)."""
    for _, enum in _enums(document):
        if not enum.value:
            yield document.diagnostic(
                enum, "the `enum` is empty, so that no value is valid.", "List its values or remove it."
            )


def values_are_listed_once(document: Document) -> Iterator[Diagnostic]:
    """Forbid duplicate values. The second is usually a copy that was not edited (JSON Schema 2020-12, validation, 6.1.2)."""
    for _, enum in _enums(document):
        seen: list[Any] = []
        for node in enum.elements():
            if any(_same(node.value, other) for other in seen):
                yield document.diagnostic(node, f"duplicate value `{node.value}`.", "Delete or change one of them.")
            seen.append(node.value)


def _same(one: Any, other: Any) -> bool:
    """Return whether JSON Schema considers the values equal: 1 equals 1.0, and `true` is not a number."""
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


def values_fit_their_schema(document: Document) -> Iterator[Diagnostic]:
    """Forbid values that the rest of the schema rejects, since no client could send them."""
    validators = validators_of(document)
    for kind, node in walk_document(document):
        if kind not in SCHEMA_KINDS or not isinstance(node.value, dict):
            continue
        enum, const = node.get("enum"), node.get("const")
        for value in [*(enum.elements() if enum else ()), *([const] if const else [])]:
            for fault in validators.faults(node, value.value):
                if fault.path or fault.keyword not in {"enum", "const"}:
                    message = (
                        f"the value `{value.value}` is invalid in the schema that lists it: {shorten(fault.message)}."
                    )
                    yield document.diagnostic(value, message, "Fix the value or the type.")


_EXAMPLE_MEMBERS = frozenset(
    {"example", "examples", "enum", "const"}
)  # members that provide a value for an example call


def examples_of_schemas_are_valid(document: Document) -> Iterator[Diagnostic]:
    """Require valid examples in schemas. Readers copy them, and the tests send them."""
    validators = validators_of(document)
    for kind, node in walk_document(document):
        if kind not in SCHEMA_KINDS or not isinstance(node.value, dict):
            continue
        examples = node.get("examples")
        for example in [node.get("example"), *(examples.elements() if examples else ())]:
            if example is not None:
                yield from _invalid(document, validators, node, example, "the example")


def defaults_are_valid(document: Document) -> Iterator[Diagnostic]:
    """Require valid defaults. The mock stores them, and its responses must match the schema."""
    validators = validators_of(document)
    for kind, node in walk_document(document):
        if kind in SCHEMA_KINDS and isinstance(node.value, dict) and (default := node.get("default")):
            yield from _invalid(document, validators, node, default, "the default")


def examples_beside_schemas_are_valid(document: Document) -> Iterator[Diagnostic]:
    """Require valid examples of parameters, headers and bodies, including those of problems."""
    validators = validators_of(document)
    for kind, node in walk_document(document):
        schema = node.get("schema")
        if kind not in {"parameter", "header", "media type"} or schema is None:
            continue
        if example := node.get("example"):
            yield from _invalid(document, validators, schema, example, "the example")
        group = node.get("examples")
        for name, example in group.items() if group else ():
            value = document.resolve(example).get("value")
            if value is not None:
                yield from _invalid(document, validators, schema, value, f"the example `{name}`")


def required_inputs_have_an_example(document: Document) -> Iterator[Diagnostic]:
    """Require an example of each required input. The example calls in the documentation use it."""
    for operation in operations(document):
        for item in parameters(document, operation):
            schema = document.find(item.node, "schema")
            members = set(item.node.value) | set(schema.value if schema else ())
            if item.node.value.get("required") is True and not members & _EXAMPLE_MEMBERS:
                message = f"the parameter `{item.name}` is required but has no example."
                yield document.diagnostic(item.node, message, "Add `example: ...`.")
        body = body_schema(document, operation)
        found = properties(document, body)
        for name in sorted(required(document, body) & set(found)):
            node = found[name]
            if not {*node.value, *document.resolve(node).value} & _EXAMPLE_MEMBERS:
                message = f"the property `{name}` is required but has no example."
                yield document.diagnostic(node, message, "Add `examples: [...]`.")


def _invalid(document: Document, validators: Validators, schema: Node, value: Node, what: str) -> Iterator[Diagnostic]:
    for fault in validators.faults(schema, value.value):
        message = f"{what} is invalid in its schema: {shorten(fault.message)}."
        yield document.diagnostic_at((*value.path, *fault.path), message, "Fix the example or the schema.")


RULES = (
    enums_have_values,
    values_are_listed_once,
    values_fit_their_schema,
    examples_of_schemas_are_valid,
    defaults_are_valid,
    examples_beside_schemas_are_valid,
    required_inputs_have_an_example,
)
