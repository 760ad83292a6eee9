"""Bugs of the form of responses: media type, encoding, headers, and missing or additional properties."""

from __future__ import annotations

import gzip
from typing import Any

from apivideo_admin_contract.document.document import Document, Operation
from contract_tests.planted_bugs.server import selectors
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.selectors import free_texts
from contract_tests.planted_bugs.server.server import Item, Server, edit_items, on_status, on_success
from contract_tests.planted_bugs.server.wire import Request, Response


@planted_bug("media-type", at=selectors.reads)
def responses_are_plain_text(request: Request, server: Server) -> Response:
    return on_success(request, server, lambda response: response.replace(content_type="text/plain; charset=utf-8"))


@planted_bug("media-type", at=selectors.reads)
def responses_have_no_media_type(request: Request, server: Server) -> Response:
    return on_success(request, server, lambda response: response.replace(content_type=None))


@planted_bug("schema", at=selectors.reads)
def responses_are_gzipped_without_a_header(request: Request, server: Server) -> Response:
    return on_success(request, server, lambda response: response.replace(body=gzip.compress(response.body)))


@planted_bug("schema", at=selectors.reads)
def a_response_is_cut_off(request: Request, server: Server) -> Response:
    return on_success(request, server, lambda response: response.replace(body=response.body[:-2]))


@planted_bug("schema", at=selectors.reads)
def responses_start_with_a_byte_order_mark(request: Request, server: Server) -> Response:
    return on_success(request, server, lambda response: response.replace(body=b"\xef\xbb\xbf" + response.body))


@planted_bug("schema", at=selectors.reads)
def responses_are_wrapped_in_data(request: Request, server: Server) -> Response:
    return on_success(request, server, lambda response: response.replace(json={"data": response.json}))


def _no_limit(response: Response) -> Response:
    return response.replace(x_ratelimit_limit=None, x_ratelimit_remaining=None, x_ratelimit_retry_after=None)


@planted_bug("headers", at=selectors.anywhere, raw=True)
def no_response_has_rate_limit_headers(request: Request, server: Server) -> Response:
    return _no_limit(server.forward(request))


@planted_bug("headers", "unauthorized", at=selectors.anywhere, raw=True)
def errors_have_no_rate_limit_headers(request: Request, server: Server) -> Response:
    response = server.forward(request)
    return _no_limit(response) if response.status >= 400 else response


@planted_bug("headers", "not-found", at=selectors.named, raw=True)
def a_404_has_no_rate_limit_headers(request: Request, server: Server) -> Response:
    return on_status(request, server, 404, _no_limit)


@planted_bug("headers", "media-types", at=selectors.payloads, raw=True)
def a_415_has_no_rate_limit_headers(request: Request, server: Server) -> Response:
    return on_status(request, server, 415, _no_limit)


@planted_bug("headers", "unauthorized", at=selectors.anywhere, raw=True)
def a_401_has_no_rate_limit_headers(request: Request, server: Server) -> Response:
    return on_status(request, server, 401, _no_limit)


@planted_bug("headers", "method-not-allowed", at=selectors.anywhere, raw=True)
def a_405_has_no_rate_limit_headers(request: Request, server: Server) -> Response:
    return on_status(request, server, 405, _no_limit)


@planted_bug("headers", "delete", at=selectors.writes, raw=True)
def a_deletion_has_no_rate_limit_headers(request: Request, server: Server) -> Response:
    return on_status(
        request, server, 204, lambda response: _no_limit(response) if request.method == "DELETE" else response
    )


@planted_bug("headers", at=selectors.creates)
def a_create_has_no_remaining_header(request: Request, server: Server) -> Response:
    return server.forward(request).replace(x_ratelimit_remaining=None)


@planted_bug("headers", at=selectors.anywhere, raw=True)
def the_limit_header_is_not_a_number(request: Request, server: Server) -> Response:
    return server.forward(request).replace(x_ratelimit_limit="unlimited")


def has_default(operation: Operation, _: Document) -> bool:
    """Select operations whose payload has a property with a default."""
    return any("default" in one for one in operation.properties.values())


def _has_default(listing: Operation, document: Document) -> bool:
    collection = document.collection_of(listing)
    return (
        collection is not None
        and "create" in collection.operations
        and has_default(collection.operations["create"], document)
    )


def _with_null(request: Request, server: Server) -> Response:
    def change(item: Item) -> Item:
        names = [name for name, one in server.collection(request).writable.items() if "default" in one]
        return {name: one for name, one in item.items() if name not in names}

    return edit_items(request, server.forward(request), change)


@planted_bug(
    "schema",
    "round-trip",
    "documented-properties",
    at=selectors.all_of(selectors.items, selectors.beside(_has_default)),
)
def properties_with_a_default_are_left_out(request: Request, server: Server) -> Response:
    return _with_null(request, server)


@planted_bug("round-trip", "documented-properties", at=selectors.items)
def items_have_an_undocumented_property(request: Request, server: Server) -> Response:
    def change(item: Item) -> Any:
        return {**item, "_version": 1}

    return edit_items(request, server.forward(request), change)


@planted_bug(
    "schema", "documented-properties", "list-agrees-with-get", at=selectors.all_of(selectors.items, selectors.lists)
)
def listed_items_lack_a_property(request: Request, server: Server) -> Response:
    last = list(server.collection(request).properties)[-1]
    return edit_items(request, server.forward(request), lambda item: {n: one for n, one in item.items() if n != last})


@planted_bug("round-trip", at=selectors.all_of(selectors.lists, selectors.on_free_text))
def a_list_truncates_texts(request: Request, server: Server) -> Response:
    texts = (
        free_texts(server.collection(request).operations["create"])
        if "create" in server.collection(request).operations
        else []
    )

    def change(item: Item) -> Item:
        return {n: one[:8] if n in texts and isinstance(one, str) else one for n, one in item.items()}

    return edit_items(request, server.forward(request), change)
