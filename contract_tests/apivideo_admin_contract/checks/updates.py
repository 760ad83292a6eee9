"""An update changes the properties that its payload names and nothing else (openapi/README.md, Operations)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from apivideo_admin_contract.document.document import Collection, Document, Row
from apivideo_admin_contract.document.schemas import fitting_texts, generated_kind
from apivideo_admin_contract.document.subjects import with_actions
from apivideo_admin_contract.rules import expect, resource_rules
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.explore import explore
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.session.steps import (
    check_item,
    check_list_and_count,
    check_page,
    new_values,
    read_all_pages,
    update_item,
)
from apivideo_admin_contract.values.awkward_texts import ROUND_TRIP_TEXTS
from apivideo_admin_contract.values.invalid import invalid_payloads
from apivideo_admin_contract.values.samples import boundary_values, full_payload, sample
from apivideo_admin_contract.values.strategies import valid_payloads

_changing = with_actions("create", "update")


def _properties(document: Document) -> Iterator[tuple[Collection, str]]:
    """Yield each property that an update accepts."""
    for (collection,) in _changing(document):
        yield from ((collection, name) for name in collection.changeable)


def _texts(document: Document) -> Iterator[tuple[Collection, str]]:
    """Yield each property of an update that accepts any text of an allowed length."""
    yield from (one for one in _properties(document) if fitting_texts(one[0].changeable[one[1]], ROUND_TRIP_TEXTS))


@check(resource_rules.UPDATE_KEEPS_PLACE, with_actions("create", "update", "list"), Need.WRITES)
def an_update_keeps_the_order_of_creation(session: Session, collection: Collection) -> None:
    """Update the first and the second of three items."""
    fixture = session.fixture(collection)
    rows = [fixture.create(number) for number in (3, 2, 1)]
    for number, row in enumerate(rows[:2]):
        update_item(session, fixture, row, new_values(collection, row, 9 - number))
        ids = [one[collection.id_name] for one in read_all_pages(fixture)]
        expect.equal(ids, [one[collection.id_name] for one in fixture.rows], "the ids of the list after an update")
        check_page(fixture, {"page": len(fixture.rows), "page_size": 1})
        for name in collection.sort_properties():
            check_list_and_count(fixture, {"sort_by": name})


@check(resource_rules.UPDATE, _properties, Need.WRITES)
def an_update_changes_only_the_properties_it_names(session: Session, collection: Collection, name: str) -> None:
    """Update one property at a time, with values at a bound and null. Required properties are sent unchanged."""
    session.skip_near_new_month()
    fixture, schema = session.fixture(collection), collection.changeable[name]
    row, _ = (fixture.create(number) for number in (1, 2))
    values = list(schema.get("enum", [sample(schema, 7), sample(schema, 8), sample(schema, 8)]))
    values += [] if "enum" in schema else boundary_values(schema)
    values += [None, *values[:1]] if "null" in schema.get("type", ()) else []
    for value in values:
        update_item(session, fixture, row, _required(collection, row) | {name: value})
        check_item(fixture, row)
        check_list_and_count(fixture)


@check(resource_rules.UPDATE, _changing, Need.WRITES)
def an_update_can_change_every_property(session: Session, collection: Collection) -> None:
    """Update all properties at once, twice."""
    session.skip_near_new_month()
    fixture = session.fixture(collection)
    row = fixture.create(1)
    for number in (7, 8):
        update_item(session, fixture, row, full_payload(collection.operations["update"], number))
        check_item(fixture, row)
        check_list_and_count(fixture)


@check(resource_rules.UPDATE, _changing, Need.WRITES)
def an_update_without_new_values_changes_nothing(session: Session, collection: Collection) -> None:
    """Send the required properties unchanged, or an empty payload."""
    fixture = session.fixture(collection)
    row = fixture.create(1)
    for _ in range(2):
        update_item(session, fixture, row, _required(collection, row))
        check_item(fixture, row)
    check_list_and_count(fixture)


@check(resource_rules.UPDATE, _texts, Need.WRITES)
def an_updated_text_is_stored_unchanged(session: Session, collection: Collection, name: str) -> None:
    """Send texts that servers trim, fold, escape, cut or normalize."""
    fixture = session.fixture(collection)
    row = fixture.create(1)
    texts = fitting_texts(collection.changeable[name], ROUND_TRIP_TEXTS)
    for text in texts[: session.pick_count(len(texts), 6)]:
        update_item(session, fixture, row, _required(collection, row) | {name: text})
        check_item(fixture, row)
    check_list_and_count(fixture)


@check(resource_rules.UPDATE, with_actions("create", "get", "update"), Need.WRITES)
def consecutive_updates_are_all_stored(session: Session, collection: Collection) -> None:
    """Draw updates of two items at random, and read the items after each or at the end."""
    session.skip_near_new_month()
    fixture = session.fixture(collection)
    rows = [fixture.create(number) for number in (1, 2)]
    mark = len(session.log)

    @explore(session, st.lists(valid_payloads(collection.operations["update"]), min_size=1, max_size=4), st.booleans())
    def _(changes: list[dict[str, Any]], reads: bool) -> None:  # noqa: FBT001 - it is drawn
        del session.log[mark:]
        for row in rows:  # the previous example may have changed it
            row.update(expect.body(fixture.get(row)))
        for number, payload in enumerate(changes):
            row = rows[number % 2]
            update_item(session, fixture, row, payload)
            if reads:
                check_item(fixture, row)
        for row in rows:
            check_item(fixture, row)

    check_list_and_count(fixture)


@check(resource_rules.UPDATE_KEEPS_GENERATED, _changing, Need.WRITES)
def an_update_keeps_generated_properties(session: Session, collection: Collection) -> None:
    """Update some time later, so that a time of creation that is set again shows."""
    fixture = session.fixture(collection)
    row = fixture.create(1)
    session.wait(3661 if session.clock is not None else 1.1)
    kinds = {name: generated_kind(one) for name, one in collection.properties.items()}
    before = {name: row[name] for name, kind in kinds.items() if kind not in {None, "updated", "after"}}
    # The time that has passed may be longer than another lifetime, which would end the item at once.
    other = {name: value for name, value in new_values(collection, row, 8).items() if name != collection.lifetime}
    payload = fixture.free(_required(collection, row) | other, "update", row)
    response = expect.body(fixture.update(row, payload), collection.operations["update"].status)
    expect.equal({name: response.get(name) for name in before}, before, "the generated properties after an update")
    row.update(response)
    check_item(fixture, row)
    check_list_and_count(fixture)


@check(resource_rules.UPDATE, _changing, Need.WRITES)
def an_update_changes_no_other_item(session: Session, collection: Collection) -> None:
    """Update one of several equal items, and compare those of another parent, and the parents."""
    fixtures = [session.fixture(collection, number=number) for number in ((0, 1) if collection.parents else (0,))]
    rows = [fixture.create(1) for fixture in fixtures for _ in range(2)]
    above = [session.fixture(one, number=0) for one in collection.parents]
    before = [read_all_pages(one) for one in above if "list" in one.collection.operations]
    update_item(session, fixtures[0], rows[0], new_values(collection, rows[0], 9))
    for fixture in fixtures:
        check_list_and_count(fixture)
    after = [read_all_pages(one) for one in above if "list" in one.collection.operations]
    expect.equal(after, before, "the lists of the parents after an update")


@check(resource_rules.REFUSED_CHANGES_NOTHING, _changing, Need.WRITES)
def a_refused_update_changes_nothing(session: Session, collection: Collection) -> None:
    """Send payloads with valid and invalid properties."""
    fixture, operation = session.fixture(collection), collection.operations["update"]
    row = fixture.create(1)
    for way, payload in invalid_payloads(collection, operation, row):
        expect.status(fixture.update(row, payload), 400, f"{operation.id} with {way}")
        check_item(fixture, row, f"the item after an update that was refused for {way}")
    check_list_and_count(fixture)


def _required(collection: Collection, row: Row) -> dict[str, Any]:
    """Return the required properties of an update, unchanged."""
    return {name: row[name] for name in collection.operations["update"].required}
