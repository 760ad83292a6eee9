"""Bugs of filters by lists and by nested properties."""

from __future__ import annotations

from typing import Any

from apivideo_admin_contract.document.filtered import filtered_values
from apivideo_admin_contract.document.parameter import Parameter
from contract_tests.planted_bugs.server import filter_selectors
from contract_tests.planted_bugs.server.filter_overrides import (
    PassesItem,
    contains_text,
    equals_text,
    matches,
    with_changed_query,
    with_other_filters,
    with_other_kinds,
)
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Item, Server, operation_of, relist
from contract_tests.planted_bugs.server.wire import Request, Response


def _has(request: Request, server: Server, passes: PassesItem) -> Response:
    return with_other_kinds(request, server, frozenset({"has"}), passes)


def _all(wanted: Any) -> list[Any]:
    return wanted if isinstance(wanted, list) else [wanted]


@planted_bug("filters", at=filter_selectors.compared("has"))
def has_is_ignored(request: Request, server: Server) -> Response:
    return _has(request, server, lambda *_: True)


@planted_bug("filters", at=filter_selectors.compared("has"))
def has_matches_nothing(request: Request, server: Server) -> Response:
    return _has(request, server, lambda *_: False)


@planted_bug("filters", at=filter_selectors.compared("has"))
def has_looks_at_the_first_value_only(request: Request, server: Server) -> Response:
    return _has(request, server, lambda one, item, wanted: filtered_values(one, item)[:1] == _all(wanted)[:1])


@planted_bug("filters", at=filter_selectors.compared("has"))
def has_matches_whole_lists_only(request: Request, server: Server) -> Response:
    return _has(request, server, lambda one, item, wanted: filtered_values(one, item) == _all(wanted))


@planted_bug("filters", at=filter_selectors.has_of_any_text)
def has_matches_a_part_of_a_value(request: Request, server: Server) -> Response:
    return _has(
        request,
        server,
        lambda one, item, wanted: all(
            any(contains_text(value, text) for value in filtered_values(one, item)) for text in _all(wanted)
        ),
    )


@planted_bug("filters", at=filter_selectors.has_of_any_text)
def has_ignores_case(request: Request, server: Server) -> Response:
    def passes(parameter: Parameter, item: Item, wanted: Any) -> bool:
        values = [str(one).lower() for one in filtered_values(parameter, item)]
        return all(str(one).lower() in values for one in _all(wanted))

    return _has(request, server, passes)


@planted_bug("counts", at=filter_selectors.compared("has"))
def the_count_ignores_has(request: Request, server: Server) -> Response:
    if operation_of(request).action != "count":
        return server.forward(request)
    return _has(request, server, lambda *_: True)


@planted_bug("filters", at=filter_selectors.listed())
def one_of_the_values_is_enough(request: Request, server: Server) -> Response:
    return _has(
        request,
        server,
        lambda one, item, wanted: any(value in filtered_values(one, item) for value in _all(wanted)),
    )


@planted_bug("filters", at=filter_selectors.listed())
def only_the_first_value_of_a_list_counts(request: Request, server: Server) -> Response:
    return _has(request, server, lambda one, item, wanted: matches(one, item, _all(wanted)[:1]))


@planted_bug("filters", at=filter_selectors.listed())
def only_the_last_value_of_a_list_counts(request: Request, server: Server) -> Response:
    return _has(request, server, lambda one, item, wanted: matches(one, item, _all(wanted)[-1:]))


@planted_bug("filters", at=filter_selectors.listed())
def the_values_of_a_list_must_be_in_order(request: Request, server: Server) -> Response:
    def passes(parameter: Parameter, item: Item, wanted: Any) -> bool:
        values, names = filtered_values(parameter, item), _all(wanted)
        places = [values.index(one) for one in names if one in values]
        return len(places) == len(names) and places == sorted(places)

    return _has(request, server, passes)


@planted_bug("filters", at=filter_selectors.listed(commas=True))
def a_list_with_commas_is_one_value(request: Request, server: Server) -> Response:
    return _has(request, server, lambda one, item, wanted: ",".join(_all(wanted)) in filtered_values(one, item))


@planted_bug("filters", at=filter_selectors.listed(commas=False))
def commas_separate_the_values_of_a_repeated_parameter(request: Request, server: Server) -> Response:
    return _has(
        request,
        server,
        lambda one, item, wanted: matches(
            one, item, [part for value in _all(wanted) for part in str(value).split(",")]
        ),
    )


@planted_bug("page-links", at=filter_selectors.listed())
def the_links_keep_the_last_value_of_a_list_only(request: Request, server: Server) -> Response:
    response = server.forward(request)
    if operation_of(request).action != "list" or not response.is_success:
        return response
    other = server.forward(request.replace(query=request.query))
    return response.replace(json={**response.json, "links": other.json["links"]}) if other.is_success else response


@planted_bug("filters", at=filter_selectors.nested_filters)
def nested_filters_are_ignored(request: Request, server: Server) -> Response:
    return with_other_filters(
        request, server, lambda one, item, wanted: len(one.path) > 1 or matches(one, item, wanted)
    )


@planted_bug("filters", at=filter_selectors.nested_filters)
def a_nested_filter_searches_all_nested_properties(request: Request, server: Server) -> Response:
    def passes(parameter: Parameter, item: Item, wanted: Any) -> bool:
        if len(parameter.path) == 1:
            return matches(parameter, item, wanted)
        outer = item.get(parameter.path[0])
        return any(equals_text(one, wanted) or contains_text(one, str(wanted)) for one in _leaves(outer))

    return with_other_filters(request, server, passes)


@planted_bug("filters", at=filter_selectors.nested_filters)
def a_nested_filter_reads_the_outer_property_of_the_last_name(request: Request, server: Server) -> Response:
    def passes(parameter: Parameter, item: Item, wanted: Any) -> bool:
        if len(parameter.path) == 1:
            return matches(parameter, item, wanted)
        return equals_text(item.get(parameter.path[-1]), wanted)

    return with_other_filters(request, server, passes)


@planted_bug("counts", at=filter_selectors.nested_filters)
def the_count_ignores_nested_filters(request: Request, server: Server) -> Response:
    if operation_of(request).action != "count":
        return server.forward(request)
    names = [one.name for one in operation_of(request).filters if len(one.path) > 1]
    return with_changed_query(request, server, lambda _: None, drop=names)


@planted_bug("filters", at=filter_selectors.nested_filters)
def a_nested_filter_ignores_items_with_other_nested_values(request: Request, server: Server) -> Response:
    names = [one.path[0] for one in operation_of(request).filters if len(one.path) > 1]
    response = server.forward(request)
    sent = [one for one in operation_of(request).filters if len(one.path) > 1 and one.name in request.query]
    if not response.is_success or not sent:
        return response
    found = server.all_items(request, request.query)
    return relist(request, response, [one for one in found if all(len(_leaves(one.get(name))) <= 1 for name in names)])


def _leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for one in value.values() for leaf in _leaves(one)]
    if isinstance(value, list):
        return [leaf for one in value for leaf in _leaves(one)]
    return [] if value is None else [value]
