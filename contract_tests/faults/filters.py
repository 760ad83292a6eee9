"""Filters that are ignored, or that let through what they must not."""

from __future__ import annotations

import fnmatch
import re
import unicodedata
from collections.abc import Callable
from typing import Any

from contract_tests.faults import at
from contract_tests.faults.planting import fault
from contract_tests.faults.server import Item, Server, operation_of, relist
from contract_tests.faults.wire import Answer, Request

Passes = Callable[[Any, str], bool]


def _contains(value: Any, wanted: str) -> bool:
    return isinstance(value, str) and wanted in value


def _equals(value: Any, wanted: str) -> bool:
    return value == wanted or (isinstance(value, bool | int) and str(value).lower() == wanted)


def _refiltered(
    request: Request, server: Server, *, contains: Passes = _contains, equals: Passes = _equals, any_of: bool = False
) -> Answer:
    """Answer with what passes other filters than the documented ones; ``any_of`` takes what passes one of them."""
    answer, operation = server.forward(request), operation_of(request)
    sent = [(one, request.query[one.name]) for one in operation.filters if one.name in request.query]
    if not answer.is_good or not sent:
        return answer
    names = {one.name for one, _ in sent}
    items = server.everything(request, {name: value for name, value in request.query.items() if name not in names})
    tests = [(one.name, contains if one.match == "contains" else equals, wanted) for one, wanted in sent]
    choose = any if any_of else all

    def passes(item: Item) -> bool:
        return choose(test(item.get(name), wanted) for name, test, wanted in tests)

    return relist(request, answer, [one for one in items if passes(one)])


def _text(change: Callable[[str], str], test: Passes) -> Passes:
    """Give a test of changed texts."""
    return lambda value, wanted: test(change(value) if isinstance(value, str) else value, change(wanted))


@fault("filters", at=at.filters())
def filters_are_ignored(request: Request, server: Server) -> Answer:
    return _refiltered(request, server, contains=lambda *_: True, equals=lambda *_: True)


@fault("filters", at=at.filters("equals"))
def equals_is_ignored(request: Request, server: Server) -> Answer:
    return _refiltered(request, server, equals=lambda *_: True)


@fault("filters", at=at.filters())
def the_list_ignores_its_filters(request: Request, server: Server) -> Answer:
    if operation_of(request).action == "count":
        return server.forward(request)
    return _refiltered(request, server, contains=lambda *_: True, equals=lambda *_: True)


@fault("filters", at=at.filters())
def filters_find_nothing(request: Request, server: Server) -> Answer:
    return _refiltered(request, server, contains=lambda *_: False, equals=lambda *_: False)


@fault("filters", at=at.filters())
def filters_are_turned_around(request: Request, server: Server) -> Answer:
    return _refiltered(
        request,
        server,
        contains=lambda one, text: not _contains(one, text),
        equals=lambda one, text: not _equals(one, text),
    )


@fault("filters", at=at.filters())
def filters_do_not_look_at_case(request: Request, server: Server) -> Answer:
    return _refiltered(request, server, contains=_text(str.lower, _contains), equals=_text(str.lower, _equals))


@fault("filters", at=at.filters("contains"))
def contains_finds_the_beginning_only(request: Request, server: Server) -> Answer:
    return _refiltered(request, server, contains=lambda one, text: isinstance(one, str) and one.startswith(text))


@fault("filters", at=at.filters("contains"))
def contains_finds_the_end_only(request: Request, server: Server) -> Answer:
    return _refiltered(request, server, contains=lambda one, text: isinstance(one, str) and one.endswith(text))


@fault("filters", at=at.filters("contains"))
def contains_finds_the_whole_text_only(request: Request, server: Server) -> Answer:
    return _refiltered(request, server, contains=_equals)


@fault("filters", at=at.filters("contains"))
def contains_finds_whole_words_only(request: Request, server: Server) -> Answer:
    return _refiltered(request, server, contains=lambda one, text: isinstance(one, str) and text in (one, *one.split()))


@fault("filters", at=at.filters("contains"))
def contains_finds_any_of_its_words(request: Request, server: Server) -> Answer:
    return _refiltered(
        request, server, contains=lambda one, text: any(_contains(one, word) for word in text.split() or [text])
    )


@fault("filters", at=at.filters("contains"))
def contains_does_not_find_the_whole_text(request: Request, server: Server) -> Answer:
    return _refiltered(request, server, contains=lambda one, text: _contains(one, text) and one != text)


@fault("filters", at=at.filters("equals"))
def equals_finds_a_part(request: Request, server: Server) -> Answer:
    return _refiltered(request, server, equals=_contains)


@fault("filters", at=at.filters("equals"))
def equals_finds_a_beginning(request: Request, server: Server) -> Answer:
    return _refiltered(request, server, equals=lambda one, text: isinstance(one, str) and one.startswith(text))


@fault("filters", at=at.filters("equals"))
def equals_does_not_look_at_case(request: Request, server: Server) -> Answer:
    return _refiltered(request, server, equals=_text(str.lower, _equals))


@fault("filters", at=at.filters())
def filters_trim_their_value(request: Request, server: Server) -> Answer:
    return _refiltered(
        request,
        server,
        contains=lambda one, text: _contains(one, text.strip()),
        equals=lambda one, text: _equals(one, text.strip()),
    )


@fault("filters", at=at.filters("contains"))
def an_empty_filter_finds_nothing(request: Request, server: Server) -> Answer:
    return _refiltered(request, server, contains=lambda one, text: text != "" and _contains(one, text))


@fault("filters", at=at.filters("equals"))
def an_empty_equals_is_ignored(request: Request, server: Server) -> Answer:
    return _refiltered(request, server, equals=lambda one, text: text == "" or _equals(one, text))


@fault("filters", at=at.filters("contains"))
def percent_and_underscore_are_wildcards(request: Request, server: Server) -> Answer:
    def like(value: Any, wanted: str) -> bool:
        pattern = "".join({"%": ".*", "_": "."}.get(one, re.escape(one)) for one in wanted)
        return isinstance(value, str) and re.search(pattern, value, re.DOTALL) is not None

    return _refiltered(request, server, contains=like)


@fault("filters", at=at.filters("contains"))
def a_percent_is_any_text(request: Request, server: Server) -> Answer:
    def like(value: Any, wanted: str) -> bool:
        pattern = ".*".join(re.escape(one) for one in wanted.split("%"))
        return isinstance(value, str) and re.search(pattern, value, re.DOTALL) is not None

    return _refiltered(request, server, contains=like)


@fault("filters", at=at.filters("contains"))
def an_underscore_is_any_character(request: Request, server: Server) -> Answer:
    def like(value: Any, wanted: str) -> bool:
        pattern = ".".join(re.escape(one) for one in wanted.split("_"))
        return isinstance(value, str) and re.search(pattern, value, re.DOTALL) is not None

    return _refiltered(request, server, contains=like)


@fault("filters", at=at.filters("contains"))
def a_star_is_any_text(request: Request, server: Server) -> Answer:
    def like(value: Any, wanted: str) -> bool:
        return isinstance(value, str) and fnmatch.fnmatchcase(value, "*" + wanted.replace("[", "[[]") + "*")

    return _refiltered(request, server, contains=like)


@fault("filters", at=at.filters("contains"))
def a_filter_is_a_regular_expression(request: Request, server: Server) -> Answer:
    def matches(value: Any, wanted: str) -> bool:
        try:
            return isinstance(value, str) and re.search(wanted, value) is not None
        except re.error:
            return False

    return _refiltered(request, server, contains=matches)


@fault("filters", at=at.filters())
def a_plus_in_a_query_is_a_plus(request: Request, server: Server) -> Answer:
    return _asked(request, server, lambda search: search.replace("+", "%2B"))


@fault("filters", at=at.filters())
def an_encoded_plus_is_a_space(request: Request, server: Server) -> Answer:
    return _asked(request, server, lambda search: search.replace("%2B", "%20").replace("%2b", "%20"))


@fault("filters", at=at.filters())
def filters_are_decoded_twice(request: Request, server: Server) -> Answer:
    return _asked(request, server, lambda search: search.replace("%25", "%"))


@fault("filters", at=at.filters())
def a_filter_ends_at_an_encoded_ampersand(request: Request, server: Server) -> Answer:
    return _refiltered(
        request,
        server,
        contains=lambda one, text: _contains(one, text.partition("&")[0]),
        equals=lambda one, text: _equals(one, text.partition("&")[0]),
    )


@fault("filters", at=at.filters())
def a_filter_is_read_as_latin_1(request: Request, server: Server) -> Answer:
    def latin(text: str) -> str:
        return text.encode().decode("latin-1")

    return _refiltered(
        request,
        server,
        contains=lambda one, text: _contains(one, latin(text)),
        equals=lambda one, text: _equals(one, latin(text)),
    )


@fault("filters", at=at.filters("contains"))
def filters_look_at_normalised_text(request: Request, server: Server) -> Answer:
    return _refiltered(request, server, contains=_text(lambda one: unicodedata.normalize("NFC", one), _contains))


@fault("filters", at=at.filters("contains"))
def filters_do_not_look_at_accents(request: Request, server: Server) -> Answer:
    def bare(text: str) -> str:
        return "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))

    return _refiltered(request, server, contains=_text(bare, _contains))


@fault("filters", "filters-combine", at=at.several_filters)
def an_item_needs_to_pass_one_filter_only(request: Request, server: Server) -> Answer:
    return _refiltered(request, server, any_of=True)


@fault("filters", "filters-combine", at=at.several_filters)
def the_last_filter_alone_counts(request: Request, server: Server) -> Answer:
    sent = [one.name for one in operation_of(request).filters if one.name in request.query]
    return _asked(request, server, lambda _: None, drop=sent[:-1])


@fault("filters", "filters-combine", at=at.several_filters)
def the_first_filter_alone_counts(request: Request, server: Server) -> Answer:
    sent = [one.name for one in operation_of(request).filters if one.name in request.query]
    return _asked(request, server, lambda _: None, drop=sent[1:])


@fault("filters", at=at.beside(at.filters()))
def filters_look_at_values_before_their_updates(request: Request, server: Server) -> Answer:
    answer, operation, id_name = server.forward(request), operation_of(request), server.collection(request).id_name
    if operation.action == "create" and answer.is_good:
        server.memory[answer.json[id_name]] = answer.json
    sent = [(one, request.query[one.name]) for one in operation.filters if one.name in request.query]
    if not answer.is_good or not sent:
        return answer
    names = {one.name for one, _ in sent}
    items = server.everything(request, {name: value for name, value in request.query.items() if name not in names})

    def passes(item: Item) -> bool:
        before = server.memory.get(item[id_name], item)
        tests = [(_contains if one.match == "contains" else _equals, before.get(one.name), text) for one, text in sent]
        return all(test(value, text) for test, value, text in tests)

    return relist(request, answer, [one for one in items if passes(one)])


@fault("filters", at=at.filters())
def filters_search_every_text_of_an_item(request: Request, server: Server) -> Answer:
    answer, operation = server.forward(request), operation_of(request)
    sent = [(one, request.query[one.name]) for one in operation.filters if one.name in request.query]
    if not answer.is_good or not sent:
        return answer
    names = {one.name for one, _ in sent}
    items = server.everything(request, {name: value for name, value in request.query.items() if name not in names})
    kept = [one for one in items if all(any(_contains(value, wanted) for value in one.values()) for _, wanted in sent)]
    return relist(request, answer, kept)


def _asked(
    request: Request, server: Server, change: Callable[[str], str | None], drop: list[str] | None = None
) -> Answer:
    """Answer for a query that was read otherwise, but with the links of the one that was sent."""
    answer = server.forward(request)
    changed = change(request.search)
    other = request if changed is None else request.but(search=changed)
    query = {name: value for name, value in other.query.items() if name not in (drop or ())}
    return relist(request, answer, server.everything(request, query)) if answer.is_good else answer
