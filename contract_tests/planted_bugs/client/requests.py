"""Bugs in what a client sends."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Generator, Mapping
from typing import Any, Final
from unittest.mock import Mock
from urllib.parse import quote, quote_plus

import httpx2

from apivideo_admin._runtime import operation
from contract_tests.planted_bugs.client.planting import (
    ClientBug,
    Flow,
    caught_by,
    exchanges,
    part,
    request_with,
    sends,
)
from contract_tests.tests.support.subject import DOCUMENT

Steps = Generator[httpx2.Request, httpx2.Response, httpx2.Response]


def _query(name: str, change: Callable[[list[tuple[str, str]]], list[tuple[str, str]]]) -> ClientBug:
    def changed(request: httpx2.Request) -> httpx2.Request:
        pairs = change(list(request.url.params.multi_items()))
        return request_with(request, url=request.url.copy_with(params=pairs))

    return sends(name, changed)


def _payload(name: str, change: Callable[[dict[str, Any]], Any]) -> ClientBug:
    def changed(request: httpx2.Request) -> httpx2.Request:
        if not request.content:
            return request
        return request_with(request, content=json.dumps(change(json.loads(request.content))).encode())

    return sends(name, changed)


def _path(name: str, change: Callable[[str], str]) -> ClientBug:
    def changed(request: httpx2.Request) -> httpx2.Request:
        path, mark, query = request.url.raw_path.decode("ascii").partition("?")
        return request_with(request, url=request.url.copy_with(raw_path=f"{change(path)}{mark}{query}".encode()))

    return sends(name, changed)


def _method(name: str, methods: dict[str, str]) -> ClientBug:
    return sends(name, lambda request: request_with(request, method=methods.get(request.method)))


def _with_first(
    is_affected: Callable[[httpx2.Request], bool], first: Callable[[httpx2.Request], httpx2.Request]
) -> Flow:
    def flow(request: httpx2.Request) -> Steps:
        if is_affected(request):
            yield first(request)
        return (yield request)

    return flow


def _camel(name: str) -> str:
    return re.sub("_(.)", lambda found: found[1].upper(), name)


def _each_text(change: Callable[[str], str]) -> Callable[[dict[str, Any]], Any]:
    return lambda one: {name: change(value) if isinstance(value, str) else value for name, value in one.items()}


def _parent_for_item(path: str) -> str:
    parts = path.split("/")
    if len(parts) > 4:
        parts[2], parts[4] = parts[4], parts[2]
    return "/".join(parts)


def _from_memory() -> Flow:
    known: dict[str, httpx2.Response] = {}

    def flow(request: httpx2.Request) -> Steps:
        target = str(request.url)
        if request.method != "GET" or target not in known:
            known[target] = yield request
        return known[target]

    return flow


def _reject_invalid_values(path: str, ids: Any, query: Mapping[str, Any] | None) -> str:
    for one in (one for one in DOCUMENT.operations if one.path == path):
        for name, parameter in one.parameters.items():
            if (query or {}).get(name) not in (None, *parameter.schema.get("enum", (query or {}).values())):
                raise ValueError(name)
    return _build_target(path, ids, query)


_build_target = operation.build_target


BUGS: Final = (
    *caught_by(
        "test_a_call_sends_the_request_of_its_operation",
        _query("drops_the_last_query_parameter", lambda pairs: pairs[:-1]),
        _query("drops_the_sort_order", lambda pairs: [one for one in pairs if one[0] != "sort_order"]),
        _query("drops_the_page_size", lambda pairs: [one for one in pairs if one[0] != "page_size"]),
        _query("drops_empty_parameters", lambda pairs: [one for one in pairs if one[1]]),
        _query("writes_parameters_in_camel_case", lambda pairs: [(_camel(name), value) for name, value in pairs]),
        _query("writes_values_in_lower_case", lambda pairs: [(name, value.lower()) for name, value in pairs]),
        _query("trims_values", lambda pairs: [(name, value.strip()) for name, value in pairs]),
        _query("adds_a_parameter", lambda pairs: [*pairs, ("client", "sdk")]),
        _query(
            "always_requests_the_largest_page",
            lambda pairs: [(name, "100" if name == "page_size" else value) for name, value in pairs],
        ),
        sends(
            "leaves_a_plus_in_the_query_unescaped",
            lambda request: request_with(
                request, url=request.url.copy_with(raw_path=request.url.raw_path.replace(b"%2B", b"+"))
            ),
        ),
        _payload("drops_a_property_of_the_payload", lambda payload: dict(list(payload.items())[:-1])),
        _payload(
            "drops_properties_that_are_null_or_empty", lambda one: {name: value for name, value in one.items() if value}
        ),
        _payload("sends_null_for_a_property_that_was_not_passed", lambda payload: {"note": None, **payload}),
        _payload("trims_texts_of_the_payload", _each_text(str.strip)),
        _payload("wraps_the_payload", lambda payload: {"data": payload}),
        _payload(
            "drops_characters_that_are_not_ascii",
            _each_text(lambda text: text.encode("ascii", "ignore").decode("ascii")),
        ),
        sends(
            "sends_a_payload_with_every_request",
            lambda request: request_with(request, content=request.content or b"{}"),
        ),
        _method("uses_put_to_update", {"PATCH": "PUT"}),
        _method("uses_post_to_delete", {"DELETE": "POST"}),
        _path("adds_a_slash_to_the_path", lambda path: f"{path}/"),
        _path("swaps_parent_and_item", _parent_for_item),
        exchanges("sends_a_create_twice", lambda: _with_first(lambda one: one.method == "POST", lambda one: one)),
        exchanges("sends_every_read_twice", lambda: _with_first(lambda one: one.method == "GET", lambda one: one)),
        exchanges(
            "reads_before_it_changes",
            lambda: _with_first(
                lambda one: one.method in {"PATCH", "DELETE"},
                lambda one: request_with(one, method="GET", content=b"", headers={"Content-Type": None}),
            ),
        ),
    ),
    *caught_by(
        "test_an_error_of_the_mock_raises_its_class",
        part("rejects_values_that_are_not_in_the_document", "operation.build_target", _reject_invalid_values),
    ),
    *caught_by(
        "test_additional_values_of_a_call_are_sent_beside_its_arguments",
        part("ignores_additional_values", "operation.with_extra", lambda _, values, __: values),
        part("sends_additional_values_only", "operation.with_extra", lambda _, __, extra: extra),
        _query("drops_the_first_query_parameter", lambda pairs: pairs[1:]),
    ),
    *caught_by(
        "test_a_deprecated_argument_warns_at_the_line_of_its_call",
        part("warns_at_a_line_of_its_own", "deprecation._PACKAGE", ""),
        part("warns_of_nothing", "deprecation.warnings", Mock()),
    ),
    *caught_by(
        "test_valid_arguments_give_a_valid_request",
        _query("drops_the_number_of_the_first_page", lambda pairs: [one for one in pairs if one != ("page", "1")]),
    ),
    *caught_by(
        "test_a_text_of_a_payload_arrives_unchanged",
        sends(
            "composes_characters",
            lambda request: request_with(
                request, content=unicodedata.normalize("NFC", request.content.decode()).encode()
            ),
        ),
    ),
    *caught_by(
        "test_an_id_arrives_unchanged",
        _path("encodes_the_path_twice", lambda path: path.replace("%", "%25")),
        _path("writes_the_path_in_lower_case", str.lower),
        part("writes_ids_as_a_form", "operation.quote", lambda text, **_: quote_plus(text)),
    ),
    *caught_by(
        "test_an_id_that_leads_to_another_path_is_refused",
        part("sends_any_id", "operation._path_segment", lambda _, value: quote(str(value), safe="")),
    ),
    *caught_by(
        "test_a_list_can_be_iterated_again_from_the_first_page",
        exchanges("caches_responses", _from_memory),
    ),
)
