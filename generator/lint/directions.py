"""Rules for `readOnly` and `writeOnly`, and for the types of request properties that a resource stores."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.diagnostic import Diagnostic
from generator.document import Document, Node
from generator.document.operations import body_schema, enum_of, operations, properties, success_schema
from generator.document.resources import resources
from generator.document.walk import SCHEMA_KINDS, walk

_OWN_TYPE = frozenset({"date", "date-time"})


def requests_hold_nothing_read_only(document: Document) -> Iterator[Diagnostic]:
    """Forbid `readOnly` in requests. Neither the SDK nor the mock removes properties from a shared schema."""
    for operation in operations(document):
        for node in _below(document, body_schema(document, operation)):
            if node.value.get("readOnly") is True:
                fix = "Remove `readOnly`, or use a separate schema for the request."
                yield document.diagnostic(node, "a property of a request cannot be readOnly.", fix)


def responses_hold_nothing_write_only(document: Document) -> Iterator[Diagnostic]:
    """Forbid `writeOnly` in responses. A response would contain the property anyway."""
    for operation in operations(document):
        for node in _below(document, success_schema(document, operation)):
            if node.value.get("writeOnly") is True:
                fix = "Remove `writeOnly`, or use a separate schema for the response."
                yield document.diagnostic(node, "a property of a response cannot be writeOnly.", fix)


def resources_hold_what_requests_set(document: Document) -> Iterator[Diagnostic]:
    """Require that the resource can hold every value that a request sets. Else responses would violate the schema."""
    for resource in resources(document):
        stored = properties(document, resource.schema)
        for action in resource.actions.keys() & {"create", "update", "put"}:
            schema = body_schema(document, resource.actions[action])
            for name, node in properties(document, schema).items():
                sent, kept = document.resolve(node), document.resolve(stored[name]) if name in stored else None
                if kept and not _is_replaced(sent) and (reason := _mismatch(sent.value, kept.value)):
                    message = f"`{name}` of `{resource.schema.path[-1]}` cannot hold what the {action} sets: {reason}."
                    yield document.diagnostic(node, message, "Use the same type and format for both, or add `x-set`.")


def _is_replaced(sent: Node) -> bool:
    """Return whether every value that can be sent is replaced by another one when it is stored."""
    words = sent.value.get("x-set")
    return isinstance(words, dict) and bool(words) and set(enum_of(sent)) <= set(words)


def _mismatch(sent: dict[str, Any], kept: dict[str, Any]) -> str:
    """Return why a value of one schema may be invalid in the other, or an empty text."""
    here, there = _types(sent), _types(kept)
    if here and there and not here <= there:
        return f"it may be {' or '.join(sorted(here - there))}"
    form = kept.get("format")
    return f"it is not always a {form}" if form in _OWN_TYPE and sent.get("format") != form else ""


def _types(schema: dict[str, Any]) -> set[str]:
    declared = schema.get("type", [])
    found = {str(name) for name in (declared if isinstance(declared, list) else [declared])}
    return found | {"integer"} if "number" in found else found


def _below(document: Document, schema: Node | None) -> list[Node]:
    """Return a schema and all schemas below it, with their own locations. References are resolved."""
    found: dict[tuple[str | int, ...], Node] = {}
    pending = [schema] if schema else []
    while pending:
        node = pending.pop()
        if node.path in found or not isinstance(node.value, dict):
            continue
        found[node.path] = node
        pending.append(document.resolve(node))
        pending += [child for kind, child in walk(node, "schema") if kind in SCHEMA_KINDS and child.path != node.path]
    return list(found.values())


RULES = (requests_hold_nothing_read_only, responses_hold_nothing_write_only, resources_hold_what_requests_set)
