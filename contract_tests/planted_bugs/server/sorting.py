"""Bugs of sorts: ignored, reversed, unstable, or by another value."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

from contract_tests.planted_bugs.server import selectors
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Item, Server, operation_of, relist
from contract_tests.planted_bugs.server.wire import Request, Response


def _without(request: Request, server: Server, *names: str) -> Response:
    """Return the items without some query parameters, with the links of the request."""
    response = server.forward(request)
    if not response.is_success:
        return response
    kept = {name: value for name, value in request.query.items() if name not in names}
    return relist(request, response, server.all_items(request, kept))


def _resorted(
    request: Request, server: Server, key: Callable[[Any], Any], *, ties_too: bool = False, by: str | None = None
) -> Response:
    """Return the items sorted by a key of the value. ``ties_too`` reverses ties in a descending sort; ``by`` is another property."""
    response, query = server.forward(request), request.query
    if not response.is_success or "sort_by" not in query:
        return response
    plain = {name: value for name, value in query.items() if not name.startswith("sort")}
    name, down = by or query["sort_by"], query.get("sort_order") == "desc"
    items = sorted(server.all_items(request, plain), key=lambda one: key(one.get(name)), reverse=down and not ties_too)
    return relist(request, response, items[::-1] if down and ties_too else items)


def _rank(value: Any) -> tuple[bool, Any]:
    return (value is not None, "" if value is None else value)


@planted_bug("sorting", at=selectors.sorts)
def sort_by_is_ignored(request: Request, server: Server) -> Response:
    return _without(request, server, "sort_by", "sort_order")


@planted_bug("sorting", at=selectors.sorts)
def sort_order_is_ignored(request: Request, server: Server) -> Response:
    return _without(request, server, "sort_order")


@planted_bug("sorting", at=selectors.sorts)
def a_sort_always_descends(request: Request, server: Server) -> Response:
    if "sort_by" not in request.query:
        return server.forward(request)
    response = server.forward(request)
    if not response.is_success:
        return response
    return relist(request, response, server.all_items(request, {**request.query, "sort_order": "desc"}))


@planted_bug("sorting", "default-order", at=selectors.sorts)
def a_sort_descends_by_default(request: Request, server: Server) -> Response:
    response, query = server.forward(request), request.query
    if not response.is_success or "sort_by" not in query or "sort_order" in query:
        return response
    return relist(request, response, server.all_items(request, {**query, "sort_order": "desc"}))


@planted_bug("sorting", at=selectors.sorts)
def asc_and_desc_are_swapped(request: Request, server: Server) -> Response:
    response, query = server.forward(request), request.query
    if not response.is_success or "sort_by" not in query:
        return response
    other = "asc" if query.get("sort_order") == "desc" else "desc"
    return relist(request, response, server.all_items(request, {**query, "sort_order": other}))


@planted_bug("default-order", "sorting", "pages-partition", at=selectors.sorts)
def without_a_sort_the_newest_item_is_first(request: Request, server: Server) -> Response:
    response = server.forward(request)
    if not response.is_success or "sort_by" in request.query:
        return response
    return relist(request, response, server.all_items(request, request.query)[::-1])


@planted_bug("default-order", "sorting", "pages-partition", at=selectors.sorts)
def without_a_sort_items_are_ordered_by_id(request: Request, server: Server) -> Response:
    response = server.forward(request)
    if not response.is_success or "sort_by" in request.query:
        return response
    id_name = server.collection(request).id_name
    return relist(
        request, response, sorted(server.all_items(request, request.query), key=lambda one: str(one[id_name]))
    )


@planted_bug("default-order", "sorting", at=selectors.sorts)
def without_a_sort_items_are_ordered_by_a_text(request: Request, server: Server) -> Response:
    response, sorts = server.forward(request), server.collection(request).sort_properties()
    if not response.is_success or "sort_by" in request.query:
        return response
    return relist(request, response, server.all_items(request, {**request.query, "sort_by": sorts[-1]}))


@planted_bug("default-order", "sorting", at=selectors.sorts)
def sort_order_alone_reverses_the_list(request: Request, server: Server) -> Response:
    response, query = server.forward(request), request.query
    if not response.is_success or "sort_by" in query or query.get("sort_order") != "desc":
        return response
    return relist(request, response, server.all_items(request, query)[::-1])


@planted_bug("stable-ties", "sorting", at=selectors.sorts)
def ties_are_reversed_in_a_descending_sort(request: Request, server: Server) -> Response:
    return _resorted(request, server, _rank, ties_too=True)


@planted_bug("stable-ties", "sorting", at=selectors.sorts)
def ties_are_broken_by_id(request: Request, server: Server) -> Response:
    response, query = server.forward(request), request.query
    if not response.is_success or "sort_by" not in query:
        return response
    plain = {name: value for name, value in query.items() if not name.startswith("sort")}
    id_name, down = server.collection(request).id_name, query.get("sort_order") == "desc"
    items = sorted(server.all_items(request, plain), key=lambda one: str(one[id_name]))
    return relist(request, response, sorted(items, key=lambda one: _rank(one.get(query["sort_by"])), reverse=down))


@planted_bug("stable-ties", "sorting", at=selectors.sorts)
def ties_change_order_between_pages(request: Request, server: Server) -> Response:
    response, query = server.forward(request), request.query
    if not response.is_success or "sort_by" not in query or response.json["pagination"]["page"] % 2:
        return response
    return (
        _resorted(request, server, _rank, ties_too=query.get("sort_order") == "desc")
        if query.get("sort_order") == "desc"
        else _by_newest(request, server, response)
    )


def _by_newest(request: Request, server: Server, response: Response) -> Response:
    plain = {name: value for name, value in request.query.items() if not name.startswith("sort")}
    items = server.all_items(request, plain)[::-1]
    return relist(request, response, sorted(items, key=lambda one: _rank(one.get(request.query["sort_by"]))))


@planted_bug("sorting", at=selectors.all_of(selectors.sorts, selectors.filters()))
def sorts_ignore_case(request: Request, server: Server) -> Response:
    return _resorted(request, server, lambda value: _rank(value.lower() if isinstance(value, str) else value))


@planted_bug("sorting", at=selectors.all_of(selectors.sorts, selectors.filters()))
def sorts_read_digits_as_numbers(request: Request, server: Server) -> Response:
    def natural(value: Any) -> Any:
        digits = "".join(one for one in str(value) if one in "0123456789")
        return (str(value).rstrip("0123456789"), int(digits[-18:] or 0), str(value))

    return _resorted(request, server, natural)


@planted_bug("sorting", at=selectors.all_of(selectors.sorts, selectors.filters()))
def sorts_compare_the_first_letter_only(request: Request, server: Server) -> Response:
    def first(value: Any) -> Any:
        return (
            value
            if isinstance(value, str) and value[4:5] == "-"
            else value[:1]
            if isinstance(value, str)
            else _rank(value)
        )

    return _resorted(request, server, lambda value: str(first(value)))


@planted_bug("sorting", at=selectors.all_of(selectors.sorts, selectors.filters()))
def sorts_compare_lengths(request: Request, server: Server) -> Response:
    return _resorted(request, server, lambda value: (len(str(value)), str(value)))


@planted_bug("sorting", at=selectors.sorts)
def every_sort_is_by_the_first_property(request: Request, server: Server) -> Response:
    return _resorted(request, server, _rank, by=server.collection(request).sort_properties()[0])


@planted_bug("sorting", at=selectors.sorts)
def every_sort_is_by_the_last_property(request: Request, server: Server) -> Response:
    return _resorted(request, server, _rank, by=server.collection(request).sort_properties()[-1])


@planted_bug("sorting", "pages-filtered-sorted", at=selectors.all_of(selectors.sorts, selectors.filters()))
def sorted_lists_ignore_filters(request: Request, server: Server) -> Response:
    response, query = server.forward(request), request.query
    if not response.is_success or "sort_by" not in query:
        return response
    names = {one.name for one in operation_of(request).filters}
    return relist(
        request, response, server.all_items(request, {name: one for name, one in query.items() if name not in names})
    )


@planted_bug("sorting", at=selectors.beside(selectors.all_of(selectors.sorts, selectors.filters())))
def sorts_use_values_from_before_updates(request: Request, server: Server) -> Response:
    response, query, id_name = server.forward(request), request.query, server.collection(request).id_name
    if operation_of(request).action == "create" and response.is_success:
        server.memory[response.json[id_name]] = response.json
    if operation_of(request).action != "list" or not response.is_success or "sort_by" not in query:
        return response
    name, down = query["sort_by"], query.get("sort_order") == "desc"
    plain = {one: value for one, value in query.items() if not one.startswith("sort")}

    def before(item: Item) -> Any:
        return _rank(server.memory.get(item[id_name], item).get(name))

    return relist(request, response, sorted(server.all_items(request, plain), key=before, reverse=down))


@planted_bug("sorting", at=selectors.text_sorts)
def sorts_ignore_accents(request: Request, server: Server) -> Response:
    def plain(value: Any) -> tuple[bool, Any]:
        text = unicodedata.normalize("NFD", value) if isinstance(value, str) else value
        return _rank("".join(one for one in text if not unicodedata.combining(one)) if isinstance(text, str) else text)

    return _resorted(request, server, plain)


@planted_bug("sorting", at=selectors.text_sorts)
def sorts_compare_16_characters_only(request: Request, server: Server) -> Response:
    return _resorted(request, server, lambda value: _rank(value[:16] if isinstance(value, str) else value))
