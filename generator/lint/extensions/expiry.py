"""Rules for `x-expire` and `x-set`."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostic import Diagnostic
from generator.document import Document, Node
from generator.document.operations import body_schema, enum_of, properties
from generator.document.resources import resources
from generator.document.walk import walk_document


def only_resources_expire(document: Document) -> Iterator[Diagnostic]:
    """Forbid `x-expire` outside of resources with an id. Only these are deleted."""
    stored = {resource.schema.path for resource in resources(document) if not resource.is_single}
    for kind, node in walk_document(document):
        if kind == "schema" and "x-expire" in node.value and node.path not in stored:
            message = "`x-expire` is for the schema of a resource with an id."
            yield document.diagnostic(node.at("x-expire"), message, "Remove it.")


def expiry_names_its_properties(document: Document) -> Iterator[Diagnostic]:
    """Require the properties of `x-expire`. The mock reads the time from `at` and sets `flag`, if there is one."""
    for resource in resources(document):
        expire = resource.schema.value.get("x-expire")
        if not isinstance(expire, dict):
            continue
        found = properties(document, resource.schema)
        for member, wanted in (("at", {"format": "date-time"}), ("flag", {"type": "boolean"})):
            if member not in expire:
                continue
            node = found.get(str(expire.get(member)))
            if node is None:
                message = f"`x-expire` refers to the property `{expire.get(member)}`, which does not exist."
                yield document.diagnostic(
                    resource.schema.at("x-expire").at(member), message, f"Set `{member}` to one of: {', '.join(found)}."
                )
                continue
            value = document.resolve(node).value
            for name, kind in wanted.items():
                if value.get(name) != kind:
                    yield document.diagnostic(
                        node.at(name), f"`{member}` of `x-expire` must be `{name}: {kind}`.", f"Write `{name}: {kind}`."
                    )


def times_of_expiry_are_set_by_the_server(document: Document) -> Iterator[Diagnostic]:
    """Forbid a time of `x-expire` that clients send. A time in the past would be valid, and the response an item that is gone."""
    for resource in resources(document):
        expire = resource.schema.value.get("x-expire")
        for action in ("create", "update", "put") if isinstance(expire, dict) else ():
            operation = resource.actions.get(action)
            sent = properties(document, body_schema(document, operation) if operation else None)
            node = sent.get(str(expire.get("at")))
            if node is not None and not set(enum_of(document.resolve(node))) & set(node.value.get("x-set", ())):
                message = f"clients cannot send `{expire.get('at')}`, at which `x-expire` deletes the item."
                fix = "Remove it, and send a number of seconds: `x-generate: {kind: after}` computes the time. Or add `x-set`."
                yield document.diagnostic(node, message, fix)


def x_set_words_are_in_the_enum(document: Document) -> Iterator[Diagnostic]:
    """Require the words of `x-set` in the `enum`. The schema rejects any other word."""
    for node in _setting(document):
        values = enum_of(document.resolve(node))
        for word in node.value["x-set"]:
            if word not in values:
                message = f"`x-set` has the word `{word}`, which is not in the `enum`."
                yield document.diagnostic(node.at("x-set"), message, f"Add `{word}` to the `enum`, or rename it.")


def x_set_targets_a_date_time(document: Document) -> Iterator[Diagnostic]:
    """Allow `x-set` only for a request property that the resource has as a date-time. The stored value is a time."""
    is_date_time: dict[tuple[str | int, ...], bool] = {}
    for resource in resources(document):
        found = properties(document, resource.schema)
        for action in ("create", "update", "put"):
            operation = resource.actions.get(action)
            for name, node in properties(document, body_schema(document, operation) if operation else None).items():
                value = document.resolve(found[name]).value if name in found else {}
                is_date_time[node.path] = value.get("format") == "date-time"
    for node in _setting(document):
        if node.path not in is_date_time:
            yield document.diagnostic(node.at("x-set"), "`x-set` is for a property of a request.", "Remove it.")
        elif not is_date_time[node.path]:
            message = f"`x-set` stores a time, but `{node.path[-1]}` of the resource is not a date-time."
            yield document.diagnostic(node.at("x-set"), message, "Add `format: date-time` to that property.")


def _setting(document: Document) -> Iterator[Node]:
    for kind, node in walk_document(document):
        if kind == "property" and isinstance(node.value.get("x-set"), dict):
            yield node


RULES = (
    only_resources_expire,
    expiry_names_its_properties,
    times_of_expiry_are_set_by_the_server,
    x_set_words_are_in_the_enum,
    x_set_targets_a_date_time,
)
