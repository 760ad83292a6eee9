"""What many checks do at a place: make, change, read, and compare with what must be there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import httpx2

from contract_tests.document import Collection, Operation
from contract_tests.links import check_links
from contract_tests.making import Row, changed, created
from contract_tests.model import page_of
from contract_tests.samples import sample
from contract_tests.suite import expect, rules
from contract_tests.suite.account import Account
from contract_tests.suite.exchange import SAFE
from contract_tests.suite.lab import Lab
from contract_tests.suite.outcome import Broken
from contract_tests.suite.place import Place

#: How what is not there is answered (facts document, Errors).
NOT_FOUND: Final = (404, "The requested resource could not be found.", "/reference/resource-not-found")


def make(lab: Lab, place: Place, payload: Mapping[str, Any]) -> Row:
    """Make an item of a payload, expect the answer to be what it must be, and give it."""
    collection, begun = place.collection, lab.time.now()
    seen = place.account.create(collection, place.ids, payload)
    place.rows.append(seen)
    # A slow server may have looked at its clock at any moment since.
    tolerance = lab.time.tolerance + lab.time.now() - begun
    row = created(collection, place.ids, payload, seen, lab.time.now(), tolerance)
    expect.equal(_known(collection, seen), row, f"the answer of {collection.operations['create'].id}")
    return seen


def change(lab: Lab, place: Place, row: Row, payload: Mapping[str, Any]) -> None:
    """Change an item, and expect the answer to be what it must be. The change is kept in ``row``."""
    operation = place.collection.operations["update"]
    seen = expect.body(place.update(row, payload), operation.status, operation.id)
    expected = changed(place.collection, row, payload, seen, lab.time.now(), lab.time.tolerance)
    expect.equal(seen, expected, f"the answer of {operation.id} to {expect.shown(payload)}")
    row.update(expected)


def look_at(place: Place, row: Row, what: str = "the item") -> None:
    """Expect the get of an item, where it has one, to be what it must be."""
    if "get" in place.collection.operations:
        expect.equal(expect.body(place.get(row), what=what), row, what)


def walk(place: Place, query: Mapping[str, Any] | None = None) -> list[Row]:
    """Give the items of all pages of a list. There are not many more than there must be, whatever the server says."""
    size = place.collection.operations["list"].parameters["page_size"].schema["maximum"]
    items: list[Row] = []
    for number in range(1, len(place.rows) // size + 3):
        later = {"page": number} if number > 1 else {}
        page = place.page({**(query or {}), **later, "page_size": size})
        items += page["items"]
        if len(page["items"]) < size:
            break
    return items


def agree(place: Place, query: Mapping[str, Any] | None = None) -> list[Row]:
    """Expect the list and the count, as far as there are any, to be of the items that must be there, and give these."""
    operations, under = place.collection.operations, f" under {expect.shown(query)}" if query else ""
    expected = place.expected(query) if "list" in operations else place.rows
    if "list" in operations:
        expect.equal(walk(place, query), expected, f"the items of {operations['list'].id}{under}")
    if "count" in operations and set(query or {}) <= set(operations["count"].parameters):
        _count(place, query, len(expected), f"the answer of {operations['count'].id}{under}")
    return expected


def _count(place: Place, query: Mapping[str, Any] | None, expected: int, what: str) -> None:
    """Expect a count. Whatever it is that the list got right, it is a rule of its own that the count agrees."""
    try:
        expect.equal(place.count(query), expected, what)
    except Broken as broken:
        raise Broken(broken.message, broken.rule or rules.COUNTS, broken.difference) from None


def look_at_page(place: Place, query: Mapping[str, Any]) -> dict[str, Any]:
    """Expect all of a page to be what it must be: the items, ``pagination`` and ``links``. Gives the page."""
    operation, rows = place.collection.operations["list"], place.expected(query)
    items, number, size = page_of(operation, rows, query)
    page, under = place.page(query), f"of {operation.id} under {expect.shown(query)}"
    expect.equal(page["items"], items, f"the items {under}")
    expect.equal(
        page["pagination"], {"page": number, "page_size": size, "item_count": len(items)}, f"`pagination` {under}"
    )
    check_links(page["links"], operation.url(place.ids), query, number, size, more=len(rows) > number * size)
    return page


def aim(lab: Lab, operation: Operation, number: int = 0) -> tuple[Place, Row, tuple[str, ...]]:
    """Give where an operation can work: a place, the item that its path names last, and all ids of its path.

    The item is a new one where the operation would change or delete it.
    """
    place = lab.place(lab.document.owners_of(operation)[-1], number=number)
    is_changed = operation.action in {"update", "delete"}
    row = place.create(7) if is_changed else place.some(reads=operation.method in SAFE)
    return place, row, place.item(row)


def refused(account: Account, operation: Operation, ids: tuple[str, ...], what: str) -> httpx2.Response:
    """Expect a valid request of an operation to be answered with: not found. Gives the answer."""
    answer = account.perform(operation, ids)
    expect.problem(answer, *NOT_FOUND, what)
    return answer


def every_property(operation: Operation, number: int) -> dict[str, Any]:
    """Give a payload with all that an operation takes."""
    return {name: sample(schema, number) for name, schema in operation.properties.items()}


def _known(collection: Collection, seen: Row) -> Row:
    """Give what the document names of an item; that there is no more is a rule of its own."""
    return {name: value for name, value in seen.items() if name in collection.properties}
