"""Filter lists and counts with other comparisons than the documented ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contract_tests.planted_bugs.server.server import Item, Server, operation_of, relist
from contract_tests.planted_bugs.server.wire import Request, Response

Passes = Callable[[Any, str], bool]


def contains_text(value: Any, wanted: str) -> bool:
    """Return whether a value contains a text, case-sensitively."""
    return isinstance(value, str) and wanted in value


def equals_text(value: Any, wanted: str) -> bool:
    """Return whether a value equals the value of a text."""
    return value == wanted or (isinstance(value, bool | int) and str(value).lower() == wanted)


def with_other_comparison(
    request: Request,
    server: Server,
    *,
    contains: Passes = contains_text,
    equals: Passes = equals_text,
    any_of: bool = False,
) -> Response:
    """Return the items that match other comparisons; with ``any_of`` one matching filter is enough."""
    response, operation = server.forward(request), operation_of(request)
    sent = [(one, request.query[one.name]) for one in operation.filters if one.name in request.query]
    if not response.is_success or not sent:
        return response
    names = {one.name for one, _ in sent}
    items = server.all_items(request, {name: value for name, value in request.query.items() if name not in names})
    tests = [(one.name, contains if one.match == "contains" else equals, wanted) for one, wanted in sent]
    choose = any if any_of else all

    def passes(item: Item) -> bool:
        return choose(test(item.get(name), wanted) for name, test, wanted in tests)

    return relist(request, response, [one for one in items if passes(one)])


def comparing(change: Callable[[str], str], test: Passes) -> Passes:
    """Return a comparison that changes both texts first."""
    return lambda value, wanted: test(change(value) if isinstance(value, str) else value, change(wanted))


def with_changed_query(
    request: Request, server: Server, change: Callable[[str], str | None], drop: list[str] | None = None
) -> Response:
    """Return the items of a changed query with the links of the query that was sent."""
    response = server.forward(request)
    changed = change(request.search)
    other = request if changed is None else request.replace(search=changed)
    query = {name: value for name, value in other.query.items() if name not in (drop or ())}
    return relist(request, response, server.all_items(request, query)) if response.is_success else response
