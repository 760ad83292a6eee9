"""Bugs of filters that compare numbers and times."""

from __future__ import annotations

from typing import Any, Final

from apivideo_admin_contract.document.filtered import COMPARISONS, filtered_values
from apivideo_admin_contract.document.parameter import Parameter
from contract_tests.planted_bugs.server import filter_selectors
from contract_tests.planted_bugs.server.filter_overrides import (
    PassesItem,
    matches,
    with_other_kinds,
)
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Item, Server, operation_of
from contract_tests.planted_bugs.server.wire import Request, Response

_BOUNDS: Final = {"gt": "gte", "gte": "gt", "lt": "lte", "lte": "lt"}
_REVERSED: Final = {"gt": "lt", "gte": "lte", "lt": "gt", "lte": "gte"}


def _compared(request: Request, server: Server, passes: PassesItem) -> Response:
    return with_other_kinds(request, server, COMPARISONS, passes)


def _with_other_bounds(request: Request, server: Server, *kinds: str) -> Response:
    """Include the bound of these filters where it is excluded, and the other way round."""
    return with_other_kinds(
        request,
        server,
        frozenset(kinds),
        lambda one, item, wanted: matches(_as(one, _BOUNDS[str(one.match)]), item, wanted),
    )


def _as(parameter: Parameter, match: str) -> Parameter:
    return Parameter(
        parameter.name, parameter.schema, parameter.required, match, {}, parameter.filters_by, parameter.commas
    )


@planted_bug("filters", at=filter_selectors.compared(*COMPARISONS))
def comparisons_are_ignored(request: Request, server: Server) -> Response:
    return _compared(request, server, lambda *_: True)


@planted_bug("filters", at=filter_selectors.compared(*COMPARISONS))
def comparisons_match_nothing(request: Request, server: Server) -> Response:
    return _compared(request, server, lambda *_: False)


@planted_bug("filters", at=filter_selectors.compared(*COMPARISONS))
def comparisons_are_reversed(request: Request, server: Server) -> Response:
    return _compared(
        request, server, lambda one, item, wanted: matches(_as(one, _REVERSED[str(one.match)]), item, wanted)
    )


@planted_bug("filters", at=filter_selectors.compared("gte", "lte"))
def a_bound_is_excluded(request: Request, server: Server) -> Response:
    return _with_other_bounds(request, server, "gte", "lte")


@planted_bug("filters", at=filter_selectors.compared("gt", "lt"))
def an_excluded_bound_is_included(request: Request, server: Server) -> Response:
    return _with_other_bounds(request, server, "gt", "lt")


@planted_bug("filters", at=filter_selectors.compared(*COMPARISONS))
def comparisons_match_the_value_itself_only(request: Request, server: Server) -> Response:
    return _compared(request, server, lambda one, item, wanted: wanted in filtered_values(one, item))


@planted_bug("filters", at=filter_selectors.compared(*COMPARISONS, formats=("date-time",)))
def moments_are_compared_as_texts(request: Request, server: Server) -> Response:
    def passes(parameter: Parameter, item: Item, wanted: Any) -> bool:
        values, plain = filtered_values(parameter, item), {"type": "string"}
        as_text = Parameter(parameter.name, plain, parameter.required, parameter.match, {}, parameter.filters_by)
        return bool(values) and matches(as_text, item, wanted)

    return _compared(request, server, passes)


@planted_bug("filters", at=filter_selectors.compared(*COMPARISONS, formats=("date-time",)))
def the_offset_of_a_moment_is_ignored(request: Request, server: Server) -> Response:
    return _compared(request, server, lambda one, item, wanted: matches(one, item, f"{wanted[:19]}Z"))


@planted_bug("filters", at=filter_selectors.compared(*COMPARISONS, formats=("date-time",)))
def moments_are_compared_by_day(request: Request, server: Server) -> Response:
    def passes(parameter: Parameter, item: Item, wanted: Any) -> bool:
        days = Parameter(
            parameter.name,
            {"type": "string"},
            required=False,
            match=parameter.match,
            days={},
            filters_by=parameter.filters_by,
        )
        values = filtered_values(parameter, item)
        return bool(values) and matches(days, {parameter.path[0]: values[0][:10]}, wanted[:10])

    return _compared(request, server, passes)


@planted_bug("filters", at=filter_selectors.compared(*COMPARISONS, formats=(None,)))
def numbers_are_compared_as_texts(request: Request, server: Server) -> Response:
    def passes(parameter: Parameter, item: Item, wanted: Any) -> bool:
        values = filtered_values(parameter, item)
        if not values or not isinstance(values[0], int | float):
            return matches(parameter, item, wanted)
        as_text = Parameter(
            parameter.name,
            {"type": "string"},
            required=False,
            match=parameter.match,
            days={},
            filters_by=parameter.name,
        )
        return matches(as_text, {parameter.name: str(values[0])}, f"{wanted:g}")

    return _compared(request, server, passes)


@planted_bug("filters", at=filter_selectors.compared(*COMPARISONS))
def items_without_a_value_match_a_comparison(request: Request, server: Server) -> Response:
    return _compared(
        request, server, lambda one, item, wanted: not filtered_values(one, item) or matches(one, item, wanted)
    )


@planted_bug("counts", at=filter_selectors.compared(*COMPARISONS))
def the_count_ignores_comparisons(request: Request, server: Server) -> Response:
    if operation_of(request).action != "count":
        return server.forward(request)
    return _compared(request, server, lambda *_: True)
