"""Bugs of the form of responses: media type, encoding and headers."""

from __future__ import annotations

import gzip

from contract_tests.planted_bugs.server import selectors
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Server, on_status
from contract_tests.planted_bugs.server.wire import Request, Response


@planted_bug("media-type", at=selectors.reads)
def responses_are_plain_text(request: Request, server: Server) -> Response:
    response = server.forward(request)
    return response.replace(content_type="text/plain; charset=utf-8") if response.is_success else response


@planted_bug("media-type", at=selectors.reads)
def responses_have_no_media_type(request: Request, server: Server) -> Response:
    response = server.forward(request)
    return response.replace(content_type=None) if response.is_success else response


@planted_bug("schema", at=selectors.reads)
def responses_are_gzipped_without_a_header(request: Request, server: Server) -> Response:
    response = server.forward(request)
    return response.replace(body=gzip.compress(response.body)) if response.is_success else response


@planted_bug("schema", at=selectors.reads)
def a_response_is_cut_off(request: Request, server: Server) -> Response:
    response = server.forward(request)
    return response.replace(body=response.body[:-2]) if response.is_success else response


@planted_bug("schema", at=selectors.reads)
def responses_start_with_a_byte_order_mark(request: Request, server: Server) -> Response:
    response = server.forward(request)
    return response.replace(body=b"\xef\xbb\xbf" + response.body) if response.is_success else response


@planted_bug("schema", at=selectors.reads)
def responses_are_wrapped_in_data(request: Request, server: Server) -> Response:
    response = server.forward(request)
    return response.replace(json={"data": response.json}) if response.is_success else response


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
