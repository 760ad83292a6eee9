"""Faults in how a client walks a list: where it goes, how far, and what it does ahead of time."""

from __future__ import annotations

import copy
from typing import Any, Final
from urllib.parse import urljoin

import httpx2

from apivideo_admin._runtime import links, paging
from contract_tests.rules_sdk import LAZY, LIMIT, LINKS, WALK
from contract_tests.sdk_faults.planting import Around, Send, answer_with, around, instead

EVERY_SERVER_IS_OURS: Final = instead("it_follows_links_to_other_servers", "links._origin", lambda _: (), LINKS)
PATHS_ARE_ABSOLUTE: Final = instead(
    "it_takes_a_path_for_one_of_the_host", "links._absolute", lambda href, url, _: urljoin(url, href), LINKS
)


class _Blind(links.CycleGuard):
    def next_url(self, page: Any, url: str) -> str | None:
        self._recent.clear()
        self._steps = 2
        self._checkpoint = ""
        return super().next_url(page, url) if page.links else None


class _Short(links.CycleGuard):
    def next_url(self, page: Any, url: str) -> str | None:
        self._steps = 2  # so that no page is marked
        return super().next_url(page, url)


CIRCLES_ARE_ENDLESS: Final = instead("it_notices_no_circle_of_several_pages", "paging.CycleGuard", _Blind, LINKS)
LONG_CIRCLES_ARE_ENDLESS: Final = instead("it_notices_no_long_circle", "paging.CycleGuard", _Short, LINKS)


@around(WALK)
def it_loses_the_filters_after_the_first_page() -> Around:
    def changed(request: httpx2.Request, send: Send) -> httpx2.Response:
        response = send(request)
        page = response.json() if response.is_success and response.content else None
        if not isinstance(page, dict) or "links" not in page:
            return response
        kept = [{**one, "href": _paged(one["href"])} if one["rel"] == "next" else one for one in page["links"]]
        return answer_with(response, json={**page, "links": kept})

    return changed


def _paged(href: str) -> str:
    path, _, query = href.partition("?")
    return f"{path}?{'&'.join(one for one in query.split('&') if one.startswith(('page', 'cursor')))}"


@around(WALK)
def it_takes_a_page_that_is_refused_for_the_end() -> Around:
    def changed(request: httpx2.Request, send: Send) -> httpx2.Response:
        response = send(request)
        if response.status_code < 400 or "page=2" not in str(request.url):
            return response
        return httpx2.Response(
            200, json={"items": [], "links": [], "pagination": {"page": 2, "page_size": 20, "item_count": 0}}
        )

    return changed


ONE_MORE: Final = instead(
    "it_gives_one_item_more_than_the_limit",
    "paging.check_limit",
    lambda limit: None if limit is None else limit + 1,
    LIMIT,
)
NEGATIVE_LIMITS: Final = instead(
    "it_takes_a_negative_limit", "paging.check_limit", lambda limit: None if limit is None else max(limit, 0), LIMIT
)
REPR_SHOWS_THE_URL: Final = instead(
    "its_lists_show_their_url",
    "paging.Pager.__repr__",
    lambda pager: f"<Pager of {pager._url}>",  # noqa: SLF001 - that is the fault
    LAZY,
)
LISTS_END: Final = instead(
    "its_lists_can_be_read_once",
    "paging.Pager.__iter__",
    lambda pager: pager.__dict__.setdefault("read", pager._items()),  # noqa: SLF001 - as the SDK itself does
    LAZY,
)


def _first_of_all(pager: Any) -> Any:
    return pager._api.execute(pager._operation, pager._url.partition("?")[0], None, pager._options)  # noqa: SLF001 - as the SDK itself does


FIRST_IS_FIRST: Final = instead(
    "it_takes_the_first_page_of_all_for_that_of_a_list", "paging.Pager.first_page", _first_of_all, WALK
)

NOTHING_IS_READ_AHEAD: Final = instead("it_does_not_read_ahead", "paging.AsyncPager.prefetch", copy.copy, LAZY)


def _itself(pager: Any) -> Any:
    pager._reads_ahead = True  # noqa: SLF001 - as the SDK itself does
    return pager


PREFETCH_CHANGES_THE_LIST: Final = instead(
    "its_lists_read_ahead_from_then_on", "paging.AsyncPager.prefetch", _itself, LAZY
)


def _without_limit(pager: Any) -> Any:
    other = _itself(copy.copy(pager))
    other._limit = None  # noqa: SLF001 - that is the fault
    return other


PREFETCH_FORGETS_THE_LIMIT: Final = instead(
    "it_reads_ahead_beyond_the_limit", "paging.AsyncPager.prefetch", _without_limit, LIMIT
)


async def _leave(_: object) -> None:
    """Give nothing up."""


PAGES_AHEAD_STAY: Final = instead("it_leaves_a_page_that_it_reads_ahead", "paging._cancel", _leave, LAZY)
_next = paging.AsyncPager._next  # noqa: SLF001 - a part of the SDK that a fault goes around


async def _swallowing(pager: Any, walk: Any, page: Any) -> Any:
    try:
        return await _next(pager, walk, page)
    except Exception:
        if page is None or not pager._reads_ahead:  # noqa: SLF001 - as above
            raise
        return None


PREFETCH_SWALLOWS: Final = instead(
    "it_ends_where_a_page_ahead_is_refused", "paging.AsyncPager._next", _swallowing, WALK
)
