"""Bugs of the links of a page: missing, additional or with a wrong `href`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from contract_tests.planted_bugs.server import selectors
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Server, edit_page
from contract_tests.planted_bugs.server.wire import Request, Response

Link = dict[str, str]


def _without(response: Response, rel: str) -> Response:
    return edit_page(response, links=lambda links: [one for one in links if one["rel"] != rel])


def _href(response: Response, change: Callable[[str], str], *rels: str) -> Response:
    def edited(links: list[Link]) -> list[Link]:
        return [{**one, "href": change(one["href"])} if not rels or one["rel"] in rels else one for one in links]

    return edit_page(response, links=edited)


def _parameters(href: str, keep: Callable[[str], bool]) -> str:
    path, _, query = href.partition("?")
    return f"{path}?" + "&".join(one for one in query.split("&") if keep(one.partition("=")[0]))


@planted_bug("page-links", at=selectors.lists)
def the_next_link_is_missing(request: Request, server: Server) -> Response:
    return _without(server.forward(request), "next")


@planted_bug("page-links", at=selectors.lists)
def the_previous_link_is_missing(request: Request, server: Server) -> Response:
    return _without(server.forward(request), "previous")


@planted_bug("page-links", at=selectors.lists)
def the_self_link_is_missing(request: Request, server: Server) -> Response:
    return _without(server.forward(request), "self")


@planted_bug("page-links", at=selectors.lists)
def the_links_are_empty(request: Request, server: Server) -> Response:
    return edit_page(server.forward(request), links=lambda _: [])


def _with_next(page: dict[str, Any], *, where: bool) -> list[Link]:
    links: list[Link] = page["links"]
    if not where or any(one["rel"] == "next" for one in links):
        return links
    own = next(one["href"] for one in links if one["rel"] == "self").rpartition("=")[0]
    return [*links, {"rel": "next", "href": f"{own}={page['pagination']['page'] + 1}"}]


@planted_bug("page-links", at=selectors.lists)
def the_last_page_has_a_next_link(request: Request, server: Server) -> Response:
    response = server.forward(request)
    return edit_page(response, links=lambda _: _with_next(response.json, where=bool(response.json["items"])))


@planted_bug("page-links", at=selectors.lists)
def a_last_page_that_is_exactly_full_has_a_next_link(request: Request, server: Server) -> Response:
    response = server.forward(request)
    full = response.is_success and response.json["pagination"]["page_size"] == len(response.json["items"])
    return edit_page(response, links=lambda _: _with_next(response.json, where=full))


@planted_bug("page-links", "page-past-the-end", at=selectors.lists)
def a_page_past_the_end_has_a_next_link(request: Request, server: Server) -> Response:
    response = server.forward(request)
    return edit_page(response, links=lambda _: _with_next(response.json, where=not response.json["items"]))


@planted_bug("page-links", at=selectors.lists)
def the_first_page_has_a_previous_link(request: Request, server: Server) -> Response:
    def added(links: list[Link]) -> list[Link]:
        if links[0]["rel"] == "previous":
            return links
        return [{"rel": "previous", "href": links[0]["href"].rpartition("=")[0] + "=1"}, *links]

    return edit_page(server.forward(request), links=added)


@planted_bug("page-links", "page-past-the-end", at=selectors.lists)
def a_page_past_the_end_has_no_previous_link(request: Request, server: Server) -> Response:
    response = server.forward(request)
    return _without(response, "previous") if response.is_success and not response.json["items"] else response


@planted_bug("page-links", "page-past-the-end", at=selectors.lists)
def previous_past_the_end_leads_to_the_last_page(request: Request, server: Server) -> Response:
    response = server.forward(request)
    if not response.is_success or response.json["items"]:
        return response
    size = response.json["pagination"]["page_size"]
    last = max(1, -(-len(server.all_items(request, request.query)) // size))
    return _href(response, lambda href: f"{href.rpartition('=')[0]}={last}", "previous")


@planted_bug("page-links", at=selectors.lists)
def the_links_are_in_another_order(request: Request, server: Server) -> Response:
    return edit_page(server.forward(request), links=lambda links: links[::-1])


@planted_bug("page-links", at=selectors.lists)
def the_links_are_absolute(request: Request, server: Server) -> Response:
    return _href(server.forward(request), lambda href: f"https://admin.api.video{href}")


@planted_bug("page-links", at=selectors.lists)
def the_links_contain_a_host(request: Request, server: Server) -> Response:
    return _href(server.forward(request), lambda href: f"//{request.header('host') or 'localhost'}{href}")


@planted_bug("page-links", at=selectors.lists)
def the_links_have_a_query_only(request: Request, server: Server) -> Response:
    return _href(server.forward(request), lambda href: f"?{href.partition('?')[2]}")


@planted_bug("page-links", at=selectors.lists)
def the_links_have_another_path(request: Request, server: Server) -> Response:
    return _href(server.forward(request), lambda href: f"/v1{href}")


@planted_bug("page-links", at=selectors.filters())
def the_links_lose_the_filters(request: Request, server: Server) -> Response:
    names = {one.name for one in at_filters(request)}
    response = server.forward(request)
    return (
        _href(response, lambda href: _parameters(href, lambda name: name not in names))
        if _is_list(request)
        else response
    )


@planted_bug("page-links", at=selectors.filters())
def the_next_link_loses_the_filters(request: Request, server: Server) -> Response:
    names = {one.name for one in at_filters(request)}
    response = server.forward(request)
    return (
        _href(response, lambda href: _parameters(href, lambda name: name not in names), "next")
        if _is_list(request)
        else response
    )


@planted_bug("page-links", at=selectors.sorts)
def the_links_lose_the_sort(request: Request, server: Server) -> Response:
    return _href(server.forward(request), lambda href: _parameters(href, lambda name: name != "sort_by"))


@planted_bug("page-links", at=selectors.sorts)
def the_links_lose_the_order_of_the_sort(request: Request, server: Server) -> Response:
    return _href(server.forward(request), lambda href: _parameters(href, lambda name: name != "sort_order"))


@planted_bug("page-links", at=selectors.lists)
def the_links_omit_the_page_size(request: Request, server: Server) -> Response:
    return _href(server.forward(request), lambda href: _parameters(href, lambda name: name != "page_size"))


@planted_bug("page-links", at=selectors.lists)
def the_links_contain_the_default_page_size(request: Request, server: Server) -> Response:
    def changed(href: str) -> str:
        head, _, rest = href.partition("page_size=")
        return f"{head}page_size=20&{rest.partition('&')[2]}"

    return _href(server.forward(request), changed)


@planted_bug("page-links", at=selectors.lists)
def the_links_do_not_end_with_the_page(request: Request, server: Server) -> Response:
    def changed(href: str) -> str:
        path, _, query = href.partition("?")
        rest, _, page = query.rpartition("&")
        return f"{path}?{page}&{rest}"

    return _href(server.forward(request), changed)


@planted_bug("page-links", at=selectors.lists)
def the_next_link_leads_to_this_page(request: Request, server: Server) -> Response:
    return _href(server.forward(request), lambda href: _moved(href, -1), "next")


@planted_bug("page-links", at=selectors.lists)
def the_next_link_skips_a_page(request: Request, server: Server) -> Response:
    return _href(server.forward(request), lambda href: _moved(href, 1), "next")


@planted_bug("page-links", at=selectors.lists)
def the_previous_link_leads_to_the_first_page(request: Request, server: Server) -> Response:
    return _href(server.forward(request), lambda href: href.rpartition("=")[0] + "=1", "previous")


@planted_bug("page-links", at=selectors.lists)
def the_self_link_leads_to_the_first_page(request: Request, server: Server) -> Response:
    return _href(server.forward(request), lambda href: href.rpartition("=")[0] + "=1", "self")


@planted_bug("page-links", "schema", at=selectors.filters())
def the_links_do_not_encode_values(request: Request, server: Server) -> Response:
    response = server.forward(request)
    return _href(response, unquote) if _is_list(request) else response


@planted_bug("page-links", at=selectors.filters())
def the_links_encode_values_twice(request: Request, server: Server) -> Response:
    response = server.forward(request)
    return _href(response, lambda href: href.replace("%", "%25")) if _is_list(request) else response


@planted_bug("page-links", at=selectors.filters())
def the_next_link_encodes_twice_what_is_not_ascii(request: Request, server: Server) -> Response:
    response = server.forward(request)
    return _href(response, lambda href: re.sub("%(?=[89A-F])", "%25", href), "next") if _is_list(request) else response


def _moved(href: str, by: int) -> str:
    head, _, page = href.rpartition("=")
    return f"{head}={int(page) + by}"


def _is_list(request: Request) -> bool:
    return request.operation is not None and request.operation.action == "list"


def at_filters(request: Request) -> tuple[Any, ...]:
    """Return the filters of the operation of a request."""
    return request.operation.filters if request.operation else ()


@planted_bug("page-links", at=selectors.lists)
def a_page_that_a_link_leads_to_has_one_item_too_few(request: Request, server: Server) -> Response:
    response = server.forward(request)
    is_link = re.fullmatch(r"page_size=\d+&page=(?!1$)\d+", request.search) and response.is_success
    if not is_link or len(response.json["items"]) <= 1:
        return response
    left = response.json["items"][:-1]
    return edit_page(
        response, items=lambda _: left, pagination=lambda pagination: {**pagination, "item_count": len(left)}
    )
