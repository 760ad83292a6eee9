"""Methods, media types, sizes and headers that are not as HTTP and the document have them."""

from __future__ import annotations

import re
from urllib.parse import unquote

from contract_tests.faults import at
from contract_tests.faults.planting import fault
from contract_tests.faults.server import Server, on_status
from contract_tests.faults.wire import Answer, Request


@fault("method-not-allowed", "problem", at=at.anywhere, raw=True)
def an_unknown_method_is_not_found(request: Request, server: Server) -> Answer:
    return on_status(
        request, server, 405, lambda answer: answer.but(status=404, allow=None, json={**answer.json, "status": 404})
    )


@fault("method-not-allowed", "no-server-error", at=at.anywhere, raw=True)
def an_unknown_method_is_not_implemented(request: Request, server: Server) -> Answer:
    return on_status(request, server, 405, lambda answer: answer.but(status=501, json={**answer.json, "status": 501}))


@fault("method-not-allowed", "headers", at=at.anywhere, raw=True)
def a_405_has_no_allow(request: Request, server: Server) -> Answer:
    return on_status(request, server, 405, lambda answer: answer.but(allow=None))


@fault("method-not-allowed", at=at.anywhere, raw=True)
def a_405_allows_every_method(request: Request, server: Server) -> Answer:
    every = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"
    return on_status(request, server, 405, lambda answer: answer.but(allow=every))


@fault("method-not-allowed", at=at.anywhere, raw=True)
def a_405_forgets_a_method(request: Request, server: Server) -> Answer:
    return on_status(
        request, server, 405, lambda answer: answer.but(allow=(answer.header("Allow") or "").partition(", ")[2])
    )


@fault("method-not-allowed", at=at.updates, raw=True)
def a_put_is_taken_for_a_patch(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return server.forward(request.but(method="PATCH")) if request.method == "PUT" and answer.status == 405 else answer


@fault("method-not-allowed", at=at.deletes, raw=True)
def every_item_can_be_deleted_in_pretence(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    lied = request.method == "DELETE" and answer.status == 405
    return answer.but(status=204, body=b"", content_type=None, content_length=None, allow=None) if lied else answer


@fault("method-not-allowed", at=at.payloads, raw=True)
def the_method_may_be_overridden(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return server.forward(request.but(method="PATCH")) if request.method == "POST" and answer.status == 405 else answer


@fault("path-letters", at=at.reads, raw=True)
def an_encoded_letter_is_another_one(request: Request, server: Server) -> Answer:
    sent = str(request.environ["REQUEST_URI"]).partition("?")[0]
    encoded = any(re.match(r"[A-Za-z0-9._~-]", unquote(one)) for one in re.findall(r"%[0-9A-Fa-f]{2}", sent))
    return server.forward(request.but(path="/nothing") if encoded else request)


@fault("head", at=at.both(at.reads, at.named), raw=True)
def a_head_of_what_is_not_there_is_a_success(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return answer.but(status=200) if request.method == "HEAD" and answer.status == 404 else answer


@fault("head", at=at.reads, raw=True)
def head_is_not_allowed(request: Request, server: Server) -> Answer:
    return server.forward(request.but(method="PROPFIND") if request.method == "HEAD" else request)


@fault("head", at=at.reads, raw=True)
def head_is_not_found(request: Request, server: Server) -> Answer:
    return server.forward(request.but(path="/nowhere") if request.method == "HEAD" else request)


@fault("head", at=at.reads, raw=True)
def head_is_always_200(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return answer.but(status=200) if request.method == "HEAD" else answer


@fault("head", at=at.reads, raw=True)
def head_has_another_media_type(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return answer.but(content_type="text/plain") if request.method == "HEAD" else answer


@fault("options", at=at.anywhere, raw=True)
def options_is_not_allowed(request: Request, server: Server) -> Answer:
    return server.forward(request.but(method="PROPFIND") if request.method == "OPTIONS" else request)


@fault("options", at=at.anywhere, raw=True)
def options_does_not_tell_the_methods(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return answer.but(allow=None) if request.method == "OPTIONS" else answer


@fault("options", at=at.anywhere, raw=True)
def options_tells_get_only(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return answer.but(allow="GET") if request.method == "OPTIONS" and answer.header("Allow") else answer


@fault("unrecognized-url", at=at.anywhere, raw=True)
def a_slash_at_the_end_is_ignored(request: Request, server: Server) -> Answer:
    return server.forward(request.but(path=request.path.rstrip("/") or "/"))


@fault("unrecognized-url", at=at.anywhere, raw=True)
def paths_are_read_in_any_case(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    if answer.status != 404 or request.operation is not None:
        return answer
    return server.forward(
        request.but(path="/".join(one if "_" in one else one.lower() for one in request.path.split("/")))
    )


@fault("unrecognized-url", at=at.anywhere, raw=True)
def an_unknown_url_is_told_as_an_unknown_item(request: Request, server: Server) -> Answer:
    title, kind = "The requested resource could not be found.", "https://docs.api.video/reference/resource-not-found"
    known = request.operation is not None
    return on_status(
        request, server, 404, lambda one: one if known else one.but(json={**one.json, "title": title, "type": kind})
    )


@fault("unrecognized-url", "media-type", at=at.anywhere, raw=True)
def an_unknown_url_is_html(request: Request, server: Server) -> Answer:
    known = request.operation is not None
    return on_status(
        request, server, 404, lambda one: one if known else one.but(body=b"<h1>404</h1>", content_type="text/html")
    )


@fault("media-types", at=at.payloads)
def any_media_type_is_taken(request: Request, server: Server) -> Answer:
    environ = {**request.environ, "CONTENT_TYPE": "application/json"}
    return server.forward(request.but(environ=environ) if request.body else request)


@fault("media-types", at=at.payloads)
def no_media_type_is_taken(request: Request, server: Server) -> Answer:
    missing = request.body and not request.environ.get("CONTENT_TYPE")
    return server.forward(
        request.but(environ={**request.environ, "CONTENT_TYPE": "application/json"}) if missing else request
    )


@fault("media-types", at=at.payloads)
def a_form_is_taken(request: Request, server: Server) -> Answer:
    form = str(request.environ.get("CONTENT_TYPE", "")).startswith("application/x-www-form-urlencoded")
    return server.forward(
        request.but(environ={**request.environ, "CONTENT_TYPE": "application/json"}) if form else request
    )


@fault("media-types", at=at.payloads)
def a_wrong_media_type_is_a_bad_request(request: Request, server: Server) -> Answer:
    return on_status(request, server, 415, lambda _: server.forward(request.but(payload=[])))


@fault("media-type-names", at=at.payloads)
def a_charset_is_refused(request: Request, server: Server) -> Answer:
    wrong = "charset" in str(request.environ.get("CONTENT_TYPE", ""))
    return server.forward(request.but(environ={**request.environ, "CONTENT_TYPE": "text/plain"}) if wrong else request)


@fault("media-type-names", at=at.payloads)
def a_media_type_must_be_lower_case(request: Request, server: Server) -> Answer:
    text = str(request.environ.get("CONTENT_TYPE", ""))
    wrong = text != text.lower()
    return server.forward(request.but(environ={**request.environ, "CONTENT_TYPE": "text/plain"}) if wrong else request)


@fault("payload-size", at=at.payloads)
def a_big_payload_is_a_bad_request(request: Request, server: Server) -> Answer:
    return on_status(request, server, 413, lambda _: server.forward(request.but(payload=[])))


@fault("payload-size", at=at.payloads)
def a_big_payload_is_taken(request: Request, server: Server) -> Answer:
    return on_status(request, server, 413, lambda _: server.forward(request.but(payload={"_": ""})))


@fault("payload-size", at=at.payloads)
def what_comes_in_chunks_is_read_to_its_end(request: Request, server: Server) -> Answer:
    return server.forward(request.but(body=request.body.strip()) if request.header("Transfer-Encoding") else request)


@fault("payload-size", at=at.payloads)
def half_a_mebibyte_is_too_much(request: Request, server: Server) -> Answer:
    too_much = len(request.body) > 1 << 19
    return server.forward(request.but(body=b" " * ((1 << 20) + 1)) if too_much else request)


@fault("accept", "media-type", at=at.reads)
def html_is_given_to_who_asks_for_it(request: Request, server: Server) -> Answer:
    answer, wanted = server.forward(request), request.header("Accept") or ""
    return answer.but(body=b"<html></html>", content_type="text/html") if "html" in wanted else answer


@fault("accept", "documented-status", at=at.reads)
def what_accept_does_not_name_is_a_406(request: Request, server: Server) -> Answer:
    answer, wanted = server.forward(request), request.header("Accept") or "*/*"
    if any(one in wanted for one in ("*/*", "application/*", "json")):
        return answer
    return answer.but(
        status=406, json={"title": "Not acceptable", "status": 406}, content_type="application/problem+json"
    )


@fault("headers", at=at.deletes)
def a_204_tells_its_length(request: Request, server: Server) -> Answer:
    return on_status(request, server, 204, lambda answer: answer.but(content_length="0"))


@fault("media-types", at=at.payloads)
def any_media_type_that_ends_with_json_is_taken(request: Request, server: Server) -> Answer:
    taken = str(request.environ.get("CONTENT_TYPE", "")).endswith(("+json", "/json"))
    return server.forward(
        request.but(environ={**request.environ, "CONTENT_TYPE": "application/json"}) if taken else request
    )
