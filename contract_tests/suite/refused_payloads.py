"""Payloads that must be refused though all but one thing of them is right: what a server may do half."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from contract_tests.document import Collection, Operation
from contract_tests.making import Row
from contract_tests.suite.steps import every_property
from contract_tests.wrong_values import wrong_values


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
