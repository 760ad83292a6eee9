"""Rules for the values of an `enum` or a `const`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from openapi_schema_validator import OAS31Validator

from generator.diagnostic import Diagnostic
from generator.document import Document, Node
from generator.validator_messages import shorten
from generator.walk import SCHEMA_KINDS, walk


def _enums(document: Document) -> Iterator[tuple[Node, Node]]:
    for kind, node in walk(document.root):
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
    for kind, node in walk(document.root):
        if kind not in SCHEMA_KINDS or not isinstance(node.value, dict):
            continue
        enum, const = node.get("enum"), node.get("const")
        rest = {name: value for name, value in node.value.items() if name not in {"enum", "const"}}
        whole = {**rest, "components": document.content.get("components", {})}
        for value in [*(enum.elements() if enum else ()), *([const] if const else [])]:
            for error in OAS31Validator(whole).iter_errors(value.value):
                message = f"the value `{value.value}` is invalid in the schema that lists it: {shorten(error.message)}."
                yield document.diagnostic(value, message, "Fix the value or the type.")


RULES = (enums_have_values, values_are_listed_once, values_fit_their_schema)
