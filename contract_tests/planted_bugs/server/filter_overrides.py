"""Filter lists and counts with other comparisons than the documented ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from apivideo_admin_contract.document.filtered import filtered_values
from apivideo_admin_contract.document.parameter import Parameter
from apivideo_admin_contract.model.filters import passes as passes_healthy
from apivideo_admin_contract.values.query import decode_query
from contract_tests.planted_bugs.server.server import Item, Server, operation_of, relist
from contract_tests.planted_bugs.server.wire import Request, Response

Passes = Callable[[Any, str], bool]

PassesItem = Callable[[Parameter, Item, Any], bool]
"""Whether an item matches the value of a filter; that of a list is a list."""


def contains_text(value: Any, wanted: str) -> bool:
    """Return whether a value contains a text, case-sensitively."""
    return isinstance(value, str) and wanted in value


def equals_text(value: Any, wanted: str) -> bool:
    """Return whether a value equals the value of a text."""
    return value == wanted or (isinstance(value, bool | int | float) and str(value).lower() == wanted)


def sent_filters(request: Request) -> list[tuple[Parameter, Any]]:
    """Return the filters of a request with their values: texts, numbers, or lists of them."""
    operation = operation_of(request)
    texts: dict[str, list[str]] = {}
    for name, values in decode_query(operation, request.search):
        texts.setdefault(name, []).extend(values)
    return [(one, _typed(one, texts[one.name])) for one in operation.filters if one.name in texts]


def _typed(parameter: Parameter, texts: list[str]) -> Any:
    kind = parameter.value_schema.get("type")
    values = [float(one) if kind in {"integer", "number"} and parameter.match != "equals" else one for one in texts]
    return values if parameter.is_list else values[-1]


def with_other_filters(
    request: Request, server: Server, passes: PassesItem, choose: Callable[..., bool] = all
) -> Response:
    """Return the items that match other comparisons of all filters; with ``any`` for ``choose`` one matching filter is enough."""
    response = server.forward(request)
    sent = sent_filters(request) if response.is_success else []  # of an invalid query, a value may have no type
    if not sent:
        return response
    names = {one.name for one, _ in sent}
    items = server.all_items(request, {name: value for name, value in request.query.items() if name not in names})
    return relist(
        request, response, [item for item in items if choose(passes(one, item, wanted) for one, wanted in sent)]
    )


def matches(parameter: Parameter, item: Item, wanted: Any) -> bool:
    """Return whether an item matches the value of a filter, as on the healthy server."""
    values = filtered_values(parameter, item)
    if parameter.match == "equals":
        return bool(values) and equals_text(values[0], wanted)
    return passes_healthy(parameter, item, wanted)


def with_other_comparison(
    request: Request,
    server: Server,
    *,
    contains: Passes = contains_text,
    equals: Passes = equals_text,
    any_of: bool = False,
) -> Response:
    """Return the items that match other comparisons; with ``any_of`` one matching filter is enough."""

    def passes(parameter: Parameter, item: Item, wanted: Any) -> bool:
        test = {"contains": contains, "equals": equals}.get(str(parameter.match))
        values = filtered_values(parameter, item)
        return test(values[0] if values else None, wanted) if test else matches(parameter, item, wanted)

    return with_other_filters(request, server, passes, any if any_of else all)


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


def with_other_kinds(request: Request, server: Server, kinds: frozenset[str], passes: PassesItem) -> Response:
    """Return the items that pass another comparison, for filters of some kinds."""

    def chosen(parameter: Parameter, item: Item, wanted: Any) -> bool:
        return (passes if parameter.match in kinds else matches)(parameter, item, wanted)

    return with_other_filters(request, server, chosen)
