"""Rules for `x-effect`: what a custom action changes, and query parameters that change nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from generator.diagnostic import Diagnostic
from generator.document import Document, Node
from generator.document.operations import Operation, operations, parameters, properties
from generator.document.resources import Resource, resources
from generator.document.validation import validators_of
from generator.document.validator_messages import shorten

#: The kinds of generated values that no action changes.
_FIXED: Final = frozenset({"id", "secret", "updated", "after"})


def performs_declare_their_effect(document: Document) -> Iterator[Diagnostic]:
    """Require `x-effect` for a custom action, and forbid it for other operations, whose effect follows from the action."""
    for operation in operations(document):
        effect = operation.node.get("x-effect")
        if operation.action == "perform" and effect is None:
            message = f"`{operation.id}` does not say what it changes."
            fix = "Add `x-effect: {set: {...}, now: [...]}`, or `x-effect: none` if no property changes."
            yield document.diagnostic(operation.node, message, fix)
        elif operation.action != "perform" and effect is not None:
            message = f"`x-action: {operation.action}` has no other effect than its own."
            yield document.diagnostic(effect, message, "Remove `x-effect`, or write `x-action: perform`.")


def effects_of_parameters_are_none(document: Document) -> Iterator[Diagnostic]:
    """Forbid changes for a parameter: what an operation changes does not depend on its query."""
    for operation in operations(document):
        for item in parameters(document, operation):
            effect = item.node.get("x-effect")
            if effect is not None and isinstance(effect.value, dict):
                message = f"the parameter `{item.name}` cannot change properties."
                yield document.diagnostic(effect, message, "Write `x-effect: none`.")


def effects_change_properties(document: Document) -> Iterator[Diagnostic]:
    """Require properties of the item, with values that they can have, and date-times for `now`."""
    validators = validators_of(document)
    for resource, operation in _performs(document):
        effect = operation.node.value.get("x-effect")
        known = properties(document, resource.schema)
        if not isinstance(effect, dict):
            continue
        node = operation.node.at("x-effect")
        named = [(name, node.at("set").at(name)) for name in effect.get("set", {})]
        named += [(one.value, one) for one in node.at("now").elements()]
        for name, where in named:
            if name not in known:
                message = f"`{name}` is not a property of `{resource.schema.path[-1]}`."
                yield document.diagnostic(where, message, f"Use one of: {', '.join(known)}.")
            elif reason := _why_fixed(resource, known[name], name):
                yield document.diagnostic(where, f"`{name}` cannot be changed: {reason}.", "Remove it.")
        for name, value in effect.get("set", {}).items():
            for fault in validators.faults(known[name], value) if name in known else ():
                message = f"`{name}` cannot be `{value}`: {shorten(fault.message)}."
                yield document.diagnostic(node.at("set").at(name), message, "Use a valid value.")
        for one in node.at("now").elements():
            if one.value in known and document.resolve(known[one.value]).value.get("format") != "date-time":
                message = f"`{one.value}` is not a date-time."
                yield document.diagnostic(known[one.value], message, "Write `format: date-time`.")


def _why_fixed(resource: Resource, node: Node, name: str) -> str:
    """Return why no action can change a property, or an empty text."""
    if name in resource.path_parameters:
        return "it is in the path"
    generate = node.value.get("x-generate")
    kind = generate.get("kind") if isinstance(generate, dict) else None
    if kind in _FIXED:
        return f"it has `kind: {kind}`"
    if node.value.get("x-unique") is True:
        return "it is unique"
    expire = resource.schema.value.get("x-expire")
    return "`x-expire` uses it" if isinstance(expire, dict) and name in {expire.get("at"), expire.get("flag")} else ""


def _performs(document: Document) -> Iterator[tuple[Resource, Operation]]:
    for resource in resources(document):
        yield from ((resource, operation) for operation in resource.performs)


RULES = (performs_declare_their_effect, effects_of_parameters_are_none, effects_change_properties)
