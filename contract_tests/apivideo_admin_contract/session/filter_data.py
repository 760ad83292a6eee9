"""Filter data: items that differ in the properties that filters and sorts use, and values to filter them by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from apivideo_admin_contract.document.document import Row
from apivideo_admin_contract.document.filtered import (
    COMPARISONS,
    filtered_values,
    present_values,
    schema_at,
    with_value,
)
from apivideo_admin_contract.document.parameter import Parameter, Schema
from apivideo_admin_contract.document.schemas import accepts_any_text, generated_kind
from apivideo_admin_contract.rules.verdict import Skipped
from apivideo_admin_contract.session.fixtures import Fixture
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.values.distinguishing import (
    compared_candidates,
    distinguishing_values,
    filter_candidates,
    listed_candidates,
)
from apivideo_admin_contract.values.samples import full_sample, sample
from apivideo_admin_contract.values.validity import is_valid

#: Seconds until two items surely differ in a time that is rounded to a second.
_LONGER: Final = 1.1


def create_varied_items(session: Session, fixture: Fixture, name: str, most: int | None = None) -> list[Row]:
    """Create items with distinguishing values of a property, as far as this run may, and return all items.

    ``name`` is that of the property, with a dot between the names of nested ones. ``most`` is the maximum number of different items. Raises Skipped where there are no items and none may be created.
    """
    collection = fixture.collection
    writable = collection.writable if "create" in collection.operations else {}
    name, *below = name.split(".")
    if name in writable:
        fixture.ensure_values(name, _varied(writable[name], below)[:most])
        # One item without a value, newer than the others: null is neither the least value nor an empty text.
        return fixture.rows if most or not _may_be_absent(fixture, name) else fixture.fill(len(fixture.rows) + 1)
    fixture.fill(2)
    if generated_kind(collection.properties[name]) in {"now", "updated"}:
        _create_at_two_times(session, fixture, name)
    return fixture.fill(most or 4)


def filter_values(parameter: Parameter, fixture: Fixture) -> list[Any]:
    """Return values to filter by: those of the items, values near to them, and values of no item."""
    name, collection = parameter.filters_by, fixture.collection
    present = present_values(parameter, fixture.rows)
    if parameter.match in COMPARISONS:
        return compared_candidates(parameter.schema, present)
    writable = collection.writable if "create" in collection.operations else {}
    divisible = present
    if accepts_any_text(parameter.schema) and generated_kind(collection.properties.get(name, {})) == "secret":
        # Servers and proxies log queries. A part of a secret is sent only of an item of this run.
        divisible = _own_values(fixture, name)
    is_list = parameter.match == "has"
    takes_any_text = not is_list and accepts_any_text(schema_at({"properties": writable}, parameter.path))
    found = filter_candidates(parameter.value_schema, present, divisible, takes_any_text=takes_any_text)
    if not is_list:
        return found
    # A value with a comma, as commas can separate the values of a list.
    found += [one for one in present if isinstance(one, str) and "," in one]
    return listed_candidates(parameter, [filtered_values(parameter, row) for row in fixture.rows], found)


def _varied(schema: Schema, below: Sequence[str]) -> list[Any]:
    """Return distinguishing values of a property, or values of it that distinguish a nested one."""
    if not below:
        return distinguishing_values(schema)
    inner = distinguishing_values(schema_at(schema, below))
    # With and without what is optional beside the nested property.
    around = [sample(schema), full_sample(schema)]
    found = [with_value(schema, below, around[index % 2], value) for index, value in enumerate(inner)]
    return [one for one in found if is_valid(schema, one)]


def varied_values(schema: Schema, below: Sequence[str]) -> list[Any]:
    """Return four valid values of a property, the first and the last equal. ``below`` are the names of a nested one in which they differ."""
    values = [sample(schema_at(schema, below) if below else schema, number) for number in (5, 6, 7, 5)]
    return [with_value(schema, below, sample(schema), value) for value in values] if below else values


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
