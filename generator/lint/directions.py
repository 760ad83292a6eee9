"""What goes in one direction only, and what a request stores: an answer must be able to hold it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.diagnostic import Diagnostic
from generator.document import Document, Node
from generator.operations import body_schema, enum_of, operations, properties, success_schema
from generator.resources import resources
from generator.walk import SCHEMA_KINDS, walk

_OWN_TYPE = frozenset({"date", "date-time"})


def requests_hold_nothing_read_only(document: Document) -> Iterator[Diagnostic]:
    """Because neither the SDK nor the mock leaves a property out of a schema that requests and answers share."""
    for operation in operations(document):
        for node in _below(document, body_schema(document, operation)):
            if node.value.get("readOnly") is True:
                fix = "Remove `readOnly`, or give the request a schema of its own."
                yield document.diagnostic(node, "a property of a request cannot be readOnly.", fix)


def answers_hold_nothing_write_only(document: Document) -> Iterator[Diagnostic]:
    """As for `readOnly` in requests: an answer would hold it all the same."""
    for operation in operations(document):
        for node in _below(document, success_schema(document, operation)):
            if node.value.get("writeOnly") is True:
                fix = "Remove `writeOnly`, or give the answer a schema of its own."
                yield document.diagnostic(node, "a property of an answer cannot be writeOnly.", fix)


def resources_hold_what_requests_set(document: Document) -> Iterator[Diagnostic]:
    """Because the mock stores what a request sets, and would answer with what the resource's own schema refuses."""
    for resource in resources(document):
        stored = properties(document, resource.schema)
        for action in resource.actions.keys() & {"create", "update"}:
            schema = body_schema(document, resource.actions[action])
            for name, node in properties(document, schema).items():
                sent, kept = document.follow(node), document.follow(stored[name]) if name in stored else None
                if kept and not _is_replaced(sent) and (reason := _mismatch(sent.value, kept.value)):
                    message = f"`{name}` of `{resource.schema.path[-1]}` cannot hold what the {action} sets: {reason}."
                    yield document.diagnostic(node, message, "Let both be of one type and format, or add `x-set`.")


def _is_replaced(sent: Node) -> bool:
    """Return whether another value is stored than the one that is sent, whichever it is."""
    words = sent.value.get("x-set")
    return isinstance(words, dict) and bool(words) and set(enum_of(sent)) <= set(words)


def _mismatch(sent: dict[str, Any], kept: dict[str, Any]) -> str:
    """Say why a value of the one schema may be none of the other; an empty text if nothing tells."""
    here, there = _types(sent), _types(kept)
    if here and there and not here <= there:
        return f"it may be {' or '.join(sorted(here - there))}"
    form = kept.get("format")
    return f"it need not be a {form}" if form in _OWN_TYPE and sent.get("format") != form else ""


def _types(schema: dict[str, Any]) -> set[str]:
    declared = schema.get("type", [])
    found = {str(name) for name in (declared if isinstance(declared, list) else [declared])}
    return found | {"integer"} if "number" in found else found


def _below(document: Document, schema: Node | None) -> list[Node]:
    """Return a schema and every one that it is made of, where each is written, references followed."""
    found: dict[tuple[str | int, ...], Node] = {}
    pending = [schema] if schema else []
    while pending:
        node = pending.pop()
        if node.path in found or not isinstance(node.value, dict):
            continue
        found[node.path] = node
        pending.append(document.follow(node))
        pending += [child for kind, child in walk(node, "schema") if kind in SCHEMA_KINDS and child.path != node.path]
    return list(found.values())


RULES = (requests_hold_nothing_read_only, answers_hold_nothing_write_only, resources_hold_what_requests_set)
