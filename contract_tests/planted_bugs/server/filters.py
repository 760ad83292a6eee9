"""Bugs of filters: they are ignored, or match too much or too little."""

from __future__ import annotations

import re
from collections.abc import Callable

from contract_tests.planted_bugs.server import selectors
from contract_tests.planted_bugs.server.filter_overrides import (
    comparing,
    contains_text,
    equals_text,
    matches,
    sent_filters,
    with_changed_query,
    with_other_comparison,
)
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Item, Server, operation_of, relist
from contract_tests.planted_bugs.server.wire import Request, Response


@planted_bug("filters", at=selectors.filters())
def filters_are_ignored(request: Request, server: Server) -> Response:
    return with_other_comparison(request, server, contains=lambda *_: True, equals=lambda *_: True)


@planted_bug("filters", at=selectors.filters("equals"))
def equals_is_ignored(request: Request, server: Server) -> Response:
    return with_other_comparison(request, server, equals=lambda *_: True)


@planted_bug("filters", at=selectors.filters())
def the_list_ignores_its_filters(request: Request, server: Server) -> Response:
    if operation_of(request).action == "count":
        return server.forward(request)
    return with_other_comparison(request, server, contains=lambda *_: True, equals=lambda *_: True)


@planted_bug("filters", at=selectors.filters())
def filters_match_nothing(request: Request, server: Server) -> Response:
    return with_other_comparison(request, server, contains=lambda *_: False, equals=lambda *_: False)


@planted_bug("filters", at=selectors.filters())
def filters_are_inverted(request: Request, server: Server) -> Response:
    return with_other_comparison(
        request,
        server,
        contains=lambda one, text: not contains_text(one, text),
        equals=lambda one, text: not equals_text(one, text),
    )


@planted_bug("filters", at=selectors.filters())
def filters_ignore_case(request: Request, server: Server) -> Response:
    return with_other_comparison(
        request, server, contains=comparing(str.lower, contains_text), equals=comparing(str.lower, equals_text)
    )


@planted_bug("filters", at=selectors.filters("contains"))
def contains_matches_prefixes_only(request: Request, server: Server) -> Response:
    return with_other_comparison(
        request, server, contains=lambda one, text: isinstance(one, str) and one.startswith(text)
    )


@planted_bug("filters", at=selectors.filters("contains"))
def contains_matches_suffixes_only(request: Request, server: Server) -> Response:
    return with_other_comparison(
        request, server, contains=lambda one, text: isinstance(one, str) and one.endswith(text)
    )


@planted_bug("filters", at=selectors.filters("contains"))
def contains_matches_whole_texts_only(request: Request, server: Server) -> Response:
    return with_other_comparison(request, server, contains=equals_text)


@planted_bug("filters", at=selectors.filters("contains"))
def contains_matches_whole_words_only(request: Request, server: Server) -> Response:
    return with_other_comparison(
        request, server, contains=lambda one, text: isinstance(one, str) and text in (one, *one.split())
    )


@planted_bug("filters", at=selectors.filters("contains"))
def contains_matches_any_word(request: Request, server: Server) -> Response:
    return with_other_comparison(
        request, server, contains=lambda one, text: any(contains_text(one, word) for word in text.split() or [text])
    )


@planted_bug("filters", at=selectors.filters("contains"))
def contains_misses_the_whole_text(request: Request, server: Server) -> Response:
    return with_other_comparison(request, server, contains=lambda one, text: contains_text(one, text) and one != text)


@planted_bug("filters", at=selectors.filters("equals"))
def equals_matches_a_substring(request: Request, server: Server) -> Response:
    return with_other_comparison(request, server, equals=contains_text)


@planted_bug("filters", at=selectors.filters("equals"))
def equals_matches_a_prefix(request: Request, server: Server) -> Response:
    return with_other_comparison(
        request, server, equals=lambda one, text: isinstance(one, str) and one.startswith(text)
    )


@planted_bug("filters", at=selectors.filters("equals"))
def equals_ignores_case(request: Request, server: Server) -> Response:
    return with_other_comparison(request, server, equals=comparing(str.lower, equals_text))


@planted_bug("filters", at=selectors.filters())
def filters_trim_their_value(request: Request, server: Server) -> Response:
    return with_other_comparison(
        request,
        server,
        contains=lambda one, text: contains_text(one, text.strip()),
        equals=lambda one, text: equals_text(one, text.strip()),
    )


@planted_bug("filters", at=selectors.filters("contains"))
def an_empty_filter_matches_nothing(request: Request, server: Server) -> Response:
    return with_other_comparison(request, server, contains=lambda one, text: text != "" and contains_text(one, text))


@planted_bug("filters", at=selectors.equals_of_any_text)
def an_empty_equals_is_ignored(request: Request, server: Server) -> Response:
    return with_other_comparison(request, server, equals=lambda one, text: text == "" or equals_text(one, text))


@planted_bug("filters", "filters-combine", at=selectors.several_filters)
def items_need_to_match_one_filter_only(request: Request, server: Server) -> Response:
    return with_other_comparison(request, server, any_of=True)


@planted_bug("filters", "filters-combine", at=selectors.several_filters)
def only_the_last_filter_applies(request: Request, server: Server) -> Response:
    sent = [one.name for one in operation_of(request).filters if one.name in request.query]
    return with_changed_query(request, server, lambda _: None, drop=sent[:-1])


@planted_bug("filters", "filters-combine", at=selectors.several_filters)
def only_the_first_filter_applies(request: Request, server: Server) -> Response:
    sent = [one.name for one in operation_of(request).filters if one.name in request.query]
    return with_changed_query(request, server, lambda _: None, drop=sent[1:])


@planted_bug("filters", at=selectors.all_of(selectors.beside(selectors.filters()), selectors.beside_all("update")))
def filters_use_values_from_before_updates(request: Request, server: Server) -> Response:
    response, operation, id_name = server.forward(request), operation_of(request), server.collection(request).id_name
    if operation.action == "create" and response.is_success:
        server.memory[response.json[id_name]] = response.json
    sent = sent_filters(request)
    if not response.is_success or not sent:
        return response
    names = {one.name for one, _ in sent}
    items = server.all_items(request, {name: value for name, value in request.query.items() if name not in names})

    def passes(item: Item) -> bool:
        before = server.memory.get(item[id_name], item)
        return all(matches(one, before, wanted) for one, wanted in sent)

    return relist(request, response, [one for one in items if passes(one)])


@planted_bug("filters", at=selectors.filters())
def filters_search_every_property(request: Request, server: Server) -> Response:
    response, operation = server.forward(request), operation_of(request)
    sent = [(one, request.query[one.name]) for one in operation.filters if one.name in request.query]
    if not response.is_success or not sent:
        return response
    names = {one.name for one, _ in sent}
    items = server.all_items(request, {name: value for name, value in request.query.items() if name not in names})
    kept = [
        one for one in items if all(any(contains_text(value, wanted) for value in one.values()) for _, wanted in sent)
    ]
    return relist(request, response, kept)


@planted_bug("filters", at=selectors.on_free_text)
def filters_are_cut_after_64_characters(request: Request, server: Server) -> Response:
    return with_other_comparison(request, server, contains=lambda one, text: contains_text(one, text[:64]))


@planted_bug("filters", at=selectors.on_free_text)
def a_backslash_in_a_filter_is_an_escape(request: Request, server: Server) -> Response:
    return with_other_comparison(
        request, server, contains=lambda one, text: contains_text(one, re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL))
    )


def _matching_ids(request: Request, server: Server, matches: Callable[[str, str], bool]) -> Response:
    """Return the matching items, and those whose id matches a text of the filters."""
    response, operation, id_name = server.forward(request), operation_of(request), server.collection(request).id_name
    sent = {one.name: request.query[one.name] for one in operation.filters if one.name in request.query}
    if not response.is_success or not sent:
        return response
    found = server.all_items(request, request.query)
    rest = {name: value for name, value in request.query.items() if name not in sent}
    kept = [
        one
        for one in server.all_items(request, rest)
        if one in found or any(text and matches(text, one[id_name]) for text in sent.values())
    ]
    return relist(request, response, kept)


@planted_bug("filters", at=selectors.filters("contains"))
def filters_match_the_id_as_well(request: Request, server: Server) -> Response:
    return _matching_ids(request, server, lambda text, id_: text in id_)


@planted_bug("filters", at=selectors.filters("contains"))
def a_filter_by_an_exact_id_finds_its_item(request: Request, server: Server) -> Response:
    return _matching_ids(request, server, lambda text, id_: text == id_)
