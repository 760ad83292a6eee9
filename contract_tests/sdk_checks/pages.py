"""Lists that are made up page by page: where a walk ends, and what `limit=` leaves out."""

from __future__ import annotations

from collections.abc import Sequence

import httpx2

from apivideo_admin.errors import ApiError
from apivideo_admin_contract.document.document import Collection, Operation
from apivideo_admin_contract.document.subjects import lists
from apivideo_admin_contract.rules.expect import equal, holds
from apivideo_admin_contract.session.check import check
from apivideo_admin_contract.session.session import Session
from contract_tests import rules_sdk as rules
from contract_tests.sdk import method_of
from contract_tests.sdk_checks.calls import example, walked
from contract_tests.sdk_checks.paging import empty_page
from contract_tests.sdk_checks.subjects import faced
from contract_tests.sdk_checks.tryout import ids_of, made_up, raises


class Pages:
    """Answers with pages of so many items; ``broken`` is a status for one of them. ``asked`` are the URLs that were asked for."""

    def __init__(self, operation: Operation, sizes: Sequence[int], broken: tuple[int, int] = (0, 0)) -> None:
        self._operation, self._sizes, self._broken = operation, sizes, broken
        self.asked: list[str] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        """Answer a request."""
        self.asked.append(str(request.url))
        number = int(request.url.params.get("page", "1"))
        if number == self._broken[0]:
            return httpx2.Response(self._broken[1])
        following = f"{self._operation.path_for(ids_of(self._operation))}?page={number + 1}"
        page = empty_page(self._operation, [{"rel": "next", "href": following}] if number < len(self._sizes) else [])
        size = self._sizes[number - 1]
        page["items"] = [example((self._operation.response or {})["properties"]["items"]["items"])] * size
        if "pagination" in page:
            page["pagination"] = {"page": number, "page_size": 3, "item_count": size}
        return httpx2.Response(200, json=page)


@check(rules.WALK, faced(lists))
def a_walk_goes_on_over_short_and_empty_pages(session: Session, face: str, collection: Collection) -> None:
    """Only a missing `next` is the end."""
    operation = collection.operations["list"]
    client = made_up(session, face, Pages(operation, (3, 1, 0, 2, 3)))
    equal(len(client.items(operation, ids_of(operation), {})), 9, "the items of pages with 3, 1, 0, 2 and 3")
    equal(len(client.pages(operation, ids_of(operation), {})), 5, "the pages")


@check(rules.WALK, faced(lists))
def a_walk_raises_where_a_page_is_refused(session: Session, face: str, collection: Collection) -> None:
    """It is no end."""
    operation = collection.operations["list"]
    for status in (404, 500):
        client = made_up(session, face, Pages(operation, (3, 3, 3), (2, status)))
        error = raises(ApiError, f"{status} for the second page", client.items, operation, ids_of(operation), {})
        equal(error.status, status, f"{status} for the second page: `status`")


@check(rules.LIMIT, faced(lists))
def a_limit_is_the_most_items_and_no_page_is_read_for_more(session: Session, face: str, collection: Collection) -> None:
    """0 sends nothing; None is all."""
    operation = collection.operations["list"]
    for limit, items, requests in ((0, 0, 0), (1, 1, 1), (3, 3, 1), (4, 4, 2), (7, 7, 3), (99, 8, 3), (None, 8, 3)):
        response = Pages(operation, (3, 3, 2))
        client = made_up(session, face, response)
        equal(len(client.items(operation, ids_of(operation), {"limit": limit})), items, f"the items with limit={limit}")
        equal(len(response.asked), requests, f"the requests for items with limit={limit}")
        pages = client.pages(operation, ids_of(operation), {"limit": limit})
        equal(len(pages), requests, f"the pages with limit={limit}")
        equal(len(response.asked), 2 * requests, f"the requests for items and for pages with limit={limit}")


@check(rules.LIMIT, faced(lists))
def a_negative_limit_is_refused(session: Session, face: str, collection: Collection) -> None:
    """Before anything is sent: it is no number of items."""
    operation = collection.operations["list"]
    response = Pages(operation, (3,))
    client = made_up(session, face, response)
    raises(ValueError, "limit=-1", client.items, operation, ids_of(operation), {"limit": -1})
    equal(response.asked, [], "what was asked for with limit=-1")


@check(rules.LAZY, faced(lists))
def a_list_sends_nothing_by_itself_and_its_repr_shows_no_query(
    session: Session, face: str, collection: Collection
) -> None:
    """A list reads its pages as it is iterated."""
    operation = collection.operations["list"]
    response = Pages(operation, (3, 3, 2))
    pager = method_of(made_up(session, face, response).client, operation)(*ids_of(operation), page_size=3)
    equal(response.asked, [], "what was asked for before a list is iterated")
    holds("?" not in repr(pager) and "http" not in repr(pager), f"the repr of a list shows its URL: {pager!r}")


@check(rules.LAZY, faced(lists))
def a_list_can_be_iterated_again(session: Session, face: str, collection: Collection) -> None:
    """Each iteration of one list starts anew."""
    operation = collection.operations["list"]
    response = Pages(operation, (3, 3, 2))
    pager = method_of(made_up(session, face, response).client, operation)(*ids_of(operation))
    for times in (1, 2):
        equal(len(walked(pager)), 8, f"the items of a list that is iterated {times} times")
        equal(len(response.asked), 3 * times, f"the requests for a list that is iterated {times} times")


@check(rules.WALK, faced(lists))
def a_first_page_is_that_which_was_asked_for(session: Session, face: str, collection: Collection) -> None:
    """`first_page()` of a list from page 3 is page 3, and reads no more."""
    operation = collection.operations["list"]
    response = Pages(operation, (3, 3, 2))
    page = made_up(session, face, response).call(operation, ids_of(operation), {"page": 3})
    equal(len(page.items), 2, "the items of the first page of a list from page 3, which has 2")
    equal(len(response.asked), 1, "the requests")
