"""Bugs of filters that misread their value: as a pattern, decoded twice, without accents."""

from __future__ import annotations

import fnmatch
import re
import unicodedata
from typing import Any

from contract_tests.planted_bugs.server import selectors
from contract_tests.planted_bugs.server.filter_overrides import (
    comparing,
    contains_text,
    equals_text,
    with_changed_query,
    with_other_comparison,
)
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Server
from contract_tests.planted_bugs.server.wire import Request, Response


@planted_bug("filters", at=selectors.filters("contains"))
def percent_and_underscore_are_wildcards(request: Request, server: Server) -> Response:
    def like(value: Any, wanted: str) -> bool:
        pattern = "".join({"%": ".*", "_": "."}.get(one, re.escape(one)) for one in wanted)
        return isinstance(value, str) and re.search(pattern, value, re.DOTALL) is not None

    return with_other_comparison(request, server, contains=like)


@planted_bug("filters", at=selectors.filters("contains"))
def a_percent_sign_is_a_wildcard(request: Request, server: Server) -> Response:
    def like(value: Any, wanted: str) -> bool:
        pattern = ".*".join(re.escape(one) for one in wanted.split("%"))
        return isinstance(value, str) and re.search(pattern, value, re.DOTALL) is not None

    return with_other_comparison(request, server, contains=like)


@planted_bug("filters", at=selectors.filters("contains"))
def an_underscore_is_a_wildcard(request: Request, server: Server) -> Response:
    def like(value: Any, wanted: str) -> bool:
        pattern = ".".join(re.escape(one) for one in wanted.split("_"))
        return isinstance(value, str) and re.search(pattern, value, re.DOTALL) is not None

    return with_other_comparison(request, server, contains=like)


@planted_bug("filters", at=selectors.filters("contains"))
def an_asterisk_is_a_wildcard(request: Request, server: Server) -> Response:
    def like(value: Any, wanted: str) -> bool:
        return isinstance(value, str) and fnmatch.fnmatchcase(value, "*" + wanted.replace("[", "[[]") + "*")

    return with_other_comparison(request, server, contains=like)


@planted_bug("filters", at=selectors.filters("contains"))
def a_filter_is_a_regular_expression(request: Request, server: Server) -> Response:
    def matches(value: Any, wanted: str) -> bool:
        try:
            return isinstance(value, str) and re.search(wanted, value) is not None
        except re.error:
            return False

    return with_other_comparison(request, server, contains=matches)


@planted_bug("filters", at=selectors.filters())
def a_plus_in_a_query_is_not_a_space(request: Request, server: Server) -> Response:
    return with_changed_query(request, server, lambda search: search.replace("+", "%2B"))


@planted_bug("filters", at=selectors.filters())
def an_encoded_plus_is_a_space(request: Request, server: Server) -> Response:
    return with_changed_query(request, server, lambda search: search.replace("%2B", "%20").replace("%2b", "%20"))


@planted_bug("filters", at=selectors.filters())
def filters_are_decoded_twice(request: Request, server: Server) -> Response:
    return with_changed_query(request, server, lambda search: search.replace("%25", "%"))


@planted_bug("filters", at=selectors.filters())
def a_filter_ends_at_an_encoded_ampersand(request: Request, server: Server) -> Response:
    return with_other_comparison(
        request,
        server,
        contains=lambda one, text: contains_text(one, text.partition("&")[0]),
        equals=lambda one, text: equals_text(one, text.partition("&")[0]),
    )


@planted_bug("filters", at=selectors.on_free_text)
def a_filter_is_read_as_latin_1(request: Request, server: Server) -> Response:
    def latin(text: str) -> str:
        return text.encode().decode("latin-1")

    return with_other_comparison(
        request,
        server,
        contains=lambda one, text: contains_text(one, latin(text)),
        equals=lambda one, text: equals_text(one, latin(text)),
    )


@planted_bug("filters", at=selectors.on_free_text)
def filters_normalize_text(request: Request, server: Server) -> Response:
    return with_other_comparison(
        request, server, contains=comparing(lambda one: unicodedata.normalize("NFC", one), contains_text)
    )


@planted_bug("filters", at=selectors.filters("contains"))
def filters_ignore_accents(request: Request, server: Server) -> Response:
    def bare(text: str) -> str:
        return "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))

    return with_other_comparison(request, server, contains=comparing(bare, contains_text))


@planted_bug("filters", at=selectors.filters("contains"))
def json_literals_do_not_filter(request: Request, server: Server) -> Response:
    words = {"null", "true", "false"}
    return with_other_comparison(request, server, contains=lambda one, text: text in words or contains_text(one, text))


@planted_bug("filters", at=selectors.filters("contains"))
def digits_in_a_filter_are_read_as_a_number(request: Request, server: Server) -> Response:
    def number(text: str) -> str:
        return str(int(text)) if text.isascii() and text.isdecimal() else text

    return with_other_comparison(request, server, contains=lambda one, text: contains_text(one, number(text)))
