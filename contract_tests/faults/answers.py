"""Answers in another form than they are documented in, and headers that are missing."""

from __future__ import annotations

import gzip

from contract_tests.faults import at
from contract_tests.faults.planting import fault
from contract_tests.faults.server import Server, on_status
from contract_tests.faults.wire import Answer, Request


@fault("media-type", at=at.reads)
def answers_are_text(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return answer.but(content_type="text/plain; charset=utf-8") if answer.is_good else answer


@fault("media-type", at=at.reads)
def answers_have_no_media_type(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return answer.but(content_type=None) if answer.is_good else answer


@fault("schema", at=at.reads)
def answers_are_zipped_in_secret(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return answer.but(body=gzip.compress(answer.body)) if answer.is_good else answer


@fault("schema", at=at.reads)
def an_answer_is_cut_off(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return answer.but(body=answer.body[:-2]) if answer.is_good else answer


@fault("schema", at=at.reads)
def answers_begin_with_a_byte_order_mark(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return answer.but(body=b"\xef\xbb\xbf" + answer.body) if answer.is_good else answer


@fault("schema", at=at.reads)
def answers_are_wrapped_in_data(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return answer.but(json={"data": answer.json}) if answer.is_good else answer


def _no_limit(answer: Answer) -> Answer:
    return answer.but(x_ratelimit_limit=None, x_ratelimit_remaining=None, x_ratelimit_retry_after=None)


@fault("headers", at=at.anywhere, raw=True)
def no_answer_tells_the_limit(request: Request, server: Server) -> Answer:
    return _no_limit(server.forward(request))


@fault("headers", "unauthorized", at=at.anywhere, raw=True)
def errors_do_not_tell_the_limit(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return _no_limit(answer) if answer.status >= 400 else answer


@fault("headers", "not-found", at=at.named, raw=True)
def a_404_does_not_tell_the_limit(request: Request, server: Server) -> Answer:
    return on_status(request, server, 404, _no_limit)


@fault("headers", "media-types", at=at.payloads, raw=True)
def a_415_does_not_tell_the_limit(request: Request, server: Server) -> Answer:
    return on_status(request, server, 415, _no_limit)


@fault("headers", "unauthorized", at=at.anywhere, raw=True)
def a_401_does_not_tell_the_limit(request: Request, server: Server) -> Answer:
    return on_status(request, server, 401, _no_limit)


@fault("headers", "method-not-allowed", at=at.anywhere, raw=True)
def a_405_does_not_tell_the_limit(request: Request, server: Server) -> Answer:
    return on_status(request, server, 405, _no_limit)


@fault("headers", "delete", at=at.writes, raw=True)
def a_deletion_does_not_tell_the_limit(request: Request, server: Server) -> Answer:
    return on_status(request, server, 204, lambda answer: _no_limit(answer) if request.method == "DELETE" else answer)


@fault("headers", at=at.creates)
def a_create_does_not_tell_what_remains(request: Request, server: Server) -> Answer:
    return server.forward(request).but(x_ratelimit_remaining=None)


@fault("headers", at=at.anywhere, raw=True)
def the_limit_is_no_number(request: Request, server: Server) -> Answer:
    return server.forward(request).but(x_ratelimit_limit="unlimited")
