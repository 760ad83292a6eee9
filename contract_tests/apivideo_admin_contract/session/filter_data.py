"""Filter data: items that differ in the properties that filters and sorts use, and values to filter them by."""

from __future__ import annotations

from typing import Any, Final

from apivideo_admin_contract.document.document import Parameter, Row
from apivideo_admin_contract.document.schemas import accepts_any_text, generated_kind
from apivideo_admin_contract.rules.verdict import Skipped
from apivideo_admin_contract.session.fixtures import Fixture
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.values.distinguishing import distinguishing_values, filter_candidates

#: Seconds until two items surely differ in a time that is rounded to a second.
_LONGER: Final = 1.1


def create_varied_items(session: Session, fixture: Fixture, name: str, most: int | None = None) -> list[Row]:
    """Create items with distinguishing values of a property, as far as this run may, and return all items.

    ``most`` is the maximum number of different items. Raises Skipped where there are no items and none may be created.
    """
    collection = fixture.collection
    writable = collection.writable if "create" in collection.operations else {}
    if name in writable:
        fixture.ensure_values(name, distinguishing_values(writable[name])[:most])
        # One item without a value, newer than the others: null is neither the least value nor an empty text.
        return fixture.rows if most or not _may_be_absent(fixture, name) else fixture.fill(len(fixture.rows) + 1)
    fixture.fill(2)
    if generated_kind(collection.properties[name]) in {"now", "updated"}:
        _create_at_two_times(session, fixture, name)
    return fixture.fill(most or 4)


def filter_values(parameter: Parameter, fixture: Fixture) -> list[Any]:
    """Return values to filter by: those of the items, values near to them, and values of no item."""
    name, collection = parameter.name, fixture.collection
    present = list(dict.fromkeys(row[name] for row in fixture.rows if row.get(name) is not None))
    writable = collection.writable if "create" in collection.operations else {}
    divisible = present
    if accepts_any_text(parameter.schema) and generated_kind(collection.properties.get(name, {})) == "secret":
        # Servers and proxies log queries. A part of a secret is sent only of an item of this run.
        divisible = _own_values(fixture, name)
    return filter_candidates(
        parameter.schema, present, divisible, takes_any_text=accepts_any_text(writable.get(name, {}))
    )


def _may_be_absent(fixture: Fixture, name: str) -> bool:
    """Whether a create may leave out a property without a default for it."""
    create = fixture.collection.operations["create"]
    return name not in create.required and create.properties[name].get("default") is None


def _own_values(fixture: Fixture, name: str) -> list[Any]:
    """Return the value of a property in the newest item of this run; nothing where it may create none."""
    try:
        value = fixture.own_item().get(name)
    except Skipped:
        return []
    return [] if value is None else [value]


def _create_at_two_times(session: Session, fixture: Fixture, name: str) -> None:
    """Create items at a later time, unless the times of the items differ already."""
    if len({row[name] for row in fixture.rows}) > 1:
        return
    session.wait(_LONGER if session.clock is None else 61)
    fixture.fill(len(fixture.rows) + session.pick_count(2, 1, fixture.collection))
