"""Steps that several checks share: create, update, read, and compare with what the server must hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import httpx2

from apivideo_admin_contract.client.account import Account
from apivideo_admin_contract.client.lists import read_all
from apivideo_admin_contract.document.document import Collection, Ids, Operation, Row
from apivideo_admin_contract.document.exchange import SAFE
from apivideo_admin_contract.model.expected_item import created_item, updated_item
from apivideo_admin_contract.model.pages import check_links, page_of
from apivideo_admin_contract.rules import expect, resource_rules
from apivideo_admin_contract.rules.verdict import Skipped, Violation
from apivideo_admin_contract.session.fixtures import Fixture
from apivideo_admin_contract.session.session import Session

#: How what is not there is answered (facts document, Errors).
NOT_FOUND: Final = (404, "The requested resource could not be found.", "/reference/resource-not-found")


def create_item(session: Session, fixture: Fixture, payload: Mapping[str, Any]) -> Row:
    """Make an item of a payload, expect the answer to be what it must be, and give it."""
    collection, begun = fixture.collection, session.time.now()
    seen = fixture.account.create(collection, fixture.ids, payload)
    fixture.rows.append(seen)
    # A slow server may have looked at its clock at any moment since.
    tolerance = session.time.tolerance + session.time.now() - begun
    row = created_item(collection, fixture.ids, payload, seen, session.time.now(), tolerance)
    expect.equal(_known(collection, seen), row, f"the answer of {collection.operations['create'].id}")
    return seen


def update_item(session: Session, fixture: Fixture, row: Row, payload: Mapping[str, Any]) -> None:
    """Change an item, and expect the answer to be what it must be. The change is kept in ``row``."""
    operation = fixture.collection.operations["update"]
    seen = expect.body(fixture.update(row, payload), operation.status, operation.id)
    expected = updated_item(fixture.collection, row, payload, seen, session.time.now(), session.time.tolerance)
    expect.equal(seen, expected, f"the answer of {operation.id} to {expect.shown(payload)}")
    row.update(expected)


def check_item(fixture: Fixture, row: Row, what: str = "the item") -> None:
    """Expect the get of an item, where it has one, to be what it must be."""
    if "get" in fixture.collection.operations:
        expect.equal(expect.body(fixture.get(row), what=what), row, what)


def read_all_pages(fixture: Fixture, query: Mapping[str, Any] | None = None) -> list[Row]:
    """Give the items of all pages of a list. There are not many more than there must be, whatever the server says."""
    size = fixture.collection.operations["list"].parameters["page_size"].schema["maximum"]
    items: list[Row] = []
    for number in range(1, len(fixture.rows) // size + 3):
        later = {"page": number} if number > 1 else {}
        page = fixture.read_page({**(query or {}), **later, "page_size": size})
        items += page["items"]
        if len(page["items"]) < size:
            break
    return items


def check_list_and_count(fixture: Fixture, query: Mapping[str, Any] | None = None) -> list[Row]:
    """Expect the list and the count, as far as there are any, to be of the items that must be there, and give these."""
    operations, under = fixture.collection.operations, f" under {expect.shown(query)}" if query else ""
    expected = fixture.expected_items(query) if "list" in operations else fixture.rows
    if "list" in operations:
        expect.equal(read_all_pages(fixture, query), expected, f"the items of {operations['list'].id}{under}")
    if "count" in operations and set(query or {}) <= set(operations["count"].parameters):
        _count(fixture, query, len(expected), f"the answer of {operations['count'].id}{under}")
    return expected


def _count(fixture: Fixture, query: Mapping[str, Any] | None, expected: int, what: str) -> None:
    """Expect a count. Whatever it is that the list got right, it is a rule of its own that the count agrees."""
    try:
        expect.equal(fixture.count(query), expected, what)
    except Violation as broken:
        raise Violation(broken.message, broken.rule or resource_rules.COUNTS, broken.difference) from None


def check_page(fixture: Fixture, query: Mapping[str, Any]) -> dict[str, Any]:
    """Expect all of a page to be what it must be: the items, ``pagination`` and ``links``. Gives the page."""
    operation, rows = fixture.collection.operations["list"], fixture.expected_items(query)
    items, number, size = page_of(operation, rows, query)
    page, under = fixture.read_page(query), f"of {operation.id} under {expect.shown(query)}"
    expect.equal(page["items"], items, f"the items {under}")
    expect.equal(
        page["pagination"], {"page": number, "page_size": size, "item_count": len(items)}, f"`pagination` {under}"
    )
    check_links(page["links"], operation.path_for(fixture.ids), query, number, size, more=len(rows) > number * size)
    return page


def item_for(session: Session, operation: Operation, number: int = 0) -> tuple[Fixture, Row, tuple[str, ...]]:
    """Give where an operation can work: a place, the item that its path names last, and all ids of its path.

    The item is a new one where the operation would change or delete it.
    """
    fixture = session.fixture(session.document.parents_of(operation)[-1], number=number)
    is_changed = operation.action in {"update", "delete"}
    row = fixture.create(7) if is_changed else fixture.any_item(read_only=operation.method in SAFE)
    return fixture, row, fixture.path_ids(row)


def check_not_found(account: Account, operation: Operation, ids: tuple[str, ...], what: str) -> httpx2.Response:
    """Expect a valid request of an operation to be answered with: not found. Gives the answer."""
    response = account.perform(operation, ids)
    expect.problem(response, *NOT_FOUND, what)
    return response


def _known(collection: Collection, seen: Row) -> Row:
    """Give what the document names of an item; that there is no more is a rule of its own."""
    return {name: value for name, value in seen.items() if name in collection.properties}


def has_readable_state(session: Session, operation: Operation) -> bool:
    """Tell whether the API has a way to read what an operation writes."""
    collection = session.document.collection_of(operation)
    return collection is not None and ("list" in collection.operations or operation.action != "create")


def read_state(session: Session, operation: Operation, ids: tuple[str, ...]) -> Any:
    """Give the items beside and below which an operation writes, as they are read: the list, or else the item.

    Raises Skipped where the API has no way to read them, or there are too many.
    """
    collection = session.document.collection_of(operation)
    reads = collection.operations if collection else {}
    if collection and "list" in reads:
        return read_all(session.account, collection, ids[: len(collection.parents)])
    if "get" in reads and len(ids) == len(reads["get"].path_parameters):
        return expect.body(session.account.call(reads["get"], ids), what=f"the item that {operation.id} is for")
    raise Skipped(f"nothing reads what {operation.id} writes")


def unknown_id(known: str) -> str:
    """Give an id that differs from a known one in all of its last eight characters, and so is nobody's."""
    return known[:-8] + "".join("2" if one == "1" else "1" for one in known[-8:])


def check_reveals_nothing(
    account: Account, operation: Operation, asked: tuple[Ids, Ids], hidden: tuple[Fixture, Row], what: str
) -> None:
    """Expect that a valid request finds nothing, and that its answer is the one to ids that nobody has.

    ``asked`` are the ids of the path and those that nobody has, ``hidden`` is where the item is and the item itself. A server may tell more than is
    documented, such as the ids of the request, or a number of each: what two answers to the same request have not in common counts for nothing.
    """
    ids, unknown = asked
    before, response, after = (check_not_found(account, operation, one, what) for one in (unknown, ids, unknown))
    for secret in _distinguishing_values(*hidden) - set(ids):
        if secret in response.text:
            raise Violation(
                f"{what}: the 404 tells {expect.shown(secret)}, of what is there: {expect.shown(response.text)}"
            )
    if _masked(before, unknown) == _masked(after, unknown):
        expect.equal(_masked(response, ids), _masked(before, unknown), f"{what}: a 404, as for ids that nobody has")


def _distinguishing_values(fixture: Fixture, row: Row) -> set[str]:
    """Give what the server made of an item: its ids and secrets."""
    kinds = {name: one.get("x-generate", {}).get("kind") for name, one in fixture.collection.properties.items()}
    made = {str(row[name]) for name, kind in kinds.items() if kind in {"id", "secret"} and row.get(name)}
    return made | set(fixture.ids)


def _masked(response: httpx2.Response, ids: Ids) -> str:
    """Give the content of an answer with the place of each id of the request in its stead."""
    text = response.text
    for index, one in enumerate(ids):
        text = text.replace(one, f"<id {index}>")
    return text
