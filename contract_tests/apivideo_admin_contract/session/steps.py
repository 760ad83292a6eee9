"""Steps that several checks share: create, update, read, and compare with what the server must hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import httpx2

from apivideo_admin_contract.client.account import Account
from apivideo_admin_contract.client.lists import read_all
from apivideo_admin_contract.document.document import Collection, Ids, Operation, Row
from apivideo_admin_contract.document.exchange import SAFE
from apivideo_admin_contract.document.schemas import generated_kind
from apivideo_admin_contract.model.expected_item import created_item, performed_item, updated_item
from apivideo_admin_contract.model.pages import check_page_content
from apivideo_admin_contract.rules import expect, resource_rules
from apivideo_admin_contract.rules.verdict import Skipped, Violation
from apivideo_admin_contract.session.fixtures import Fixture
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.values.samples import sample

#: The status, title and end of ``type`` of a 404 for an unknown id (openapi/README.md, Errors).
NOT_FOUND: Final = (404, "The requested resource could not be found.", "/reference/resource-not-found")


def create_item(session: Session, fixture: Fixture, payload: Mapping[str, Any]) -> Row:
    """Create an item with a payload, check the response, and return the item. Raises Violation or Skipped.

    A unique value that another item has is replaced.
    """
    collection, started = fixture.collection, session.time.now()
    payload = fixture.free(payload, "create")
    item = fixture.account.create(collection, fixture.ids, payload)
    fixture.rows.append(item)
    # A slow server may have read its clock at any moment since the start.
    tolerance = session.time.tolerance + session.time.now() - started
    expected = created_item(collection, fixture.ids, payload, item, session.time.now(), tolerance)
    # Undocumented properties break a rule of their own.
    documented = {name: value for name, value in item.items() if name in collection.properties}
    expect.equal(documented, expected, f"the response of {collection.operations['create'].id}")
    return item


def update_item(session: Session, fixture: Fixture, row: Row, payload: Mapping[str, Any]) -> None:
    """Update an item, check the response, and store the change in ``row``. Raises Violation.

    A unique value that another item has is replaced.
    """
    operation, payload = fixture.collection.operations["update"], fixture.free(payload, "update", row)
    item = expect.body(fixture.update(row, payload), operation.status, operation.id)
    expected = updated_item(fixture.collection, row, payload, item, session.time.now(), session.time.tolerance)
    expect.equal(item, expected, f"the response of {operation.id} to {expect.shown(payload)}")
    row.update(expected)


def new_values(collection: Collection, row: Row, number: int) -> dict[str, Any]:
    """Return a payload of an update with the required properties of an item unchanged, and new values of the others, except of ``x-set``."""
    required = {name: row[name] for name in collection.operations["update"].required}
    return required | {name: sample(one, number) for name, one in collection.changeable.items() if "x-set" not in one}


def delete_item(fixture: Fixture, row: Row) -> None:
    """Delete an item, and check the response. Raises Violation."""
    operation = fixture.collection.operations["delete"]
    response = fixture.delete(row)
    expect.status(response, operation.status, operation.id)
    expect.equal(response.content, b"", f"the content of the response of {operation.id}")


def perform_on_item(session: Session, fixture: Fixture, row: Row, operation: Operation) -> None:
    """Call a custom action of an item, check the response, and store the change in ``row``. Raises Violation."""
    response = fixture.account.perform(operation, fixture.path_ids(row))
    expect.status(response, operation.status, operation.id)
    if operation.response is None:
        expect.equal(response.content, b"", f"the content of the response of {operation.id}")
        response = fixture.get(row)
    item = expect.body(response, what=f"the item after {operation.id}")
    now, tolerance = session.time.now(), session.time.tolerance
    expected = performed_item(operation, fixture.collection, row, item, now, tolerance)
    expect.equal(item, expected, f"the item after {operation.id}")
    row.update(expected)


def check_item(fixture: Fixture, row: Row, what: str = "the item") -> None:
    """Check that a get returns an item as it is in ``row``, if the collection has a get. Raises Violation."""
    if "get" in fixture.collection.operations:
        expect.equal(expect.body(fixture.get(row), what=what), row, what)


def read_all_pages(fixture: Fixture, query: Mapping[str, Any] | None = None) -> list[Row]:
    """Return the items of all pages of a list. Stops two pages after the expected end, whatever the server returns."""
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
    """Check the list and the count, as far as the collection has them, and return the expected items. Raises Violation."""
    operations = fixture.collection.operations
    expected = fixture.expected_items(query) if "list" in operations else fixture.rows
    if "list" in operations:
        expect.equal(read_all_pages(fixture, query), expected, f"the items of {operations['list'].id}{_with(query)}")
    if "count" in operations and set(query or {}) <= set(operations["count"].parameters):
        check_count(fixture, query)
    return expected


def check_count(fixture: Fixture, query: Mapping[str, Any] | None = None) -> None:
    """Check the count with the filters of a query, if the collection has one. Raises Violation of the rule about counts."""
    operation = fixture.collection.operations.get("count")
    if operation is None:
        return
    filters = {name: value for name, value in (query or {}).items() if name in operation.parameters}
    has_list = "list" in fixture.collection.operations
    expected = len(fixture.expected_items(filters) if has_list else fixture.rows)
    with expect.named(resource_rules.COUNTS):
        expect.equal(fixture.count(filters), expected, f"the response of {operation.id}{_with(filters)}")


def _with(query: Mapping[str, Any] | None) -> str:
    return f" with {expect.shown(query)}" if query else ""


def check_page(fixture: Fixture, query: Mapping[str, Any]) -> dict[str, Any]:
    """Read a page, check its items, ``pagination`` and ``links``, and return it. Raises Violation."""
    page = fixture.read_page(query)
    operation = fixture.collection.operations["list"]
    check_page_content(operation, fixture.ids, query, page, fixture.expected_items(query))
    return page


def item_for(session: Session, operation: Operation, number: int = 0) -> tuple[Fixture, Row, tuple[str, ...]]:
    """Return an item for an operation with an id in its path: its fixture, the item, and the ids of the path.

    The item is a new one for an update, a delete or a custom action. Raises Skipped where there is none.
    """
    fixture = session.fixture(session.document.parents_of(operation)[-1], number=number)
    is_changed = operation.action in {"update", "delete", "perform"}
    row = fixture.create(7) if is_changed else fixture.any_item(read_only=operation.method in SAFE)
    return fixture, row, fixture.path_ids(row)


def item_apart_from(
    session: Session, operation: Operation, account: Account, above: Ids | None = None
) -> tuple[Fixture, Row, Ids]:
    """Return an item like `item_for`, with an id that no item of ``account`` below ``above`` has, by default below the same parents.

    Clients choose the keys of puts, so that items of other accounts and parents can have the same ones. Raises Skipped where there is none.
    """
    fixture, row, ids = item_for(session, operation)
    collections = session.document.parents_of(operation)
    number = 0
    while session.fixtures.has_item(account, collections, (*(ids[:-1] if above is None else above), ids[-1])):
        row, number = fixture.create(number), number + 1
        ids = fixture.path_ids(row)
    return fixture, row, ids


def fill_below(session: Session, fixture: Fixture, row: Row) -> list[Fixture]:
    """Create an item in each nested collection of an item."""
    parents = (*fixture.collection.parents, fixture.collection)
    children = [one for one in session.document.collections if one.parents == parents and "create" in one.operations]
    fixtures = [Fixture(fixture.account, child, fixture.path_ids(row)) for child in children]
    for one in fixtures:
        one.create(1)
    return fixtures


def check_not_found(account: Account, operation: Operation, ids: tuple[str, ...], what: str) -> httpx2.Response:
    """Send a valid request of an operation, check that the response is a 404, and return it. Raises Violation."""
    response = account.perform(operation, ids)
    expect.problem(response, *NOT_FOUND, what)
    return response


def has_readable_state(session: Session, operation: Operation) -> bool:
    """Whether the API can read what an operation writes."""
    collection = session.document.collection_of(operation)
    return collection is not None and ("list" in collection.operations or operation.action != "create")


def read_state(session: Session, operation: Operation, ids: tuple[str, ...]) -> Any:
    """Return what an operation could change, to compare it before and after: the list of the collection, or else the item.

    Raises Skipped where the API can't read it, or the list is very long.
    """
    collection = session.document.collection_of(operation)
    reads = collection.operations if collection else {}
    if collection and "list" in reads:
        return read_all(session.account, collection, ids[: len(collection.parents)])
    if "get" in reads and len(ids) == len(reads["get"].path_parameters):
        return expect.body(session.account.call(reads["get"], ids), what=f"the item of {operation.id}")
    raise Skipped(f"no operation reads what {operation.id} writes")


def unknown_id(known: str) -> str:
    """Return an id that no item has: it differs from a known one in each of its last eight characters."""
    return known[:-8] + "".join("2" if one == "1" else "1" for one in known[-8:])


def check_reveals_nothing(
    account: Account, operation: Operation, requested: tuple[Ids, Ids], hidden: tuple[Fixture, Row], what: str
) -> None:
    """Check that a request gets the same 404 as one for unknown ids, without the ids and secrets of the hidden item.

    ``requested`` are the ids of the path and unknown ones, ``hidden`` is the fixture with the item, and the item. A 404 may contain
    undocumented parts, such as the requested ids or a number of each request: it is compared only where two 404s for the unknown ids are
    equal. Raises Violation.
    """
    ids, unknown = requested
    before, response, after = (check_not_found(account, operation, one, what) for one in (unknown, ids, unknown))
    for secret in _hidden_values(*hidden) - set(ids):
        if secret in response.text:
            raise Violation(
                f"{what}: expected a 404 that reveals nothing, got {expect.shown(secret)} in it: {expect.shown(response.text)}"
            )
    if _with_numbered_ids(before, unknown) == _with_numbered_ids(after, unknown):
        expected = _with_numbered_ids(before, unknown)
        expect.equal(_with_numbered_ids(response, ids), expected, f"{what}: the 404, compared with one for unknown ids")


def _hidden_values(fixture: Fixture, row: Row) -> set[str]:
    """Return the ids and secrets of an item, and the ids above it."""
    names = [name for name, one in fixture.collection.properties.items() if generated_kind(one) in {"id", "secret"}]
    return {*fixture.ids, *(str(row[name]) for name in names if row.get(name))}


def _with_numbered_ids(response: httpx2.Response, ids: Ids) -> str:
    """Return the content of a response, with the position of each requested id in its place."""
    text = response.text
    for index, one in enumerate(ids):
        text = text.replace(one, f"<id {index}>")
    return text
