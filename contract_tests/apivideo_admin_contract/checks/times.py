"""The time of creation is the current time, with its offset (openapi/README.md, Objects)."""

from __future__ import annotations

from collections.abc import Iterator

from apivideo_admin_contract.document.document import Collection, Document
from apivideo_admin_contract.document.schemas import generated_kind
from apivideo_admin_contract.document.subjects import collections
from apivideo_admin_contract.model.expected_item import check_generated, timestamp
from apivideo_admin_contract.rules import expect, resource_rules
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.fixtures import Fixture
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.session.steps import check_item, check_list_and_count


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


def _create_now(session: Session, fixture: Fixture, name: str) -> str:
    """Create an item, expect its time to be the current time, and return it."""
    begun = session.time.now()
    value: str = fixture.create(1)[name]
    # A slow server may have read its clock at any moment since.
    tolerance = session.time.tolerance + session.time.now() - begun
    check_generated(name, fixture.collection.properties[name], value, session.time.now(), tolerance)
    return value
