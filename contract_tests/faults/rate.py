"""Limits of the rate that are higher, lower, kept otherwise, or told wrongly."""

from __future__ import annotations

from typing import Final

from contract_tests.faults import at
from contract_tests.faults.limiter import FREE, own_window, refused, sliding, told, unlimited
from contract_tests.faults.planting import fault
from contract_tests.faults.server import Server, on_status
from contract_tests.faults.wire import Answer, Request

_RATE: Final = ("rate-limit",)


def _limit(request: Request, server: Server, number: int) -> Answer:
    server.set_limit(request, f"{number}/s")
    return server.forward(request)


@fault(*_RATE, at=at.anywhere, raw=True)
def the_limit_is_11(request: Request, server: Server) -> Answer:
    return _limit(request, server, server.document.limit + 1)


@fault(*_RATE, at=at.anywhere, raw=True)
def the_limit_is_9(request: Request, server: Server) -> Answer:
    return _limit(request, server, server.document.limit - 1)


@fault(*_RATE, at=at.anywhere, raw=True)
def the_limit_is_20(request: Request, server: Server) -> Answer:
    return _limit(request, server, server.document.limit * 2)


@fault(*_RATE, at=at.anywhere, raw=True)
def the_limit_is_11_but_10_is_told(request: Request, server: Server) -> Answer:
    answer = _limit(request, server, server.document.limit + 1)
    if not server.memory["limit", request.authorization]:
        return answer
    remaining = int(answer.header("X-RateLimit-Remaining") or 0)
    return answer.but(x_ratelimit_limit=str(server.document.limit), x_ratelimit_remaining=str(max(0, remaining - 1)))


@fault(*_RATE, at=at.anywhere, raw=True)
def there_is_no_limit_but_one_is_told(request: Request, server: Server) -> Answer:
    limited = server.set_limit(request, FREE)
    answer, limit = server.forward(request), server.document.limit
    return told(answer, limit, limit - 1, 1) if limited else answer


@fault(*_RATE, at=at.anywhere, raw=True)
def the_window_is_fixed(request: Request, server: Server) -> Answer:
    return own_window(
        request, server, request.authorization, lambda earlier, now: [one for one in earlier if int(one) == int(now)]
    )


@fault(*_RATE, at=at.anywhere, raw=True)
def the_window_begins_with_its_first_request(request: Request, server: Server) -> Answer:
    def inside(earlier: list[float], now: float) -> list[float]:
        return earlier if earlier and now < earlier[0] + server.document.seconds else []

    return own_window(request, server, request.authorization, inside)


@fault(*_RATE, at=at.anywhere, raw=True)
def refused_requests_count(request: Request, server: Server) -> Answer:
    return own_window(request, server, request.authorization, sliding(server), refused_count=True)


@fault("rate-limit-by-key", at=at.anywhere, raw=True)
def all_keys_share_one_limit(request: Request, server: Server) -> Answer:
    return own_window(request, server, None, sliding(server))


@fault("rate-limit", at=at.anywhere, raw=True)
def the_window_is_two_seconds(request: Request, server: Server) -> Answer:
    server.set_limit(request, f"{server.document.limit}/{2 * server.document.seconds:g}s")
    return server.forward(request)


@fault("rate-limit", at=at.anywhere, raw=True)
def the_window_is_half_a_second(request: Request, server: Server) -> Answer:
    def inside(earlier: list[float], now: float) -> list[float]:
        return [one for one in earlier if one > now - server.document.seconds / 2]

    return own_window(request, server, request.authorization, inside)


@fault("rate-limit-everywhere", at=at.writes, raw=True)
def writes_are_not_limited(request: Request, server: Server) -> Answer:
    return unlimited(request, server, free=request.method not in {"GET", "HEAD"})


@fault("rate-limit-everywhere", at=at.reports, raw=True)
def reports_are_not_limited(request: Request, server: Server) -> Answer:
    return unlimited(request, server, free=request.operation is not None and request.operation.action == "report")


@fault("rate-limit-everywhere", at=at.counts, raw=True)
def counts_are_not_limited(request: Request, server: Server) -> Answer:
    return unlimited(request, server, free=request.operation is not None and request.operation.action == "count")


@fault(*_RATE, at=at.reads, raw=True)
def heads_are_not_limited(request: Request, server: Server) -> Answer:
    return unlimited(request, server, free=request.method == "HEAD")


@fault(*_RATE, at=at.both(at.reads, at.named), raw=True)
def what_is_not_found_is_not_limited(request: Request, server: Server) -> Answer:
    return _unlimited_where(request, server, 404)


@fault(*_RATE, at=at.reads, raw=True)
def bad_requests_are_not_limited(request: Request, server: Server) -> Answer:
    return _unlimited_where(request, server, 400)


def _unlimited_where(request: Request, server: Server, status: int) -> Answer:
    server.set_limit(request, FREE)
    free = request.method == "GET" and server.forward(request).status == status
    return unlimited(request, server, free=free)


def _limited_answer(request: Request, server: Server) -> tuple[Answer, bool]:
    answer = server.forward(request)
    return answer, answer.header("X-RateLimit-Limit") == str(server.document.limit)


@fault("rate-limit-headers", at=at.anywhere, raw=True)
def remaining_always_tells_the_limit(request: Request, server: Server) -> Answer:
    answer, limited = _limited_answer(request, server)
    return answer.but(x_ratelimit_remaining=str(server.document.limit)) if limited else answer


@fault("rate-limit-headers", "rate-limit", at=at.anywhere, raw=True)
def remaining_is_one_too_many(request: Request, server: Server) -> Answer:
    answer, limited = _limited_answer(request, server)
    remaining = int(answer.header("X-RateLimit-Remaining") or 0)
    return answer.but(x_ratelimit_remaining=str(remaining + 1)) if limited and answer.status != 429 else answer


@fault("rate-limit-headers", "rate-limit", at=at.anywhere, raw=True)
def remaining_is_stuck(request: Request, server: Server) -> Answer:
    answer, limited = _limited_answer(request, server)
    first = server.memory.setdefault(request.authorization, answer.header("X-RateLimit-Remaining"))
    return answer.but(x_ratelimit_remaining=first) if limited else answer


@fault("rate-limit-headers", "rate-limit", at=at.anywhere, raw=True)
def the_limit_that_is_told_is_60(request: Request, server: Server) -> Answer:
    answer, limited = _limited_answer(request, server)
    return answer.but(x_ratelimit_limit="60") if limited else answer


@fault("rate-limit-headers", "too-many-requests", at=at.anywhere, raw=True)
def the_reset_is_told_as_a_time_of_day(request: Request, server: Server) -> Answer:
    answer, limited = _limited_answer(request, server)
    return answer.but(x_ratelimit_retry_after=str(int(server.now()) + 1)) if limited else answer


@fault("rate-limit-headers", "headers", at=at.anywhere, raw=True)
def the_reset_is_told_in_fractions(request: Request, server: Server) -> Answer:
    return server.forward(request).but(x_ratelimit_retry_after="0.5")


@fault("too-many-requests", "headers", at=at.anywhere)
def a_429_has_no_retry_after(request: Request, server: Server) -> Answer:
    return on_status(request, server, 429, lambda answer: answer.but(retry_after=None))


@fault("too-many-requests", "headers", at=at.anywhere)
def a_429_says_to_retry_at_once(request: Request, server: Server) -> Answer:
    return on_status(request, server, 429, lambda answer: answer.but(retry_after="0"))


@fault("too-many-requests", "rate-limit-headers", at=at.anywhere)
def a_429_says_to_retry_in_a_minute(request: Request, server: Server) -> Answer:
    return on_status(request, server, 429, lambda answer: answer.but(retry_after="60"))


@fault("too-many-requests", "headers", at=at.anywhere)
def a_429_names_a_date_to_retry(request: Request, server: Server) -> Answer:
    return on_status(request, server, 429, lambda answer: answer.but(retry_after="Wed, 21 Oct 2026 07:28:00 GMT"))


@fault("too-many-requests", "problem", at=at.anywhere)
def a_429_has_another_title(request: Request, server: Server) -> Answer:
    return on_status(request, server, 429, lambda answer: answer.but(json={**answer.json, "title": "Slow down"}))


@fault("too-many-requests", "media-type", at=at.anywhere)
def a_429_is_text(request: Request, server: Server) -> Answer:
    return on_status(
        request, server, 429, lambda answer: answer.but(body=b"Too many requests", content_type="text/plain")
    )


@fault("too-many-requests", "no-server-error", at=at.anywhere)
def past_the_limit_is_a_503(request: Request, server: Server) -> Answer:
    return on_status(request, server, 429, lambda answer: answer.but(status=503, json={**answer.json, "status": 503}))


@fault("too-many-changes-nothing", at=at.creates, raw=True)
def a_refused_create_is_done_all_the_same(request: Request, server: Server) -> Answer:
    answer = own_window(request, server, request.authorization, sliding(server))
    if answer.status == 429 and request.method == "POST":
        server.forward(request)
    return answer


@fault("rate-limit", at=at.creates)
def creates_have_half_the_limit(request: Request, server: Server) -> Answer:
    key, limit = ("creates", request.authorization), server.document.limit
    earlier = sliding(server)(server.memory.get(key, []), server.now())
    if not server.set_limit(request, f"{limit}/{server.document.seconds:g}s"):
        return server.forward(request)
    if len(earlier) >= limit // 2:
        return refused(request, server)
    server.memory[key] = [*earlier, server.now()]
    return server.forward(request)
