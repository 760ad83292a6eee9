"""The times of creation and of the last update are those of the requests, with their offset (openapi/README.md, Objects)."""

from __future__ import annotations

from collections.abc import Iterator

from apivideo_admin_contract.document.document import Collection, Document
from apivideo_admin_contract.document.schemas import generated_kind
from apivideo_admin_contract.document.subjects import collections, with_actions
from apivideo_admin_contract.model.expected_item import check_generated, timestamp
from apivideo_admin_contract.rules import expect, resource_rules
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.fixtures import Fixture
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.session.steps import check_item, check_list_and_count, update_item
from apivideo_admin_contract.values.samples import sample_payload


def _times(document: Document) -> Iterator[tuple[Collection, str]]:
    """Yield each property that is the time of the request."""
    for (collection,) in collections(document):
        for name, schema in collection.properties.items():
            if generated_kind(schema) == "now":
                yield collection, name


@check(resource_rules.CREATED_NOW, _times, Need.WRITES)
def the_time_of_creation_is_the_current_time(session: Session, collection: Collection, name: str) -> None:
    """Create two items, more than a second apart."""
    fixture = session.fixture(collection)
    first = _create_now(session, fixture, name)
    session.wait(1.1)
    second = _create_now(session, fixture, name)
    expect.holds(
        timestamp(second) > timestamp(first),
        f"`{name}`: expected a time after {first} for an item created 1.1 seconds later, got {second}",
    )


@check(resource_rules.CREATED_NOW, _times, Need.WRITES, Need.CLOCK)
def the_time_of_creation_advances_with_the_clock(session: Session, collection: Collection, name: str) -> None:
    """Move the clock over midnight and over the end of a year. Older items keep their time."""
    fixture = session.fixture(collection)
    for wait in (1, 3661, 86_399, 40 * 86_400, 330 * 86_400 + 7):
        session.move(wait)
        _create_now(session, fixture, name)
        check_item(fixture, fixture.rows[0], "the oldest item")
    check_list_and_count(fixture)


def _times_of_updates(document: Document) -> Iterator[tuple[Collection, str]]:
    """Yield each property that is the time of the last update."""
    for (collection,) in with_actions("create", "update")(document):
        for name, schema in collection.properties.items():
            if generated_kind(schema) == "updated":
                yield collection, name


@check(resource_rules.UPDATED_NOW, _times_of_updates, Need.WRITES)
def the_time_of_the_last_update_moves_with_each_update(session: Session, collection: Collection, name: str) -> None:
    """Update one of two items twice with the same values, then send an invalid update. Reads and other items keep their time."""
    fixture, operation = session.fixture(collection), collection.operations["update"]
    other, row = (fixture.create(number) for number in (1, 2))
    for created in [one for one, schema in collection.properties.items() if generated_kind(schema) == "now"]:
        expect.equal(
            timestamp(row[name]), timestamp(row[created]), f"`{name}` of a new item, compared with `{created}`"
        )
    for _ in range(2):
        before = row[name]
        session.pass_time()
        check_item(fixture, row)
        update_item(session, fixture, row, sample_payload(operation, 8))
        expect.holds(
            timestamp(row[name]) > timestamp(before), f"`{name}`: expected a time after {before}, got {row[name]}"
        )
    session.pass_time()
    expect.status(fixture.update(row, sample_payload(operation, 8) | {"colour": "red"}), 400)
    check_item(fixture, row)
    check_item(fixture, other)
    check_list_and_count(fixture)


def _create_now(session: Session, fixture: Fixture, name: str) -> str:
    """Create an item, expect its time to be the current time, and return it."""
    begun = session.time.now()
    value: str = fixture.create(1)[name]
    # A slow server may have read its clock at any moment since.
    tolerance = session.time.tolerance + session.time.now() - begun
    check_generated(name, fixture.collection.properties[name], value, session.time.now(), tolerance)
    return value
