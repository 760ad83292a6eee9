"""Payloads that must be refused though all but one thing of them is right: what a server may do half."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from apivideo_admin_contract.document.document import Collection, Operation, Row
from apivideo_admin_contract.session.steps import every_property
from apivideo_admin_contract.values.invalid import wrong_values


def refused_payloads(collection: Collection, operation: Operation, row: Row) -> Iterator[tuple[str, Any]]:
    """Give payloads, each with the reason why it is refused. ``row`` is an item of the collection."""
    valid = every_property(operation, 77)
    yield "an unknown property", {**valid, "colour": "red"}
    for name in operation.required:
        if len(valid) > 1:
            yield f"no `{name}`", {one: value for one, value in valid.items() if one != name}
    for name in collection.properties:
        if name not in operation.properties:
            yield f"`{name}`, which the server sets", {**valid, name: row.get(name)}
    for name, schema in operation.properties.items():
        for wrong in wrong_values(schema)[:2]:
            yield f"a wrong `{name}`", {**valid, name: wrong}
            yield (
                f"a wrong `{name}` before all else",
                {name: wrong, **{one: valid[one] for one in valid if one != name}},
            )
