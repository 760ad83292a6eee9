"""A server accepts as many requests as the limit in any window, and its headers are right (openapi/README.md, Rate limit).

On a server with its own clock only certain violations count, because the times of its decisions are not known exactly.
"""

from __future__ import annotations

from typing import Final

import httpx2
from hypothesis import strategies as st

from apivideo_admin_contract.client.account import Account
from apivideo_admin_contract.document.subjects import whole_document
from apivideo_admin_contract.rules import http_rules as rules
from apivideo_admin_contract.rules.expect import equal, holds, problem
from apivideo_admin_contract.rules.verdict import Difference, Skipped, Violation
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.explore import explore
from apivideo_admin_contract.session.rate_probe import TOO_SLOW, RateProbe, rate_header, start_probe
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.session.shared_key import PossiblySharedKey, skip_if_key_is_shared

#: Requests beyond the limit, to see a limit that is slightly too high.
_OVER: Final = 3
#: Attempts to fill a window on a slow server.
_TRIES: Final = 3
#: Gaps in windows. All are sums of powers of two, so that their sums are exact.
_GAPS: Final = (0, 0, 1 / 1024, 1 / 16, 1 / 8, 5 / 16, 7 / 8, 1)


def _judge(probe: RateProbe) -> None:
    """Compare more requests than fit in a window. Raise Violation, PossiblySharedKey, or Skipped if nothing is certain."""
    _blame(probe)
    if all(one.accepted for one in probe.sent):
        raise Skipped(TOO_SLOW)


def _blame(probe: RateProbe, whose: str = "") -> None:
    if too_many := probe.window.too_many(probe.sent):
        raise Violation(f"{whose}{too_many}")
    if too_few := probe.window.too_few(probe.sent):
        raise PossiblySharedKey(f"{whose}{too_few}")


@check(rules.RATE_LIMIT, whole_document, Need.LIMIT)
@skip_if_key_is_shared
def a_burst_is_accepted_up_to_the_limit(session: Session, account: Account) -> None:
    """Send more requests than the limit in an empty window."""
    probe = start_probe(session, account)
    probe.send_together(session.document.limit + _OVER)
    _judge(probe)


@check(rules.TOO_MANY_REQUESTS, whole_document, Need.LIMIT)
@skip_if_key_is_shared
def retry_after_is_long_enough(session: Session, account: Account) -> None:
    """Wait for the seconds of Retry-After, and try again."""
    probe = start_probe(session, account)
    response = _refused(probe)
    problem(response, 429, "Too many requests.", "/reference/too-many-requests", "a request past the limit")
    seconds = int(response.headers["Retry-After"])
    equal(rate_header(response, "Remaining"), 0, "X-RateLimit-Remaining of a refused request")
    equal(rate_header(response, "Retry-After"), seconds, "X-RateLimit-Retry-After, beside Retry-After")
    # The clocks of client and server may differ slightly.
    probe.wait(seconds + (0.0 if session.clock else 0.1))
    response, expected = probe.send(), probe.operation.status
    if response.status_code == 429:
        message = f"a request after the {seconds} seconds of Retry-After: expected status {expected}, got 429"
        raise PossiblySharedKey(message, difference=Difference(429, [expected], is_status=True))


@check(rules.RATE_LIMIT, whole_document, Need.LIMIT)
@skip_if_key_is_shared
def the_rate_limit_window_slides(session: Session, account: Account) -> None:
    """Send few requests early and many late in a window, then more at the start of the next."""
    limit, seconds = session.document.limit, session.document.seconds
    probe = start_probe(session, account)
    probe.send_after([0.0, 7 / 8 * seconds, *[0.0] * (limit - 2), 3 / 16 * seconds, *[0.0] * limit])
    _judge(probe)


@check(rules.RATE_LIMIT, whole_document, Need.LIMIT)
@skip_if_key_is_shared
def a_full_window_stays_full_until_its_first_request_expires(session: Session, account: Account) -> None:
    """Keep sending in a full window: refused requests do not count. Repeat at another fraction of a second."""
    limit, seconds = session.document.limit, session.document.seconds
    for phase in (0.375, 0.8125):
        probe = start_probe(session, account, phase=phase)
        probe.send_together(limit)
        probe.send_after([seconds / 32] * 40)
        _judge(probe)


@check(rules.RATE_LIMIT, whole_document, Need.LIMIT, Need.CLOCK)
def no_window_exceeds_the_limit_or_refuses_too_early(session: Session) -> None:
    """Draw the gaps between requests at random, with a frozen clock."""
    seconds = session.document.seconds

    @explore(session, st.lists(st.sampled_from(_GAPS), min_size=15, max_size=60))
    def any_gaps(gaps: list[float]) -> None:
        session.log.clear()
        probe = start_probe(session)
        probe.send_after([gap * seconds for gap in gaps])
        _blame(probe)


@check(rules.RATE_LIMIT_HEADERS, whole_document, Need.LIMIT)
@skip_if_key_is_shared
def the_remaining_requests_count_down(session: Session, account: Account) -> None:
    """Send requests until one is refused, and compare the headers."""
    probe, limit = start_probe(session, account), session.document.limit
    for number in range(1, limit + 2):
        before = list(probe.sent)
        response = probe.send()
        equal(rate_header(response, "Limit"), limit, f"request {number} in a window: X-RateLimit-Limit")
        what = f"request {number} in a window, status {response.status_code}"
        least, most = probe.window.remaining(before, probe.sent[-1]) if response.status_code != 429 else (0, 0)
        _look_at_remaining(response, least, most, what)
    session.wait(2 * session.document.seconds)
    _look_at_remaining(probe.send(), limit - 1, limit - 1, "the first request after a pause")


@check(rules.RATE_LIMIT_BY_KEY, whole_document, Need.LIMIT, Need.OTHER)
def each_key_has_its_own_limit(session: Session) -> None:
    """Fill the window of one key, then send requests with the other."""
    first, limit = start_probe(session), session.document.limit
    if first.ids:
        raise Skipped("every readable item belongs to one account")
    other = RateProbe(session, session.other or session.account, first.operation, ())
    first.send_together(limit)
    other.send_together(limit)
    try:
        _blame(other, "of the second key: ")
    except PossiblySharedKey:
        _look_at_second_key(session, other)
        raise
    if not first.window.is_full(first.sent, min(one.started for one in other.sent)):
        raise Skipped(TOO_SLOW)


def _look_at_second_key(session: Session, probe: RateProbe) -> None:
    """Raise Skipped if the second key alone has less than its limit: another rule is about that, or another client uses it."""
    alone = RateProbe(session, probe.account, probe.operation, ())
    session.wait(2 * session.document.seconds)
    alone.send_together(session.document.limit)
    if alone.window.too_few(alone.sent):
        raise Skipped("the second key has no full window for itself: somebody else uses it, or its limit is too low")


def _look_at_remaining(response: httpx2.Response, least: int, most: int, what: str) -> None:
    """Expect X-RateLimit-Remaining in a range. Raise PossiblySharedKey for less, because another client may use the key."""
    remaining = rate_header(response, "Remaining")
    message = (
        f"{what}: X-RateLimit-Remaining: expected {least if least == most else f'{least} to {most}'}, got {remaining}"
    )
    holds(remaining <= most, message)
    if remaining < least:
        raise PossiblySharedKey(message)


def _refused(probe: RateProbe) -> httpx2.Response:
    """Return the response to a request past the limit. Raise Violation if none is refused, Skipped if nothing is certain."""
    limit = probe.session.document.limit
    for _ in range(_TRIES):
        probe.send_together(limit)
        for _ in range(_OVER):
            response = probe.send()
            if response.status_code == 429:
                return response
    _judge(probe)
    raise Skipped(TOO_SLOW)
