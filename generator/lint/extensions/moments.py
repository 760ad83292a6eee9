"""Rules for the times that a server sets again: `x-generate` of kind `updated` and `after`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from generator.diagnostic import Diagnostic
from generator.document import Document, Node
from generator.document.operations import properties, required
from generator.document.resources import Resource, resources

#: The names of properties that a reader takes for the time of the last update.
_OF_UPDATES: Final = re.compile(r"(last_)?(updated|modified|changed|edited)(_|$)")
_OF_SERVER: Final = ("now", "updated")
#: A hundred years, so that a sum is a date with four digits.
MAX_SECONDS: Final = 3_155_760_000


def _kinds(document: Document, resource: Resource) -> Iterator[tuple[str, Node, dict[str, Any]]]:
    for name, node in properties(document, resource.schema).items():
        generate = node.value.get("x-generate")
        if isinstance(generate, dict):
            yield name, node, generate


def times_of_updates_move(document: Document) -> Iterator[Diagnostic]:
    """Require `kind: updated` for the time of the last update, where there are updates, and forbid it where there are none."""
    for resource in resources(document):
        for name, node, generate in _kinds(document, resource):
            if generate.get("kind") == "now" and {"update", "put"} & {*resource.actions} and _OF_UPDATES.match(name):
                message = f"`{name}` is the time of creation: `kind: now` does not move with an update."
                yield document.diagnostic(node.at("x-generate"), message, "Write `x-generate: {kind: updated}`.")
            changes = {"update", "put"} & {*resource.actions} or resource.performs
            if generate.get("kind") == "updated" and not changes:
                message = f"`{name}` never moves: `{resource.schema.path[-1]}` has no update."
                yield document.diagnostic(
                    node.at("x-generate"), message, "Write `x-generate: {kind: now}`, or add an update."
                )


def sums_have_a_time_and_seconds(document: Document) -> Iterator[Diagnostic]:
    """Require a time that the server sets, and a bounded number of seconds, for `kind: after`. Else the sum may not be a date."""
    for resource in resources(document):
        known = properties(document, resource.schema)
        kinds = {name: generate.get("kind") for name, _, generate in _kinds(document, resource)}
        for _, node, generate in _kinds(document, resource):
            if generate.get("kind") != "after":
                continue
            where = node.at("x-generate")
            if kinds.get(str(generate.get("time"))) not in _OF_SERVER:
                message = f"`time` is `{generate.get('time')}`, which is not a time that the server sets."
                times = [name for name, kind in kinds.items() if kind in _OF_SERVER]
                fix = (
                    f"Use one of: {', '.join(times)}." if times else "Add `created_at` with `x-generate: {kind: now}`."
                )
                yield document.diagnostic(where.at("time"), message, fix)
            seconds = generate.get("seconds")
            if not isinstance(seconds, str):
                if isinstance(seconds, int) and seconds > MAX_SECONDS:
                    message = f"`seconds` is {seconds}, more than a hundred years."
                    yield document.diagnostic(where.at("seconds"), message, f"Write at most {MAX_SECONDS}.")
            elif seconds not in known:
                numbers = [name for name, one in known.items() if "integer" in _types(document.resolve(one).value)]
                fix = f"Use one of: {', '.join(numbers)}." if numbers else f"Add the integer `{seconds}`."
                message = f"`seconds` is `{seconds}`, which is not a property."
                yield document.diagnostic(where.at("seconds"), message, fix)
            else:
                yield from _of_seconds(document, resource, node, seconds, known[seconds])


def _of_seconds(
    document: Document, resource: Resource, node: Node, seconds: str, property_: Node
) -> Iterator[Diagnostic]:
    """Yield what is wrong with the property of seconds, or with the property of the sum, which is null where it is."""
    value = document.resolve(property_).value
    types = _types(value)
    if types - {"null"} != {"integer"}:
        message = f"`{seconds}` is a number of seconds, but not an integer."
        yield document.diagnostic(property_.at("type"), message, "Write `type: integer`.")
        return
    low, high = value.get("minimum"), value.get("maximum")
    if not (isinstance(low, int) and isinstance(high, int) and low >= 0 and high <= MAX_SECONDS):
        message = f"the seconds of `{seconds}` have no bounds between 0 and a hundred years."
        yield document.diagnostic(property_, message, f"Write `minimum: 1` and `maximum: {MAX_SECONDS}`, or less.")
    may_be_absent = "null" in types or seconds not in required(document, resource.schema)
    if may_be_absent and "null" not in _types(node.value):
        message = f"the value is null where `{seconds}` has none, but its type does not include null."
        yield document.diagnostic(node.at("type"), message, 'Write `type: [string, "null"]`.')


def _types(schema: dict[str, Any]) -> set[str]:
    types = schema.get("type", ())
    return {types} if isinstance(types, str) else set(types)


RULES = (times_of_updates_move, sums_have_a_time_and_seconds)
