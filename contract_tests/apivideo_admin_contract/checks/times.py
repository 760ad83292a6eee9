"""The time of creation is the present, told with its offset, and stays (facts document, Objects)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from apivideo_admin_contract.document.document import Collection, Document
from apivideo_admin_contract.document.subjects import collections
from apivideo_admin_contract.model.expected_item import check_generated, timestamp
from apivideo_admin_contract.rules import expect, resource_rules
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.fixtures import Fixture
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.session.steps import check_item, check_list_and_count


def _times(document: Document) -> Iterator[tuple[Collection, str]]:
    """Give each property that is the time of the request."""
    for (collection,) in collections(document):
        for name, schema in collection.properties.items():
            if schema.get("x-generate", {}).get("kind") == "now":
                yield collection, name


def _listed_times(document: Document) -> Iterator[tuple[Collection, str]]:
    """Give those of the items that can be listed."""
    yield from (one for one in _times(document) if "list" in one[0].operations)


@check(resource_rules.CREATED_NOW, _times, Need.WRITES)
def the_time_of_creation_is_the_current_time(session: Session, collection: Collection, name: str) -> None:
    """Of one item and of the next, which is more than a second younger."""
    fixture = session.fixture(collection)
    first = _create_now(session, fixture, name)
    session.wait(1.1)
    second = _create_now(session, fixture, name)
    expect.holds(
        timestamp(second) > timestamp(first),
        f"`{name}`: {second} is that of an item a second younger than one of {first}",
    )


@check(resource_rules.CREATED_NOW, _times, Need.WRITES, Need.CLOCK)
def the_time_of_creation_advances_with_the_clock(session: Session, collection: Collection, name: str) -> None:
    """Over midnight and over the end of a year; and what was there keeps its own."""
    fixture = session.fixture(collection)
    for wait in (1, 3661, 86_399, 40 * 86_400, 330 * 86_400 + 7):
        session.move(wait)
        _create_now(session, fixture, name)
        check_item(fixture, fixture.rows[0], "the oldest item")
    check_list_and_count(fixture)


@check(resource_rules.TIMES, _listed_times)
def times_of_creation_never_decrease(session: Session, collection: Collection, name: str) -> None:
    """In the list as it is without a sort."""
    fixture = session.fixture(collection)
    fixture.fill(session.pick_count(8, 3, collection))
    rows = check_list_and_count(fixture)
    for before, after in pairwise(rows):
        expect.holds(
            timestamp(before[name]) <= timestamp(after[name]),
            f"`{name}`: {after[name]} comes behind {before[name]} in the order of creation",
        )


@check(resource_rules.TIMES, _times, Need.WRITES)
def a_time_of_creation_never_changes(session: Session, collection: Collection, name: str) -> None:
    """Read later, and again, it is the same."""
    fixture = session.fixture(collection)
    row = fixture.create(1)
    session.wait(3661 if session.clock is not None else 1.1)
    for _ in range(2):
        if "get" in collection.operations:
            expect.equal(expect.body(fixture.get(row)).get(name), row[name], f"`{name}` of the item, later")
        if "list" in collection.operations:
            listed = [one.get(name) for one in fixture.read_page({"page_size": 100})["items"]]
            expect.equal(listed, [one[name] for one in fixture.rows[:100]], f"`{name}` of the items of the list, later")


def _create_now(session: Session, fixture: Fixture, name: str) -> str:
    """Make an item, and give its time, which must be the present."""
    begun = session.time.now()
    value: str = fixture.create(1)[name]
    # A slow server may have looked at its clock at any moment since.
    tolerance = session.time.tolerance + session.time.now() - begun
    check_generated(name, fixture.collection.properties[name], value, session.time.now(), tolerance)
    return value
