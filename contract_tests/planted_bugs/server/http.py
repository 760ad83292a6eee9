"""Bugs of methods, paths, media types, payload sizes and headers."""

from __future__ import annotations

import re
from urllib.parse import unquote

from contract_tests.planted_bugs.server import selectors
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Server, on_status
from contract_tests.planted_bugs.server.wire import Request, Response


@planted_bug("method-not-allowed", "problem", at=selectors.anywhere, raw=True)
def an_unknown_method_is_a_404(request: Request, server: Server) -> Response:
    return on_status(
        request,
        server,
        405,
        lambda response: response.replace(status=404, allow=None, json={**response.json, "status": 404}),
    )


@planted_bug("method-not-allowed", "no-server-error", at=selectors.anywhere, raw=True)
def an_unknown_method_is_a_501(request: Request, server: Server) -> Response:
    return on_status(
        request, server, 405, lambda response: response.replace(status=501, json={**response.json, "status": 501})
    )


@planted_bug("method-not-allowed", "headers", at=selectors.anywhere, raw=True)
def a_405_has_no_allow(request: Request, server: Server) -> Response:
    return on_status(request, server, 405, lambda response: response.replace(allow=None))


@planted_bug("method-not-allowed", at=selectors.anywhere, raw=True)
def a_405_allows_every_method(request: Request, server: Server) -> Response:
    every = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"
    return on_status(request, server, 405, lambda response: response.replace(allow=every))


@planted_bug("method-not-allowed", at=selectors.anywhere, raw=True)
def a_405_omits_a_method(request: Request, server: Server) -> Response:
    return on_status(
        request,
        server,
        405,
        lambda response: response.replace(allow=(response.header("Allow") or "").partition(", ")[2]),
    )


@planted_bug("method-not-allowed", at=selectors.updates, raw=True)
def put_is_handled_as_patch(request: Request, server: Server) -> Response:
    response = server.forward(request)
    return (
        server.forward(request.replace(method="PATCH"))
        if request.method == "PUT" and response.status == 405
        else response
    )


@planted_bug("method-not-allowed", at=selectors.deletes, raw=True)
def an_unsupported_delete_pretends_to_succeed(request: Request, server: Server) -> Response:
    response = server.forward(request)
    pretends = request.method == "DELETE" and response.status == 405
    return (
        response.replace(status=204, body=b"", content_type=None, content_length=None, allow=None)
        if pretends
        else response
    )


@planted_bug("method-not-allowed", at=selectors.payloads, raw=True)
def post_is_handled_as_patch(request: Request, server: Server) -> Response:
    response = server.forward(request)
    return (
        server.forward(request.replace(method="PATCH"))
        if request.method == "POST" and response.status == 405
        else response
    )


@planted_bug("path-encoding", at=selectors.reads, raw=True)
def percent_encoded_letters_are_not_decoded(request: Request, server: Server) -> Response:
    sent = str(request.environ["REQUEST_URI"]).partition("?")[0]
    encoded = any(re.match(r"[A-Za-z0-9._~-]", unquote(one)) for one in re.findall(r"%[0-9A-Fa-f]{2}", sent))
    return server.forward(request.replace(path="/nothing") if encoded else request)


@planted_bug("head", at=selectors.all_of(selectors.reads, selectors.named), raw=True)
def head_of_an_unknown_item_succeeds(request: Request, server: Server) -> Response:
    response = server.forward(request)
    return response.replace(status=200) if request.method == "HEAD" and response.status == 404 else response


@planted_bug("head", at=selectors.reads, raw=True)
def head_is_not_allowed(request: Request, server: Server) -> Response:
    return server.forward(request.replace(method="PROPFIND") if request.method == "HEAD" else request)


@planted_bug("head", at=selectors.reads, raw=True)
def head_is_not_found(request: Request, server: Server) -> Response:
    return server.forward(request.replace(path="/nowhere") if request.method == "HEAD" else request)


@planted_bug("head", at=selectors.reads, raw=True)
def head_is_always_200(request: Request, server: Server) -> Response:
    response = server.forward(request)
    return response.replace(status=200) if request.method == "HEAD" else response


@planted_bug("head", at=selectors.reads, raw=True)
def head_has_another_media_type(request: Request, server: Server) -> Response:
    response = server.forward(request)
    return response.replace(content_type="text/plain") if request.method == "HEAD" else response


@planted_bug("options", at=selectors.anywhere, raw=True)
def options_is_not_allowed(request: Request, server: Server) -> Response:
    return server.forward(request.replace(method="PROPFIND") if request.method == "OPTIONS" else request)


@planted_bug("options", at=selectors.anywhere, raw=True)
def options_has_no_allow(request: Request, server: Server) -> Response:
    response = server.forward(request)
    return response.replace(allow=None) if request.method == "OPTIONS" else response


@planted_bug("options", at=selectors.anywhere, raw=True)
def options_lists_get_only(request: Request, server: Server) -> Response:
    response = server.forward(request)
    return response.replace(allow="GET") if request.method == "OPTIONS" and response.header("Allow") else response


@planted_bug("unrecognized-url", at=selectors.anywhere, raw=True)
def a_trailing_slash_is_ignored(request: Request, server: Server) -> Response:
    return server.forward(request.replace(path=request.path.rstrip("/") or "/"))


@planted_bug("unrecognized-url", at=selectors.anywhere, raw=True)
def paths_are_case_insensitive(request: Request, server: Server) -> Response:
    response = server.forward(request)
    if response.status != 404 or request.operation is not None:
        return response
    return server.forward(
        request.replace(path="/".join(one if "_" in one else one.lower() for one in request.path.split("/")))
    )


@planted_bug("unrecognized-url", at=selectors.anywhere, raw=True)
def an_unknown_url_is_reported_as_an_unknown_item(request: Request, server: Server) -> Response:
    title, kind = "The requested resource could not be found.", "https://docs.api.video/reference/resource-not-found"
    known = request.operation is not None
    return on_status(
        request, server, 404, lambda one: one if known else one.replace(json={**one.json, "title": title, "type": kind})
    )


@planted_bug("unrecognized-url", "media-type", at=selectors.anywhere, raw=True)
def an_unknown_url_is_html(request: Request, server: Server) -> Response:
    known = request.operation is not None
    return on_status(
        request, server, 404, lambda one: one if known else one.replace(body=b"<h1>404</h1>", content_type="text/html")
    )


@planted_bug("accept", "media-type", at=selectors.reads)
def html_is_returned_on_request(request: Request, server: Server) -> Response:
    response, wanted = server.forward(request), request.header("Accept") or ""
    return response.replace(body=b"<html></html>", content_type="text/html") if "html" in wanted else response


@planted_bug("accept", "documented-status", at=selectors.reads)
def an_unaccepted_media_type_is_a_406(request: Request, server: Server) -> Response:
    response, wanted = server.forward(request), request.header("Accept") or "*/*"
    if any(one in wanted for one in ("*/*", "application/*", "json")):
        return response
    return response.replace(
        status=406, json={"title": "Not acceptable", "status": 406}, content_type="application/problem+json"
    )


@planted_bug("accept", at=selectors.all_of(selectors.reads, selectors.named))
def an_unaccepted_media_type_is_a_404(request: Request, server: Server) -> Response:
    is_html = "json" not in (wanted := request.header("Accept") or "*/*") and "html" in wanted
    return server.forward(request.replace(path=f"{request.path}/html") if is_html else request)


@planted_bug("headers", at=selectors.deletes)
def a_204_has_a_content_length(request: Request, server: Server) -> Response:
    return on_status(request, server, 204, lambda response: response.replace(content_length="0"))


@planted_bug("reads-change-nothing", at=selectors.writes, raw=True)
def method_override_headers_are_applied(request: Request, server: Server) -> Response:
    method = request.header("X-HTTP-Method-Override")
    return server.forward(request.replace(method=method) if method and request.method == "GET" else request)


@planted_bug("unrecognized-url", at=selectors.anywhere, raw=True)
def the_root_is_a_welcome_page(request: Request, server: Server) -> Response:
    response = server.forward(request)
    if (request.method, request.path) != ("GET", "/"):
        return response
    return response.replace(status=200, json={"welcome": "Admin API"}, content_type="application/json")
