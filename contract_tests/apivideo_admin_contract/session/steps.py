"""What many checks do at a place: make, change, read, and compare with what must be there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import httpx2

from apivideo_admin_contract.client.account import Account
from apivideo_admin_contract.document.document import Collection, Operation, Row
from apivideo_admin_contract.document.exchange import SAFE
from apivideo_admin_contract.model.expected_item import changed, created
from apivideo_admin_contract.model.page_links import check_links
from apivideo_admin_contract.model.reference import page_of
from apivideo_admin_contract.rules import expect, resource_rules
from apivideo_admin_contract.rules.verdict import Broken
from apivideo_admin_contract.session.fixture import Fixture
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.values.samples import sample

#: How what is not there is answered (facts document, Errors).
NOT_FOUND: Final = (404, "The requested resource could not be found.", "/reference/resource-not-found")


def make(session: Session, fixture: Fixture, payload: Mapping[str, Any]) -> Row:
    """Make an item of a payload, expect the answer to be what it must be, and give it."""
    collection, begun = fixture.collection, session.time.now()
    seen = fixture.account.create(collection, fixture.ids, payload)
    fixture.rows.append(seen)
    # A slow server may have looked at its clock at any moment since.
    tolerance = session.time.tolerance + session.time.now() - begun
    row = created(collection, fixture.ids, payload, seen, session.time.now(), tolerance)
    expect.equal(_known(collection, seen), row, f"the answer of {collection.operations['create'].id}")
    return seen


def change(session: Session, fixture: Fixture, row: Row, payload: Mapping[str, Any]) -> None:
    """Change an item, and expect the answer to be what it must be. The change is kept in ``row``."""
    operation = fixture.collection.operations["update"]
    seen = expect.body(fixture.update(row, payload), operation.status, operation.id)
    expected = changed(fixture.collection, row, payload, seen, session.time.now(), session.time.tolerance)
    expect.equal(seen, expected, f"the answer of {operation.id} to {expect.shown(payload)}")
    row.update(expected)


def look_at(fixture: Fixture, row: Row, what: str = "the item") -> None:
    """Expect the get of an item, where it has one, to be what it must be."""
    if "get" in fixture.collection.operations:
        expect.equal(expect.body(fixture.get(row), what=what), row, what)


def walk(fixture: Fixture, query: Mapping[str, Any] | None = None) -> list[Row]:
    """Give the items of all pages of a list. There are not many more than there must be, whatever the server says."""
    size = fixture.collection.operations["list"].parameters["page_size"].schema["maximum"]
    items: list[Row] = []
    for number in range(1, len(fixture.rows) // size + 3):
        later = {"page": number} if number > 1 else {}
        page = fixture.page({**(query or {}), **later, "page_size": size})
        items += page["items"]
        if len(page["items"]) < size:
            break
    return items


def agree(fixture: Fixture, query: Mapping[str, Any] | None = None) -> list[Row]:
    """Expect the list and the count, as far as there are any, to be of the items that must be there, and give these."""
    operations, under = fixture.collection.operations, f" under {expect.shown(query)}" if query else ""
    expected = fixture.expected(query) if "list" in operations else fixture.rows
    if "list" in operations:
        expect.equal(walk(fixture, query), expected, f"the items of {operations['list'].id}{under}")
    if "count" in operations and set(query or {}) <= set(operations["count"].parameters):
        _count(fixture, query, len(expected), f"the answer of {operations['count'].id}{under}")
    return expected


def _count(fixture: Fixture, query: Mapping[str, Any] | None, expected: int, what: str) -> None:
    """Expect a count. Whatever it is that the list got right, it is a rule of its own that the count agrees."""
    try:
        expect.equal(fixture.count(query), expected, what)
    except Broken as broken:
        raise Broken(broken.message, broken.rule or resource_rules.COUNTS, broken.difference) from None


def look_at_page(fixture: Fixture, query: Mapping[str, Any]) -> dict[str, Any]:
    """Expect all of a page to be what it must be: the items, ``pagination`` and ``links``. Gives the page."""
    operation, rows = fixture.collection.operations["list"], fixture.expected(query)
    items, number, size = page_of(operation, rows, query)
    page, under = fixture.page(query), f"of {operation.id} under {expect.shown(query)}"
    expect.equal(page["items"], items, f"the items {under}")
    expect.equal(
        page["pagination"], {"page": number, "page_size": size, "item_count": len(items)}, f"`pagination` {under}"
    )
    check_links(page["links"], operation.url(fixture.ids), query, number, size, more=len(rows) > number * size)
    return page


def aim(session: Session, operation: Operation, number: int = 0) -> tuple[Fixture, Row, tuple[str, ...]]:
    """Give where an operation can work: a place, the item that its path names last, and all ids of its path.

    The item is a new one where the operation would change or delete it.
    """
    fixture = session.fixture(session.document.parents_of(operation)[-1], number=number)
    is_changed = operation.action in {"update", "delete"}
    row = fixture.create(7) if is_changed else fixture.some(reads=operation.method in SAFE)
    return fixture, row, fixture.item(row)


def refused(account: Account, operation: Operation, ids: tuple[str, ...], what: str) -> httpx2.Response:
    """Expect a valid request of an operation to be answered with: not found. Gives the answer."""
    response = account.perform(operation, ids)
    expect.problem(response, *NOT_FOUND, what)
    return response


def every_property(operation: Operation, number: int) -> dict[str, Any]:
    """Give a payload with all that an operation takes."""
    return {name: sample(schema, number) for name, schema in operation.properties.items()}


def _known(collection: Collection, seen: Row) -> Row:
    """Give what the document names of an item; that there is no more is a rule of its own."""
    return {name: value for name, value in seen.items() if name in collection.properties}
