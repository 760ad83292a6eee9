"""Bugs in how a client walks a list."""

from __future__ import annotations

import copy
from collections.abc import Callable, Generator
from typing import Any, Final

import httpx2

from apivideo_admin._runtime import cursor as cursors
from apivideo_admin._runtime import paging, settings
from apivideo_admin._runtime.options import NO_OPTIONS
from contract_tests.planted_bugs.client.planting import (
    ClientBug,
    Flow,
    caught_by,
    exchanges,
    json_of,
    part,
    receives,
    response_with,
)

Steps = Generator[httpx2.Request, httpx2.Response, httpx2.Response]
_items = paging.Pager._items
_next = paging.AsyncPager._next
_PageCursor = cursors.PageCursor
_first_page = paging.Pager.first_page
_sized = cursors.sized


def _page(name: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> ClientBug:
    def changed(_: httpx2.Request, response: httpx2.Response) -> httpx2.Response:
        page = json_of(response)
        is_page = isinstance(page, dict) and "links" in page
        return response_with(response, json=change(page)) if is_page else response

    return receives(name, changed)


def _without_next(page: dict[str, Any]) -> dict[str, Any]:
    return {**page, "links": [one for one in page["links"] if one["rel"] != "next"]}


def _skip_the_last_page() -> Flow:
    def flow(request: httpx2.Request) -> Steps:
        response = yield request
        page = json_of(response) or {}
        href = next((one["href"] for one in page.get("links", ()) if one["rel"] == "next"), None)
        if href is None:
            return response
        after = (yield httpx2.Request("GET", request.url.join(href), headers=request.headers)).json()
        is_last = not any(one["rel"] == "next" for one in after.get("links", ()))
        return response_with(response, json=_without_next(page)) if is_last else response

    return flow


def _take_a_refused_page_for_the_end(request: httpx2.Request, response: httpx2.Response) -> httpx2.Response:
    if response.status_code < 400 or "page=2" not in str(request.url):
        return response
    pagination = {"page": 2, "page_size": 20, "item_count": 0}
    return httpx2.Response(200, json={"items": [], "links": [], "pagination": pagination})


def _items_of_all_pages(pager: Any) -> Any:
    return iter([item for page in pager.pages() for item in page.items])


def _from_the_first_page(ours: settings.Settings, url: str, limit: int | None) -> cursors.PageCursor:
    return _PageCursor(ours, str(httpx2.URL(url).copy_remove_param("page")), limit)


def _first_page_of_all(pager: Any) -> Any:
    other = copy.copy(pager)
    other._url = pager._url.partition("?")[0]
    return _first_page(other)


def _first_of_all_pages(pager: Any) -> Any:
    first, *_ = pager.pages()
    return first


def _reads_ahead(pager: Any) -> Any:
    pager._reads_ahead = True
    return pager


def _reads_ahead_without_limit(pager: Any) -> Any:
    other = _reads_ahead(copy.copy(pager))
    other._limit = None
    return other


async def _no_cancel(_: object) -> None:
    """Cancel nothing."""


async def _swallow(pager: Any, cursor: Any, page: Any) -> Any:
    try:
        return await _next(pager, cursor, page)
    except Exception:
        if page is None or not pager._reads_ahead:
            raise
        return None


def _always_sized(query: Any, limit: Any, largest: Any, _: Any) -> Any:
    given = {name: value for name, value in (query or {}).items() if name not in ("page", "page_size")}
    return (query or {}) | dict(_sized(given, limit, largest, NO_OPTIONS) or {})


async def _last_page(pager: Any) -> Any:
    return [page async for page in pager.pages()][-1]


async def _the_same_page(one: Any) -> Any:
    return one


BUGS: Final = (
    *caught_by(
        "test_filters_sort_and_limit_hold_over_all_pages",
        part("iterates_from_the_first_page_of_all", "paging.PageCursor", _from_the_first_page),
    ),
    *caught_by(
        "test_iterating_a_list_gives_every_item_once_and_reads_each_page_once",
        part("drops_the_last_item_of_a_list", "paging.Pager._items", lambda pager: iter([*_items(pager)][:-1])),
        _page("reads_only_the_first_page", _without_next),
        exchanges("skips_the_last_page", _skip_the_last_page),
        _page("drops_the_first_item_of_each_page", lambda page: {**page, "items": page["items"][1:]}),
        _page(
            "yields_the_last_item_of_a_page_twice", lambda page: {**page, "items": page["items"] + page["items"][-1:]}
        ),
        _page("reverses_a_page", lambda page: {**page, "items": page["items"][::-1]}),
    ),
    *caught_by(
        "test_an_error_of_a_later_page_is_raised_when_the_iteration_reaches_it",
        receives("takes_a_refused_page_for_the_end", _take_a_refused_page_for_the_end),
    ),
    *caught_by(
        "test_a_page_is_requested_when_its_first_item_is_needed",
        part("reads_all_pages_before_it_yields_an_item", "paging.Pager.__iter__", _items_of_all_pages),
    ),
    *caught_by(
        "test_no_page_is_requested_after_the_limit_is_reached",
        part(
            "yields_one_item_more_than_the_limit",
            "paging.check_limit",
            lambda limit: None if limit is None else limit + 1,
        ),
    ),
    *caught_by(
        "test_a_limit_requests_no_more_items_than_it_needs",
        part("requests_whole_pages_for_a_small_limit", "paging.sized", lambda query, *_: query),
        part("replaces_the_size_of_pages_by_the_limit", "paging.sized", _always_sized),
    ),
    *caught_by(
        "test_each_page_leads_to_the_next_one",
        part("returns_the_same_page_as_the_next", "page.Page.get_next_page", lambda one: one),
        part("returns_the_same_page_as_the_next_in_asyncio", "page.AsyncPage.get_next_page", _the_same_page),
        part("takes_every_page_for_the_last", "cursor.PageCursor.is_last", lambda *_: True),
        part("loses_the_request_id_of_a_page", "page.REQUEST_ID", "X-Id"),
    ),
    *caught_by(
        "test_an_awaited_list_is_its_first_page",
        part("awaits_the_last_page_of_a_list", "paging.AsyncPager.first_page", _last_page),
    ),
    *caught_by(
        "test_a_list_is_not_a_sequence_and_says_what_to_write_instead",
        part("has_a_length_of_zero", "paging._Hints._refuse", lambda *_: 0),
    ),
    *caught_by(
        "test_a_negative_limit_is_rejected",
        part("accepts_a_negative_limit", "paging.check_limit", lambda limit: None if limit is None else max(limit, 0)),
    ),
    *caught_by(
        "test_a_list_sends_nothing_by_itself_and_its_repr_shows_no_query",
        part("shows_the_url_in_the_repr_of_a_list", "paging.Pager.__repr__", lambda pager: f"<Pager of {pager._url}>"),
    ),
    *caught_by(
        "test_a_list_can_be_iterated_again_from_the_first_page",
        part(
            "reads_a_list_only_once",
            "paging.Pager.__iter__",
            lambda pager: pager.__dict__.setdefault("read", pager._items()),
        ),
    ),
    *caught_by(
        "test_the_first_page_is_one_request",
        part("takes_the_first_page_of_all_for_that_of_a_list", "paging.Pager.first_page", _first_page_of_all),
    ),
    *caught_by(
        "test_a_raw_list_reads_its_first_page_and_no_other",
        part("reads_all_pages_for_the_first", "paging.Pager.first_page", _first_of_all_pages),
    ),
    *caught_by(
        "test_prefetch_requests_the_next_page_while_one_is_processed",
        part("does_not_prefetch", "paging.AsyncPager.prefetch", copy.copy),
    ),
    *caught_by(
        "test_prefetch_leaves_the_list_that_it_is_called_on_unchanged",
        part("prefetches_from_then_on", "paging.AsyncPager.prefetch", _reads_ahead),
    ),
    *caught_by(
        "test_prefetch_requests_no_page_after_the_limit_is_reached",
        part("prefetches_beyond_the_limit", "paging.AsyncPager.prefetch", _reads_ahead_without_limit),
    ),
    *caught_by(
        "test_an_iteration_that_stops_early_cancels_the_prefetched_page",
        part("leaves_a_prefetched_page_running", "paging._cancel", _no_cancel),
    ),
    *caught_by(
        "test_an_error_of_a_prefetched_page_is_raised_when_the_iteration_reaches_it",
        part("ends_where_a_prefetched_page_is_refused", "paging.AsyncPager._next", _swallow),
    ),
)
