"""Lists, page by page and item by item."""

from __future__ import annotations

from typing import Any

import httpx2
from hypothesis import strategies as st

from apivideo_admin.errors import AdminError
from apivideo_admin_contract.document.document import Collection, Operation
from apivideo_admin_contract.document.subjects import lists
from apivideo_admin_contract.model.pages import select
from apivideo_admin_contract.rules.expect import equal, holds, shown
from apivideo_admin_contract.rules.verdict import Violation
from apivideo_admin_contract.session.check import check
from apivideo_admin_contract.session.explore import explore
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.values.strategies import valid_queries
from contract_tests import rules_sdk as rules
from contract_tests.sdk import is_same
from contract_tests.sdk_checks.subjects import faced
from contract_tests.sdk_checks.tryout import check_ids, connect, exchanges, ids_of, made_up


@check(rules.WALK, faced(lists))
def iterating_a_list_gives_every_item_once(session: Session, face: str, collection: Collection) -> None:
    """Few items and small pages first. No page is read twice, and none that nothing is on."""
    fixture, client, operation = session.fixture(collection), connect(session, face), collection.operations["list"]
    for number, sizes in ((3, (1, 2, 3)), (23, (7, 22, 23, 100))):
        rows = fixture.fill(number)
        for size in sizes:
            before = len(exchanges(session))
            items = client.items(operation, fixture.ids, {"page_size": size})
            check_ids(items, rows, collection.id_name, f"the items by pages of {size}")
            holds(
                all(is_same(item, row, collection.resource) for item, row in zip(items, rows, strict=True)),
                f"pages of {size}: an item says something else than the server",
            )
            equal(len(exchanges(session)) - before, max(1, -(-len(rows) // size)), f"the requests for pages of {size}")
            pages = client.pages(operation, fixture.ids, {"page_size": size})
            expected = [len(rows[at : at + size]) for at in range(0, len(rows), size)] or [0]
            equal([len(page.items) for page in pages], expected, f"the sizes of pages of {size}")


@check(rules.WALK, faced(lists))
def filters_and_sort_hold_over_all_pages(session: Session, face: str, collection: Collection) -> None:
    """Whatever a query says, the SDK's list is that of the model."""
    fixture, client, operation = session.fixture(collection), connect(session, face), collection.operations["list"]
    while len(fixture.rows) < 12:
        fixture.create(len(fixture.rows) % 5)

    @explore(session, valid_queries(operation, fixture.rows), st.none() | st.integers(0, 14))
    def _(query: dict[str, Any], limit: int | None) -> None:
        filters = {name: value for name, value in query.items() if name not in {"page", "page_size"}}
        size: int = query.get("page_size") or operation.parameters["page_size"].schema["default"]
        expected = select(operation, fixture.rows, filters)[(query.get("page", 1) - 1) * size :]
        items = client.items(operation, fixture.ids, query | {"limit": limit})
        check_ids(items, expected[:limit], collection.id_name, f"the items of {query} up to {limit}")
        pages = client.pages(operation, fixture.ids, query)
        sizes = [len(expected[at : at + size]) for at in range(0, len(expected), size)] or [0]
        equal([len(page.items) for page in pages], sizes, f"the pages of {query}")
        if "count" in collection.operations and "page" not in query:
            counted = {name: value for name, value in filters.items() if not name.startswith("sort_")}
            equal(
                client.call(collection.operations["count"], fixture.ids, counted),
                len(expected),
                f"the count of {counted}",
            )


@check(rules.LAZY, faced(lists))
def no_page_is_read_before_its_items_are_wanted(session: Session, face: str, collection: Collection) -> None:
    """Whoever stops early has asked for no more."""
    fixture, client, operation = session.fixture(collection), connect(session, face), collection.operations["list"]
    fixture.fill(5)
    for most, requests in ((0, 0), (1, 1), (2, 1), (3, 2)):
        before = len(exchanges(session))
        items = client.items(operation, fixture.ids, {"page_size": 2}, most)
        equal(len(items), most, "the items")
        equal(len(exchanges(session)) - before, requests, f"the requests for {most} items of pages of 2")


@check(rules.LAZY, faced(lists))
def a_list_that_is_iterated_again_is_read_again(session: Session, face: str, collection: Collection) -> None:
    """What was read before may have changed since; a client keeps no memory of its own."""
    fixture, client, operation = session.fixture(collection), connect(session, face), collection.operations["list"]
    fixture.fill(1)
    for times in (1, 2, 3):
        before = len(exchanges(session))
        client.call(operation, fixture.ids, {})
        equal(len(exchanges(session)) - before, 1, f"the requests of call {times}")


@check(rules.WALK, faced(lists))
def a_walk_follows_the_links_and_nothing_else(session: Session, face: str, collection: Collection) -> None:
    """What the server says is next is next, wherever it leads on this server; without a link it is the end."""
    operation = collection.operations["list"]
    asked: list[str] = []

    def response(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.raw_path.decode("ascii"))
        step = len(asked)
        href = f"{operation.path_for(ids_of(operation))}?cursor=%C3%A9{step}&page=9"
        links = [{"rel": "self", "href": "/x"}, {"rel": "of-tomorrow", "href": "/y"}]
        links += [{"rel": "next", "href": href}] if step < 3 else []
        return httpx2.Response(200, json=empty_page(operation, links))

    client = made_up(session, face, response)
    try:
        equal(client.items(operation, ids_of(operation), {}), [], "the items")
    except AdminError as error:
        raise Violation(f"asked for {shown(asked)}, a walk raised {type(error).__name__}: {error}") from error
    path = operation.path_for(ids_of(operation))
    expected = [path, f"{path}?cursor=%C3%A91&page=9", f"{path}?cursor=%C3%A92&page=9"]
    equal(asked, expected, "what was asked for")


def empty_page(operation: Operation, links: list[dict[str, str]]) -> dict[str, Any]:
    pagination = {"page": 1, "page_size": 20, "item_count": 0}
    known: dict[str, Any] = {"items": [], "pagination": pagination, "links": links}
    return {name: known[name] for name in (operation.response or {})["properties"]}
