"""Bugs of the rate limit and of its headers."""

from __future__ import annotations

from typing import Final

from contract_tests.planted_bugs.server import selectors
from contract_tests.planted_bugs.server.limiter import FREE, own_window, refused, sliding, unlimited, with_limit_headers
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Server
from contract_tests.planted_bugs.server.wire import Request, Response

_RATE: Final = ("rate-limit",)


def _limit(request: Request, server: Server, number: int) -> Response:
    server.set_limit(request, f"{number}/s")
    return server.forward(request)


@planted_bug(*_RATE, at=selectors.anywhere, raw=True, limited=True)
def the_limit_is_11(request: Request, server: Server) -> Response:
    return _limit(request, server, server.document.limit + 1)


@planted_bug(*_RATE, at=selectors.anywhere, raw=True, limited=True)
def the_limit_is_9(request: Request, server: Server) -> Response:
    return _limit(request, server, server.document.limit - 1)


@planted_bug(*_RATE, at=selectors.anywhere, raw=True, limited=True)
def the_limit_is_20(request: Request, server: Server) -> Response:
    return _limit(request, server, server.document.limit * 2)


@planted_bug(*_RATE, at=selectors.anywhere, raw=True, limited=True)
def the_limit_is_11_but_reported_as_10(request: Request, server: Server) -> Response:
    response = _limit(request, server, server.document.limit + 1)
    if not server.memory["limit", request.authorization]:
        return response
    remaining = int(response.header("X-RateLimit-Remaining") or 0)
    return response.replace(
        x_ratelimit_limit=str(server.document.limit), x_ratelimit_remaining=str(max(0, remaining - 1))
    )


@planted_bug(*_RATE, at=selectors.anywhere, raw=True, limited=True)
def a_limit_is_reported_but_not_enforced(request: Request, server: Server) -> Response:
    limited = server.set_limit(request, FREE)
    response, limit = server.forward(request), server.document.limit
    return with_limit_headers(response, limit, limit - 1, 1) if limited else response


@planted_bug(*_RATE, at=selectors.anywhere, raw=True, limited=True)
def the_window_is_fixed(request: Request, server: Server) -> Response:
    return own_window(
        request, server, request.authorization, lambda earlier, now: [one for one in earlier if int(one) == int(now)]
    )


@planted_bug(*_RATE, at=selectors.anywhere, raw=True, limited=True)
def the_window_starts_with_its_first_request(request: Request, server: Server) -> Response:
    def inside(earlier: list[float], now: float) -> list[float]:
        return earlier if earlier and now < earlier[0] + server.document.seconds else []

    return own_window(request, server, request.authorization, inside)


@planted_bug(*_RATE, at=selectors.anywhere, raw=True, limited=True)
def refused_requests_count(request: Request, server: Server) -> Response:
    return own_window(request, server, request.authorization, sliding(server), refused_count=True)


@planted_bug("rate-limit-by-key", at=selectors.anywhere, raw=True, limited=True)
def all_keys_share_one_limit(request: Request, server: Server) -> Response:
    return own_window(request, server, None, sliding(server))


@planted_bug("rate-limit", at=selectors.anywhere, raw=True, limited=True)
def the_window_is_two_seconds(request: Request, server: Server) -> Response:
    server.set_limit(request, f"{server.document.limit}/{2 * server.document.seconds:g}s")
    return server.forward(request)


@planted_bug("rate-limit", at=selectors.anywhere, raw=True, limited=True)
def the_window_is_half_a_second(request: Request, server: Server) -> Response:
    def inside(earlier: list[float], now: float) -> list[float]:
        return [one for one in earlier if one > now - server.document.seconds / 2]

    return own_window(request, server, request.authorization, inside)


@planted_bug("rate-limit-everywhere", at=selectors.writes, raw=True, limited=True)
def writes_are_not_limited(request: Request, server: Server) -> Response:
    return unlimited(request, server, free=request.method not in {"GET", "HEAD"})


@planted_bug("rate-limit-everywhere", at=selectors.all_reports, raw=True, limited=True)
def reports_are_not_limited(request: Request, server: Server) -> Response:
    return unlimited(request, server, free=request.operation is not None and request.operation.action == "report")


@planted_bug("rate-limit-everywhere", at=selectors.counts, raw=True, limited=True)
def counts_are_not_limited(request: Request, server: Server) -> Response:
    return unlimited(request, server, free=request.operation is not None and request.operation.action == "count")


@planted_bug(*_RATE, at=selectors.reads, raw=True, limited=True)
def head_requests_are_not_limited(request: Request, server: Server) -> Response:
    return unlimited(request, server, free=request.method == "HEAD")


@planted_bug(*_RATE, at=selectors.all_of(selectors.reads, selectors.named), raw=True, limited=True)
def requests_for_unknown_items_are_not_limited(request: Request, server: Server) -> Response:
    return _unlimited_where(request, server, 404)


@planted_bug(*_RATE, at=selectors.reads, raw=True, limited=True)
def bad_requests_are_not_limited(request: Request, server: Server) -> Response:
    return _unlimited_where(request, server, 400)


def _unlimited_where(request: Request, server: Server, status: int) -> Response:
    server.set_limit(request, FREE)
    free = request.method == "GET" and server.forward(request).status == status
    return unlimited(request, server, free=free)


def _limited_answer(request: Request, server: Server) -> tuple[Response, bool]:
    response = server.forward(request)
    return response, response.header("X-RateLimit-Limit") == str(server.document.limit)


@planted_bug("rate-limit-headers", at=selectors.anywhere, raw=True, limited=True)
def remaining_is_always_the_limit(request: Request, server: Server) -> Response:
    response, limited = _limited_answer(request, server)
    return response.replace(x_ratelimit_remaining=str(server.document.limit)) if limited else response


@planted_bug("rate-limit-headers", "rate-limit", at=selectors.anywhere, raw=True, limited=True)
def remaining_is_one_too_many(request: Request, server: Server) -> Response:
    response, limited = _limited_answer(request, server)
    remaining = int(response.header("X-RateLimit-Remaining") or 0)
    return (
        response.replace(x_ratelimit_remaining=str(remaining + 1)) if limited and response.status != 429 else response
    )


@planted_bug("rate-limit-headers", "rate-limit", at=selectors.anywhere, raw=True, limited=True)
def remaining_is_stuck(request: Request, server: Server) -> Response:
    response, limited = _limited_answer(request, server)
    first = server.memory.setdefault(request.authorization, response.header("X-RateLimit-Remaining"))
    return response.replace(x_ratelimit_remaining=first) if limited else response


@planted_bug("rate-limit-headers", "rate-limit", at=selectors.anywhere, raw=True, limited=True)
def the_reported_limit_is_60(request: Request, server: Server) -> Response:
    response, limited = _limited_answer(request, server)
    return response.replace(x_ratelimit_limit="60") if limited else response


@planted_bug("rate-limit-headers", "too-many-requests", at=selectors.anywhere, raw=True, limited=True)
def the_reset_is_a_timestamp(request: Request, server: Server) -> Response:
    response, limited = _limited_answer(request, server)
    return response.replace(x_ratelimit_retry_after=str(int(server.now()) + 1)) if limited else response


@planted_bug("rate-limit-headers", "headers", at=selectors.anywhere, raw=True)
def the_reset_is_fractional(request: Request, server: Server) -> Response:
    return server.forward(request).replace(x_ratelimit_retry_after="0.5")


@planted_bug("rate-limited-changes-nothing", at=selectors.creates, raw=True, limited=True)
def a_rate_limited_create_is_stored(request: Request, server: Server) -> Response:
    response = own_window(request, server, request.authorization, sliding(server))
    if response.status == 429 and request.method == "POST":
        server.forward(request)
    return response


@planted_bug("rate-limit", at=selectors.creates, limited=True)
def creates_have_half_the_limit(request: Request, server: Server) -> Response:
    key, limit = ("creates", request.authorization), server.document.limit
    earlier = sliding(server)(server.memory.get(key, []), server.now())
    if not server.set_limit(request, f"{limit}/{server.document.seconds:g}s"):
        return server.forward(request)
    if len(earlier) >= limit // 2:
        return refused(request, server)
    server.memory[key] = [*earlier, server.now()]
    return server.forward(request)


@planted_bug(*_RATE, at=selectors.anywhere, raw=True, limited=True)
def every_50th_request_is_not_counted(request: Request, server: Server) -> Response:
    response = own_window(request, server, request.authorization, sliding(server))
    key, window = ("total", request.authorization), server.memory.get(("window", request.authorization), [])
    if response.status != 429 and window:
        server.memory[key] = server.memory.get(key, 0) + 1
        if server.memory[key] % 50 == 0:
            server.memory["window", request.authorization] = window[:-1]
    return response


@planted_bug("rate-limit-headers", at=selectors.anywhere, raw=True, limited=True)
def a_401_reports_another_limit(request: Request, server: Server) -> Response:
    response, limited = _limited_answer(request, server)
    return response.replace(x_ratelimit_limit="60") if limited and response.status == 401 else response
