"""Lists of the asynchronous client that read ahead by a page."""

from __future__ import annotations

import asyncio
from typing import Any, Final

import httpx2

from apivideo_admin import AsyncAdminClient
from apivideo_admin.errors import ApiError
from apivideo_admin_contract.document.document import Collection
from apivideo_admin_contract.document.subjects import lists
from apivideo_admin_contract.rules.expect import equal, holds
from apivideo_admin_contract.session.check import check
from apivideo_admin_contract.session.session import Session
from contract_tests import rules_sdk as rules
from contract_tests.sdk import method_of
from contract_tests.sdk_checks.calls import walked
from contract_tests.sdk_checks.pages import Pages
from contract_tests.sdk_checks.tryout import KEY, ids_of, made_up, raises

#: How often a loop goes on to what is ready, until all that needs no wait has happened.
_TURNS: Final = 100


def _list(session: Session, collection: Collection, response: Pages, **arguments: Any) -> Any:
    operation = collection.operations["list"]
    return method_of(made_up(session, "async", response).client, operation)(*ids_of(operation), **arguments)


@check(rules.WALK, lists)
def reading_ahead_gives_the_same_items_and_raises_the_same(session: Session, collection: Collection) -> None:
    """All of them, and what a later page is refused with."""
    operation = collection.operations["list"]
    response = Pages(operation, (3, 1, 0, 2))
    equal(
        len(walked(_list(session, collection, response).prefetch())),
        6,
        "the items of pages with 3, 1, 0 and 2, read ahead",
    )
    equal(len(response.asked), 4, "the requests")
    for status in (404, 500):
        pager = _list(session, collection, Pages(operation, (3, 3, 3), (2, status))).prefetch()
        error = raises(ApiError, f"{status} for the second page, read ahead", walked, pager)
        equal(error.status, status, f"{status} for the second page, read ahead: `status`")


@check(rules.LIMIT, lists)
def reading_ahead_reads_no_page_beyond_the_limit(session: Session, collection: Collection) -> None:
    """Nor gives an item more."""
    operation = collection.operations["list"]
    for limit, items, requests in ((0, 0, 0), (3, 3, 1), (4, 4, 2), (99, 8, 3)):
        response = Pages(operation, (3, 3, 2))
        found = walked(_list(session, collection, response, limit=limit).prefetch())
        equal(len(found), items, f"the items with limit={limit}, read ahead")
        equal(len(response.asked), requests, f"the requests with limit={limit}, read ahead")


@check(rules.LAZY, lists)
def the_next_page_is_read_ahead_only_if_that_was_asked_for(session: Session, collection: Collection) -> None:
    """`prefetch()` gives another list, and leaves the one that it was called on as it was."""
    response = Pages(collection.operations["list"], (3, 3, 2))
    pager = _list(session, collection, response)
    pager.prefetch()

    async def one_page() -> None:
        pages = pager.pages()
        await anext(pages)
        await asyncio.sleep(0)  # whatever reads ahead begins here
        await pages.aclose()

    asyncio.run(one_page())
    equal(len(response.asked), 1, "the requests for one page of a list whose prefetch() was called, and not used")


class _Ahead(httpx2.AsyncBaseTransport):
    """Answers the first request at once, and the second one never."""

    def __init__(self, response: Pages) -> None:
        self._response = response
        self.is_ahead = False

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer a request, or wait for ever."""
        if self._response.asked:
            self.is_ahead = True
            await asyncio.get_running_loop().create_future()
        return self._response(request)


@check(rules.LAZY, lists)
def who_stops_early_leaves_nothing_running(session: Session, collection: Collection) -> None:
    """A page that is read ahead, and that nobody will read, is given up."""
    operation = collection.operations["list"]

    async def run() -> None:
        transport = _Ahead(Pages(operation, (3, 3, 2)))
        client = AsyncAdminClient(KEY, base_url=session.base_url, transport=transport, throttle=False)
        pages = method_of(client, operation)(*ids_of(operation)).prefetch().pages()
        await anext(pages)
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        holds(transport.is_ahead, "prefetch() does not read ahead: the second page was not asked for")
        await pages.aclose()
        left = asyncio.all_tasks() - {asyncio.current_task()}
        holds(not left, f"{len(left)} tasks still run after a walk that reads ahead was given up")

    asyncio.run(run())
