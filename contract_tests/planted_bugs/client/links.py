"""Bugs in where a client follows the links of a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urljoin

import httpx2

from apivideo_admin._runtime import links, settings
from contract_tests.planted_bugs.client.planting import ClientBug, caught_by, json_of, part, receives, response_with

_absolute = links._absolute


def _links(name: str, change: Callable[[httpx2.Request, str | None], str | None]) -> ClientBug:
    """Change the ``next`` link of a page that has items."""

    def changed(request: httpx2.Request, response: httpx2.Response) -> httpx2.Response:
        page = json_of(response)
        if not isinstance(page, dict) or not page.get("items") or "links" not in page:
            return response
        href = change(request, next((one["href"] for one in page["links"] if one["rel"] == "next"), None))
        others = [one for one in page["links"] if one["rel"] != "next"]
        return response_with(
            response, json={**page, "links": others + ([{"rel": "next", "href": href}] if href else [])}
        )

    return receives(name, changed)


def _following(request: httpx2.Request) -> str:
    number = int(request.url.params.get("page", 1)) + 1
    return request.url.copy_set_param("page", number).raw_path.decode("ascii")


def _without_filters(_: httpx2.Request, href: str | None) -> str | None:
    if href is None:
        return None
    path, _mark, query = href.partition("?")
    return f"{path}?{'&'.join(one for one in query.split('&') if one.startswith(('page', 'cursor')))}"


class _EmptyPageIsLast(links.CycleGuard):
    def next_url(self, page: Any, url: str) -> str | None:
        following = super().next_url(page, url)
        return following if page.items else None


class _NoCycle(links.CycleGuard):
    def next_url(self, page: Any, url: str) -> str | None:
        self._recent.clear()
        self._steps = 2
        self._checkpoint = ""
        return super().next_url(page, url) if page.links else None


class _NoCheckpoint(links.CycleGuard):
    def next_url(self, page: Any, url: str) -> str | None:
        self._steps = 2
        return super().next_url(page, url)


class _FirstCheckpoint(links.CycleGuard):
    def next_url(self, page: Any, url: str) -> str | None:
        self._steps = 2 if self._steps else 0
        return super().next_url(page, url)


def _absolute_by_prefix(href: str, url: str, ours: settings.Settings) -> str:
    prefix = ours.origin.path.rstrip("/")
    is_inside = prefix and href.startswith(prefix)
    return ours.base_url.removesuffix(prefix) + href if is_inside else _absolute(href, url, ours)


BUGS: Final = (
    *caught_by(
        "test_a_server_that_ignores_the_number_of_the_page_raises_an_error_before_an_item_occurs_twice",
        part("notices_no_page_that_is_repeated", "progress._is_same", lambda *_: False),
    ),
    *caught_by(
        "test_pages_without_a_new_item_end_the_iteration",
        part("reads_empty_pages_for_ever", "progress.MAX_PAGES", 1_000_000),
    ),
    *caught_by(
        "test_some_empty_pages_do_not_end_the_iteration",
        part("ends_at_the_third_empty_page", "progress.MAX_PAGES", 3),
    ),
    *caught_by(
        "test_iterating_a_list_gives_every_item_once_and_reads_each_page_once",
        _links("requests_a_page_after_the_last", lambda request, href: href or _following(request)),
    ),
    *caught_by(
        "test_a_next_link_is_requested_as_it_is_whatever_its_query_says",
        _links("counts_pages_instead_of_following_links", lambda request, href: href and _following(request)),
    ),
    *caught_by(
        "test_iterating_yields_the_items_of_all_pages_in_order_and_stops_after_the_last",
        _links("loses_the_filters_after_the_first_page", _without_filters),
    ),
    *caught_by(
        "test_an_empty_page_with_a_next_link_does_not_end_the_iteration",
        part("ends_at_an_empty_page", "cursor.CycleGuard", _EmptyPageIsLast),
    ),
    *caught_by(
        "test_a_link_to_another_server_raises_an_error_and_is_not_followed",
        part("follows_links_to_other_servers", "links._origin", lambda _: ()),
    ),
    *caught_by(
        "test_a_link_is_relative_to_the_server",
        part("resolves_a_path_against_the_host", "links._absolute", lambda href, url, _: urljoin(url, href)),
        part("takes_a_part_of_a_segment_for_the_base_path", "links._absolute", _absolute_by_prefix),
    ),
    *caught_by(
        "test_links_that_form_a_cycle_raise_an_error",
        part("notices_no_cycle_of_several_pages", "cursor.CycleGuard", _NoCycle),
    ),
    *caught_by(
        "test_a_cycle_of_any_length_ends_the_iteration",
        part("notices_no_long_cycle", "cursor.CycleGuard", _NoCheckpoint),
        part("notices_no_long_cycle_after_the_first_page", "cursor.CycleGuard", _FirstCheckpoint),
    ),
)
