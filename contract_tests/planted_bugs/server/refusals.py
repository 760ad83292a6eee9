"""Bugs that refuse valid requests, or execute refused ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from apivideo_admin_contract.document.document import Document, Operation
from contract_tests.planted_bugs.server import selectors
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Server, on_success, operation_of
from contract_tests.planted_bugs.server.updates import gettable
from contract_tests.planted_bugs.server.wire import Request, Response


def _refusing(request: Request, server: Server, refuses: Callable[[str], bool]) -> Response:
    """Refuse payloads with a text for which ``refuses`` is true."""
    payload = request.payload
    texts = [one for one in payload.values() if isinstance(one, str)] if isinstance(payload, dict) else []
    return server.forward(request.replace(payload={"_": 1}) if any(map(refuses, texts)) else request)


_texts = selectors.all_of(selectors.payloads, selectors.takes_text)


def _takes_empty_text(operation: Operation, _document: Document) -> bool:
    """Select operations whose payload has a text that may be empty."""
    return any(not operation.properties[name].get("minLength") for name in selectors.free_texts(operation))


@planted_bug("round-trip", "update", at=_takes_empty_text)
def an_empty_text_is_refused(request: Request, server: Server) -> Response:
    return _refusing(request, server, lambda text: not text)


@planted_bug("round-trip", "update", at=_texts)
def a_text_of_spaces_is_refused(request: Request, server: Server) -> Response:
    return _refusing(request, server, lambda text: bool(text) and not text.strip())


@planted_bug("round-trip", "update", at=_texts)
def a_long_text_is_refused(request: Request, server: Server) -> Response:
    return _refusing(request, server, lambda text: len(text) > 255)


@planted_bug("round-trip", "update", at=_texts)
def an_emoji_is_refused(request: Request, server: Server) -> Response:
    return _refusing(request, server, lambda text: any(ord(one) > 0xFFFF for one in text))


@planted_bug("round-trip", "update", at=_texts)
def a_text_with_html_is_refused(request: Request, server: Server) -> Response:
    return _refusing(request, server, lambda text: "<" in text)


@planted_bug("update", at=selectors.all_of(gettable, selectors.takes_text))
def an_update_that_changes_nothing_is_refused(request: Request, server: Server) -> Response:
    payload, collection = request.payload, server.collection(request)
    old = server.call(request, collection.operations["get"], request.ids)
    same = isinstance(payload, dict) and payload and old.is_success and payload.items() <= _hashable(old.json).items()
    return server.forward(request.replace(payload={"_": 1}) if same else request)


def _hashable(item: dict[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in item.items() if not isinstance(one, list | dict)}


@planted_bug("documented-status", "update", at=selectors.updates)
def an_update_responds_without_the_item(request: Request, server: Server) -> Response:
    return on_success(
        request, server, lambda response: response.replace(status=204, body=b"", content_type=None, content_length=None)
    )


@planted_bug("page-bounds", "page-links", "pages-partition", at=selectors.lists)
def query_parameters_must_be_in_order(request: Request, server: Server) -> Response:
    names = list(request.query)
    wrong = "page" in names and "page_size" in names and names.index("page") > names.index("page_size")
    return server.forward(request.replace(query={"page": 0}) if wrong else request)


@planted_bug("filters", "hostile-query", at=selectors.filters())
def a_filter_of_one_character_is_refused(request: Request, server: Server) -> Response:
    sent = [request.query[one.name] for one in operation_of(request).filters if one.name in request.query]
    return server.forward(request.replace(query={"_": 1}) if any(len(one) == 1 for one in sent) else request)


@planted_bug("filters", "filters-combine", at=selectors.several_filters)
def combined_filters_are_refused(request: Request, server: Server) -> Response:
    sent = [one for one in operation_of(request).filters if one.name in request.query]
    return server.forward(request.replace(query={"_": 1}) if len(sent) > 1 else request)


@planted_bug("pages-filtered-sorted", at=selectors.all_of(selectors.sorts, selectors.filters()))
def a_filter_with_a_sort_is_refused(request: Request, server: Server) -> Response:
    both = "sort_by" in request.query and any(one.name in request.query for one in operation_of(request).filters)
    return server.forward(request.replace(query={"_": 1}) if both else request)


@planted_bug("refused-changes-nothing", at=selectors.payloads)
def a_payload_refused_for_its_media_type_is_stored(request: Request, server: Server) -> Response:
    response = server.forward(request)
    if response.status == 415:
        server.forward(request.replace(environ={**request.environ, "CONTENT_TYPE": "application/json"}))
    return response


@planted_bug("refused-changes-nothing", at=selectors.payloads)
def a_payload_refused_for_its_size_is_stored(request: Request, server: Server) -> Response:
    response = server.forward(request)
    if response.status == 413:
        server.forward(request.replace(body=request.body.strip()))
    return response
