"""The time of creation is the present, told with its offset, and stays (facts document, Objects)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from contract_tests.document import Collection, Document
from contract_tests.making import check_generated, seconds
from contract_tests.suite import expect, rules
from contract_tests.suite.check import Need, check
from contract_tests.suite.lab import Lab
from contract_tests.suite.place import Place
from contract_tests.suite.steps import agree, look_at
from contract_tests.suite.subjects import collections


def _times(document: Document) -> Iterator[tuple[Collection, str]]:
    """Give each property that is the time of the request."""
    for (collection,) in collections(document):
        for name, schema in collection.properties.items():
            if schema.get("x-generate", {}).get("kind") == "now":
                yield collection, name


def _listed_times(document: Document) -> Iterator[tuple[Collection, str]]:
    """Give those of the items that can be listed."""
    yield from (one for one in _times(document) if "list" in one[0].operations)


@check(rules.CREATED_NOW, _times, Need.WRITES)
def the_time_of_creation_is_the_present(lab: Lab, collection: Collection, name: str) -> None:
    """Of one item and of the next, which is more than a second younger."""
    place = lab.place(collection)
    first = _create_now(lab, place, name)
    lab.wait(1.1)
    second = _create_now(lab, place, name)
    expect.holds(
        seconds(second) > seconds(first), f"`{name}`: {second} is that of an item a second younger than one of {first}"
    )


@check(rules.CREATED_NOW, _times, Need.WRITES, Need.CLOCK)
def the_time_of_creation_follows_the_clock(lab: Lab, collection: Collection, name: str) -> None:
    """Over midnight and over the end of a year; and what was there keeps its own."""
    place = lab.place(collection)
    for wait in (1, 3661, 86_399, 40 * 86_400, 330 * 86_400 + 7):
        lab.move(wait)
        _create_now(lab, place, name)
        look_at(place, place.rows[0], "the oldest item")
    agree(place)


@check(rules.TIMES, _listed_times)
def times_of_creation_never_fall_in_the_order_of_creation(lab: Lab, collection: Collection, name: str) -> None:
    """In the list as it is without a sort."""
    place = lab.place(collection)
    place.fill(lab.number(8, 3, collection))
    rows = agree(place)
    for before, after in pairwise(rows):
        expect.holds(
            seconds(before[name]) <= seconds(after[name]),
            f"`{name}`: {after[name]} comes behind {before[name]} in the order of creation",
        )


@check(rules.TIMES, _times, Need.WRITES)
def a_time_of_creation_never_changes(lab: Lab, collection: Collection, name: str) -> None:
    """Read later, and again, it is the same."""
    place = lab.place(collection)
    row = place.create(1)
    lab.wait(3661 if lab.clock is not None else 1.1)
    for _ in range(2):
        if "get" in collection.operations:
            expect.equal(expect.body(place.get(row)).get(name), row[name], f"`{name}` of the item, later")
        if "list" in collection.operations:
            listed = [one.get(name) for one in place.page({"page_size": 100})["items"]]
            expect.equal(listed, [one[name] for one in place.rows[:100]], f"`{name}` of the items of the list, later")


def _create_now(lab: Lab, place: Place, name: str) -> str:
    """Make an item, and give its time, which must be the present."""
    begun = lab.time.now()
    value: str = place.create(1)[name]
    # A slow server may have looked at its clock at any moment since.
    tolerance = lab.time.tolerance + lab.time.now() - begun
    check_generated(name, place.collection.properties[name], value, lab.time.now(), tolerance)
    return value
