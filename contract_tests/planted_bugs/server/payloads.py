"""Bugs of the media type and the size of payloads."""

from __future__ import annotations

from contract_tests.planted_bugs.server import selectors
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Server, on_status
from contract_tests.planted_bugs.server.wire import Request, Response


@planted_bug("media-types", at=selectors.payloads)
def any_media_type_is_accepted(request: Request, server: Server) -> Response:
    environ = {**request.environ, "CONTENT_TYPE": "application/json"}
    return server.forward(request.replace(environ=environ) if request.body else request)


@planted_bug("media-types", at=selectors.payloads)
def a_missing_media_type_is_accepted(request: Request, server: Server) -> Response:
    missing = request.body and not request.environ.get("CONTENT_TYPE")
    return server.forward(
        request.replace(environ={**request.environ, "CONTENT_TYPE": "application/json"}) if missing else request
    )


@planted_bug("media-types", at=selectors.payloads)
def a_form_is_accepted(request: Request, server: Server) -> Response:
    form = str(request.environ.get("CONTENT_TYPE", "")).startswith("application/x-www-form-urlencoded")
    return server.forward(
        request.replace(environ={**request.environ, "CONTENT_TYPE": "application/json"}) if form else request
    )


@planted_bug("media-types", at=selectors.payloads)
def a_wrong_media_type_is_a_400(request: Request, server: Server) -> Response:
    return on_status(request, server, 415, lambda _: server.forward(request.replace(payload=[])))


@planted_bug("media-type-syntax", at=selectors.payloads)
def a_charset_is_refused(request: Request, server: Server) -> Response:
    wrong = "charset" in str(request.environ.get("CONTENT_TYPE", ""))
    return server.forward(
        request.replace(environ={**request.environ, "CONTENT_TYPE": "text/plain"}) if wrong else request
    )


@planted_bug("media-type-syntax", at=selectors.payloads)
def a_media_type_must_be_lower_case(request: Request, server: Server) -> Response:
    text = str(request.environ.get("CONTENT_TYPE", ""))
    wrong = text != text.lower()
    return server.forward(
        request.replace(environ={**request.environ, "CONTENT_TYPE": "text/plain"}) if wrong else request
    )


@planted_bug("payload-size", at=selectors.payloads)
def an_oversized_payload_is_a_400(request: Request, server: Server) -> Response:
    return on_status(request, server, 413, lambda _: server.forward(request.replace(payload=[])))


@planted_bug("payload-size", at=selectors.payloads)
def an_oversized_payload_is_read(request: Request, server: Server) -> Response:
    return on_status(request, server, 413, lambda _: server.forward(request.replace(payload={"_": ""})))


@planted_bug("payload-size", at=selectors.payloads)
def a_chunked_payload_has_no_limit(request: Request, server: Server) -> Response:
    return server.forward(
        request.replace(body=request.body.strip()) if request.header("Transfer-Encoding") else request
    )


@planted_bug("payload-size", at=selectors.payloads)
def the_largest_payload_is_half_a_mebibyte(request: Request, server: Server) -> Response:
    too_much = len(request.body) > 1 << 19
    return server.forward(request.replace(body=b" " * ((1 << 20) + 1)) if too_much else request)


@planted_bug("media-types", at=selectors.payloads)
def a_media_type_ending_with_json_is_accepted(request: Request, server: Server) -> Response:
    taken = str(request.environ.get("CONTENT_TYPE", "")).endswith(("+json", "/json"))
    return server.forward(
        request.replace(environ={**request.environ, "CONTENT_TYPE": "application/json"}) if taken else request
    )
