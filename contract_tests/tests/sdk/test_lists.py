"""Lists on the mock, page by page and item by item."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sdk_harness import Harness, open_both

from apivideo_admin_contract.document.document import Collection
from apivideo_admin_contract.model.pages import select
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.values.strategies import valid_queries
from contract_tests.tests.sdk.harness import Server, call, each_list, is_same, method_of


def _items(operation: Any, ids: tuple[str, ...], **arguments: Any) -> Any:
    return lambda admin: method_of(admin, operation)(*ids, **arguments)


def _pages(operation: Any, ids: tuple[str, ...], **arguments: Any) -> Any:
    return lambda admin: method_of(admin, operation)(*ids, **arguments).pages()


@each_list
@pytest.mark.parametrize(("number", "sizes"), [(3, (1, 2, 3)), (23, (7, 22, 23, 100))])
def test_iterating_a_list_gives_every_item_once_and_reads_each_page_once(
    sdk: Harness, collection: Collection, number: int, sizes: tuple[int, ...], session: Session
) -> None:
    fixture, operation, server = session.fixture(collection), collection.operations["list"], Server(session)
    rows = fixture.fill(number)
    with sdk.open(server, **server.options) as run:
        for size in sizes:
            server.requests.clear()
            items = run(_items(operation, fixture.ids, page_size=size))
            assert [getattr(one, collection.id_name) for one in items] == [one[collection.id_name] for one in rows]
            assert all(is_same(item, row, collection.resource) for item, row in zip(items, rows, strict=True))
            expected = [len(rows[at : at + size]) for at in range(0, len(rows), size)]
            assert len(server.requests) == len(expected)
            assert [len(page.items) for page in run(_pages(operation, fixture.ids, page_size=size))] == expected


@each_list
def test_each_page_leads_to_the_next_one(sdk: Harness, collection: Collection, session: Session) -> None:
    fixture, operation, server = session.fixture(collection), collection.operations["list"], Server(session)
    rows = fixture.fill(5)

    def respond(request: httpx2.Request) -> httpx2.Response:
        response = server(request)
        response.headers["X-Request-Id"] = f"r-{len(server.requests)}"
        return response

    def walk(admin: Any) -> Any:
        pager = method_of(admin, operation)(*fixture.ids, page_size=2)
        return _walk_async(pager) if sdk.is_async else _walk(pager)

    server.requests.clear()
    with sdk.open(respond, **server.options) as run:
        pages = run(walk)
    assert [page.has_next_page for page in pages] == [True, True, False]
    assert [page.pagination.page for page in pages] == [1, 2, 3]
    items = [one for page in pages for one in page.items]
    assert [getattr(one, collection.id_name) for one in items] == [one[collection.id_name] for one in rows]
    assert [page.request_id for page in pages] == [f"r-{number}" for number in (1, 2, 3)]


def _walk(pager: Any) -> list[Any]:
    pages = [pager.first_page()]
    while pages[-1].has_next_page and len(pages) < 9:
        pages.append(pages[-1].get_next_page())
    return pages


async def _walk_async(pager: Any) -> list[Any]:
    pages = [await pager]
    while pages[-1].has_next_page and len(pages) < 9:
        pages.append(await pages[-1].get_next_page())
    return pages


@each_list
def test_filters_sort_and_limit_hold_over_all_pages(collection: Collection, session: Session) -> None:
    fixture, operation, server = session.fixture(collection), collection.operations["list"], Server(session)
    while len(fixture.rows) < 12:
        fixture.create(len(fixture.rows) % 5)
    rows = fixture.rows

    @given(valid_queries(operation, rows), st.none() | st.integers(0, 14))
    def check(query: dict[str, Any], limit: int | None) -> None:
        filters = {name: value for name, value in query.items() if name not in {"page", "page_size"}}
        size: int = query.get("page_size") or operation.parameters["page_size"].schema["default"]
        found = select(operation, rows, filters)[(query.get("page", 1) - 1) * size :]
        expected = [one[collection.id_name] for one in found]
        sizes = [len(found[at : at + size]) for at in range(0, len(found), size)] or [0]
        counted = {name: value for name, value in filters.items() if not name.startswith("sort_")}
        for name, run in clients.items():
            items = run(_items(operation, fixture.ids, **query, limit=limit))
            assert [getattr(one, collection.id_name) for one in items] == expected[:limit], name
            assert [len(page.items) for page in run(_pages(operation, fixture.ids, **query))] == sizes, name
            if "count" in collection.operations and "page" not in query:
                assert run(call(collection.operations["count"], counted, fixture.ids)) == len(found), name

    with open_both(server, **server.options) as clients:
        check()
