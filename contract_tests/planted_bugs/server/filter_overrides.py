"""Filters as a fault may have them, for lists and counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contract_tests.planted_bugs.server.server import Item, Server, operation_of, relist
from contract_tests.planted_bugs.server.wire import Request, Response

Passes = Callable[[Any, str], bool]


def contains_text(value: Any, wanted: str) -> bool:
    """Tell whether a value contains a text, exactly in case."""
    return isinstance(value, str) and wanted in value


def equals_text(value: Any, wanted: str) -> bool:
    """Tell whether a value is what a text stands for."""
    return value == wanted or (isinstance(value, bool | int) and str(value).lower() == wanted)


def refiltered(
    request: Request,
    server: Server,
    *,
    contains: Passes = contains_text,
    equals: Passes = equals_text,
    any_of: bool = False,
) -> Response:
    """Answer with what passes other filters than the documented ones; ``any_of`` takes what passes one of them."""
    response, operation = server.forward(request), operation_of(request)
    sent = [(one, request.query[one.name]) for one in operation.filters if one.name in request.query]
    if not response.is_good or not sent:
        return response
    names = {one.name for one, _ in sent}
    items = server.everything(request, {name: value for name, value in request.query.items() if name not in names})
    tests = [(one.name, contains if one.match == "contains" else equals, wanted) for one, wanted in sent]
    choose = any if any_of else all

    def passes(item: Item) -> bool:
        return choose(test(item.get(name), wanted) for name, test, wanted in tests)

    return relist(request, response, [one for one in items if passes(one)])


def on_changed(change: Callable[[str], str], test: Passes) -> Passes:
    """Give a test of changed texts."""
    return lambda value, wanted: test(change(value) if isinstance(value, str) else value, change(wanted))


def asked_otherwise(
    request: Request, server: Server, change: Callable[[str], str | None], drop: list[str] | None = None
) -> Response:
    """Answer for a query that was read otherwise, but with the links of the one that was sent."""
    response = server.forward(request)
    changed = change(request.search)
    other = request if changed is None else request.but(search=changed)
    query = {name: value for name, value in other.query.items() if name not in (drop or ())}
    return relist(request, response, server.everything(request, query)) if response.is_good else response
