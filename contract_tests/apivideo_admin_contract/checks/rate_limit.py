"""Never more accepted than the limit in any window, and headers that tell the truth (facts document, Access and Errors).

A server elsewhere is blamed only for what is certain: its clock is not ours, and other requests take their time.
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

#: More than fit, so that a limit that is a little too high shows.
_OVER: Final = 3
#: How often a server that is too slow to fill a window is tried.
_TRIES: Final = 3
#: Gaps in windows; all are sums of powers of two, so that a window ends just where the sum says.
_GAPS: Final = (0, 0, 1 / 1024, 1 / 16, 1 / 8, 5 / 16, 7 / 8, 1)


def _judge(traffic: RateProbe) -> None:
    """Judge more requests than a window has room for. Raises Broken, Suspect, or Skipped where nothing is certain."""
    _blame(traffic)
    if all(one.accepted for one in traffic.sent):
        raise Skipped(TOO_SLOW)


def _blame(traffic: RateProbe, whose: str = "") -> None:
    if too_many := traffic.window.too_many(traffic.sent):
        raise Violation(f"{whose}{too_many}")
    if too_few := traffic.window.too_few(traffic.sent):
        raise PossiblySharedKey(f"{whose}{too_few}")


@check(rules.RATE_LIMIT, whole_document, Need.LIMIT)
@skip_if_key_is_shared
def a_burst_is_accepted_up_to_the_limit(session: Session, account: Account) -> None:
    """The window is empty before."""
    traffic = start_probe(session, account)
    traffic.send_together(session.document.limit + _OVER)
    _judge(traffic)


@check(rules.RATE_LIMIT, whole_document, Need.LIMIT)
@skip_if_key_is_shared
def the_rate_limit_window_slides(session: Session, account: Account) -> None:
    """Few early and many late in a window leave little room for the begin of the next."""
    limit, seconds = session.document.limit, session.document.seconds
    traffic = start_probe(session, account)
    traffic.send_after([0.0, 7 / 8 * seconds, *[0.0] * (limit - 2), 3 / 16 * seconds, *[0.0] * limit])
    _judge(traffic)


@check(rules.RATE_LIMIT, whole_document, Need.LIMIT)
@skip_if_key_is_shared
def a_full_window_stays_full_until_its_first_request_expires(session: Session, account: Account) -> None:
    """However often it is tried: who is refused does not count. The second time begins at another part of a second."""
    limit, seconds = session.document.limit, session.document.seconds
    for phase in (0.375, 0.8125):
        traffic = start_probe(session, account, phase=phase)
        traffic.send_together(limit)
        traffic.send_after([seconds / 32] * 40)
        _judge(traffic)


@check(rules.RATE_LIMIT, whole_document, Need.LIMIT, Need.CLOCK)
def no_window_exceeds_the_limit_or_refuses_too_early(session: Session) -> None:
    """Under any gaps, where time can be stopped."""
    seconds = session.document.seconds

    @explore(session, st.lists(st.sampled_from(_GAPS), min_size=15, max_size=60))
    def any_gaps(gaps: list[float]) -> None:
        session.log.clear()
        traffic = start_probe(session)
        traffic.send_after([gap * seconds for gap in gaps])
        _blame(traffic)


@check(rules.RATE_LIMIT_HEADERS, whole_document, Need.LIMIT)
@skip_if_key_is_shared
def the_remaining_requests_count_down(session: Session, account: Account) -> None:
    """One after the other, until one is refused, or there were enough."""
    traffic, limit = start_probe(session, account), session.document.limit
    for number in range(1, limit + 2):
        before = list(traffic.sent)
        response = traffic.send()
        equal(rate_header(response, "Limit"), limit, f"request {number} in a window: X-RateLimit-Limit")
        what = f"request {number} in a window, status {response.status_code}"
        least, most = traffic.window.remaining(before, traffic.sent[-1]) if response.status_code != 429 else (0, 0)
        _look_at_remaining(response, least, most, what)
    session.wait(2 * session.document.seconds)
    _look_at_remaining(traffic.send(), limit - 1, limit - 1, "the first request after a pause")


@check(rules.TOO_MANY_REQUESTS, whole_document, Need.LIMIT)
@skip_if_key_is_shared
def retry_after_is_long_enough(session: Session, account: Account) -> None:
    """Waiting so long is enough."""
    traffic = start_probe(session, account)
    response = _refused(traffic)
    problem(response, 429, "Too many requests.", "/reference/too-many-requests", "a request past the limit")
    told = int(response.headers["Retry-After"])
    equal(rate_header(response, "Remaining"), 0, "X-RateLimit-Remaining of a refused request")
    equal(rate_header(response, "Retry-After"), told, "X-RateLimit-Retry-After, beside Retry-After")
    # What is a whole second there may be a little more here.
    traffic.wait(told + (0.0 if session.clock else 0.1))
    response, expected = traffic.send(), traffic.operation.status
    if response.status_code == 429:
        message = f"a request after the {told} seconds of Retry-After: expected status {expected}, got 429"
        raise PossiblySharedKey(message, difference=Difference(429, [expected], is_status=True))


@check(rules.RATE_LIMIT_BY_KEY, whole_document, Need.LIMIT, Need.OTHER)
def each_key_has_its_own_limit(session: Session) -> None:
    """The window of one is full when the other begins."""
    first, limit = start_probe(session), session.document.limit
    if first.ids:
        raise Skipped("all that can be read belongs to one account")
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


def _look_at_second_key(session: Session, traffic: RateProbe) -> None:
    """Raise Skipped if the second key has less than its limit for itself as well: that is another rule's matter, or others use it."""
    alone = RateProbe(session, traffic.account, traffic.operation, ())
    session.wait(2 * session.document.seconds)
    alone.send_together(session.document.limit)
    if alone.window.too_few(alone.sent):
        raise Skipped("the second key has no full window for itself: somebody else uses it, or its limit is too low")


def _look_at_remaining(response: httpx2.Response, least: int, most: int, what: str) -> None:
    """Expect X-RateLimit-Remaining to be in a range. Raises Suspect for less, which others may have used up."""
    remaining = rate_header(response, "Remaining")
    message = (
        f"{what}: X-RateLimit-Remaining: expected {least if least == most else f'{least} to {most}'}, got {remaining}"
    )
    holds(remaining <= most, message)
    if remaining < least:
        raise PossiblySharedKey(message)


def _refused(traffic: RateProbe) -> httpx2.Response:
    """Give the answer to a request past the limit. Raises Broken if none is refused that must be, Skipped if none had to be."""
    limit = traffic.session.document.limit
    for _ in range(_TRIES):
        traffic.send_together(limit)
        for _ in range(_OVER):
            response = traffic.send()
            if response.status_code == 429:
                return response
    _judge(traffic)
    raise Skipped(TOO_SLOW)
