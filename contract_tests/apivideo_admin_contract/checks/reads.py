"""Reads change nothing, and two reads of an item return the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apivideo_admin_contract.document.document import Collection, Document, Operation
from apivideo_admin_contract.document.exchange import SAFE
from apivideo_admin_contract.document.subjects import readers, with_actions
from apivideo_admin_contract.rules import expect, resource_rules
from apivideo_admin_contract.rules.verdict import Skipped
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.session.steps import check_list_and_count, item_for
from apivideo_admin_contract.values.query import encode_query
from apivideo_admin_contract.values.samples import sample_query

_OVERRIDES: Final = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")


def _readers_of_items(document: Document) -> Iterator[tuple[Operation]]:
    """Yield each operation that reads items. The figures of a report may grow during the day."""
    yield from ((one,) for (one,) in readers(document) if one.action != "report")


@check(resource_rules.READS_CHANGE_NOTHING, _readers_of_items)
def repeated_reads_return_the_same(session: Session, operation: Operation) -> None:
    """Read three times, with every other read in between."""
    ids = item_for(session, operation)[2] if operation.path_parameters else ()
    query = sample_query(operation)
    collection = session.document.collection_of(operation)
    if collection is not None and operation.action != "get":
        session.fixture(collection).fill(2)
    first = expect.body(session.account.call(operation, ids, query))
    for _ in range(2):
        for other in session.document.operations:
            if other.method == "GET" and other.path_parameters == operation.path_parameters:
                session.account.call(other, ids, sample_query(other))
        again = expect.body(session.account.call(operation, ids, query))
        expect.equal(again, first, f"the response of {operation.id} to the same request again")


def _paths_with_writers(document: Document) -> Iterator[tuple[Operation]]:
    """Yield each operation that reads, on a path with a method that writes."""
    for (operation,) in readers(document):
        if not set(document.methods(operation.path)) <= SAFE:
            yield (operation,)


@check(resource_rules.READS_CHANGE_NOTHING, _paths_with_writers, Need.WRITES)
def method_override_headers_are_ignored(session: Session, operation: Operation) -> None:
    """Send the headers that some frameworks use as the method of a request, although proxies and logs see a GET."""
    url, query = operation.path_for(session.parent_ids(operation)), sample_query(operation)
    for method in session.document.methods(operation.path):
        for header in _OVERRIDES if method not in SAFE else ():
            response = session.account.send("GET", url, query=encode_query(operation, query), headers={header: method})
            expect.status(response, operation.status, f"{operation.id} with {header}: {method}")


@check(resource_rules.LIST_AGREES_WITH_GET, with_actions("list", "get"))
def an_item_is_the_same_in_its_list_and_alone(session: Session, collection: Collection) -> None:
    """Compare the oldest item, the newest, and one in between."""
    fixture = session.fixture(collection)
    rows = fixture.fill(3)
    listed = {one.get(collection.id_name): one for one in fixture.read_page({"page_size": 100})["items"]}
    compared = 0
    for row in (rows[0], rows[len(rows) // 2], rows[-1]):
        if row[collection.id_name] in listed:
            expect.equal(listed[row[collection.id_name]], expect.body(fixture.get(row)), "the item in its list")
            compared += 1
    expect.holds(compared, f"the list contains none of three existing items of {collection.name}")


@check(resource_rules.READS_CHANGE_NOTHING, with_actions("get"))
def an_item_does_not_change_over_time(session: Session, collection: Collection) -> None:
    """Read it a second later, and where the clock can be moved months later."""
    fixture = session.fixture(collection)
    row = fixture.fill(2)[0]
    if session.clock is None and session.connection.read_only:
        raise Skipped("a second is too short to show anything; needs a server whose clock can be moved")
    for wait in (1, 3661, 86_400, 40 * 86_400) if session.clock is not None else (1.1,):
        session.wait(wait)
        expect.equal(expect.body(fixture.get(row)), row, f"an item {wait} seconds later")
    if "list" in collection.operations:
        check_list_and_count(fixture)
