"""Never more accepted than the limit in any window, and headers that tell the truth (facts document, Access and Errors).

A server elsewhere is blamed only for what is certain: its clock is not ours, and other requests take their time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import httpx2
from hypothesis import strategies as st

from contract_tests.document import Operation
from contract_tests.samples import sample_payload, sample_query
from contract_tests.suite import rules_http as rules
from contract_tests.suite.account import basic
from contract_tests.suite.check import Need, check
from contract_tests.suite.exchange import SAFE
from contract_tests.suite.expect import body, equal, holds, problem, status
from contract_tests.suite.explore import explore
from contract_tests.suite.lab import Lab
from contract_tests.suite.outcome import Broken, Skipped
from contract_tests.suite.state import is_readable, state_of
from contract_tests.suite.subjects import whole, writers
from contract_tests.suite.traffic import Traffic, begin

#: More than fit, so that a limit that is a little too high shows.
_OVER: Final = 3
#: How often a server that is too slow to fill a window is tried.
_TRIES: Final = 3
#: Gaps in windows; all are sums of powers of two, so that a window ends just where the sum says.
_GAPS: Final = (0, 0, 1 / 1024, 1 / 16, 1 / 8, 5 / 16, 7 / 8, 1)


_SLOW: Final = "the server is too slow to fill a window"


def _judge(traffic: Traffic) -> None:
    """Judge more requests than a window has room for. Raises Broken, or Skipped where nothing is certain."""
    complaint = traffic.window.complaint(traffic.sent)
    if complaint:
        raise Broken(complaint)
    if all(one.accepted for one in traffic.sent):
        raise Skipped(_SLOW)


@check(rules.RATE_LIMIT, whole, Need.LIMIT)
def at_once_as_many_are_accepted_as_the_limit_says(lab: Lab) -> None:
    """The window is empty before."""
    traffic = begin(lab)
    traffic.flood(lab.document.limit + _OVER)
    _judge(traffic)


@check(rules.RATE_LIMIT, whole, Need.LIMIT)
def a_window_slides(lab: Lab) -> None:
    """Few early and many late in a window leave little room for the begin of the next."""
    limit, seconds = lab.document.limit, lab.document.seconds
    traffic = begin(lab)
    traffic.play([0.0, 7 / 8 * seconds, *[0.0] * (limit - 2), 3 / 16 * seconds, *[0.0] * limit])
    _judge(traffic)


@check(rules.RATE_LIMIT, whole, Need.LIMIT)
def a_full_window_stays_full_until_the_first_is_a_window_old(lab: Lab) -> None:
    """However often it is tried: who is refused does not count. The second time begins at another part of a second."""
    limit, seconds = lab.document.limit, lab.document.seconds
    for phase in (0.375, 0.8125):
        traffic = begin(lab, phase=phase)
        traffic.flood(limit)
        traffic.play([seconds / 32] * 40)
        _judge(traffic)


@check(rules.RATE_LIMIT, whole, Need.LIMIT, Need.CLOCK)
def no_window_holds_more_than_the_limit_and_none_is_refused_without_need(lab: Lab) -> None:
    """Under any gaps, where time can be stopped."""
    seconds = lab.document.seconds

    @explore(lab, st.lists(st.sampled_from(_GAPS), min_size=15, max_size=60))
    def any_gaps(gaps: list[float]) -> None:
        lab.log.clear()
        traffic = begin(lab)
        traffic.play([gap * seconds for gap in gaps])
        complaint = traffic.window.complaint(traffic.sent)
        if complaint:
            raise Broken(complaint)


@check(rules.RATE_LIMIT_HEADERS, whole, Need.LIMIT)
def what_remains_counts_down(lab: Lab) -> None:
    """One after the other, until one is refused, or there were enough."""
    traffic, limit = begin(lab), lab.document.limit
    for number in range(1, limit + 2):
        before = list(traffic.sent)
        answer = traffic.send()
        equal(_figure(answer, "Limit"), limit, f"request {number} in a window: X-RateLimit-Limit")
        remaining = _figure(answer, "Remaining")
        what = f"request {number} in a window, status {answer.status_code}: X-RateLimit-Remaining"
        least, most = traffic.window.remaining(before, traffic.sent[-1]) if answer.status_code != 429 else (0, 0)
        expected = str(least) if least == most else f"{least} to {most}"
        holds(least <= remaining <= most, f"{what}: expected {expected}, got {remaining}")
    lab.wait(2 * lab.document.seconds)
    answer = traffic.send()
    equal(_figure(answer, "Remaining"), limit - 1, "the first request after a pause: X-RateLimit-Remaining")


@check(rules.TOO_MANY_REQUESTS, whole, Need.LIMIT)
def who_is_refused_is_told_when_to_try_again_and_that_is_true(lab: Lab) -> None:
    """Waiting so long is enough."""
    traffic = begin(lab)
    answer = _refused(traffic)
    problem(answer, 429, "Too many requests.", "/reference/too-many-requests", "a request past the limit")
    told = int(answer.headers["Retry-After"])
    equal(_figure(answer, "Remaining"), 0, "X-RateLimit-Remaining of a refused request")
    equal(_figure(answer, "Retry-After"), told, "X-RateLimit-Retry-After, beside Retry-After")
    # What is a whole second there may be a little more here.
    traffic.wait(told + (0.0 if lab.clock else 0.1))
    status(traffic.send(), traffic.operation.status, f"a request after the {told} seconds of Retry-After")


@check(rules.RATE_LIMIT_BY_KEY, whole, Need.LIMIT, Need.OTHER)
def each_key_has_a_limit_of_its_own(lab: Lab) -> None:
    """The window of one is full when the other begins."""
    first, limit = begin(lab), lab.document.limit
    if first.ids:
        raise Skipped("all that can be read belongs to one account")
    other = Traffic(lab, lab.other or lab.account, first.operation, ())
    first.flood(limit)
    other.flood(limit)
    complaint = other.window.complaint(other.sent)
    if complaint:
        raise Broken(f"of the second key: {complaint}")
    if not first.window.is_full(first.sent, min(one.begun for one in other.sent)):
        raise Skipped(_SLOW)


@check(rules.RATE_LIMIT_EVERYWHERE, whole, Need.LIMIT)
def every_operation_is_limited(lab: Lab) -> None:
    """One after the other is asked for while the window is full. Nothing would come of any: ids are unknown, and payloads wrong."""
    traffic, seen = begin(lab), 0
    for operation in lab.document.operations:
        if lab.wire.read_only and operation.method not in SAFE:
            continue
        for _ in range(_TRIES):
            if not traffic.window.is_full(traffic.sent, traffic.now() + lab.document.seconds / 4):
                traffic = begin(lab)
                traffic.flood(lab.document.limit)
            answer = _futile(lab, operation)
            if traffic.window.is_full(traffic.sent, traffic.now()):
                seen += 1
                status(answer, 429, f"{operation.id} in a window that is full")
                break
    if not seen:
        raise Skipped(_SLOW)


@check(rules.REFUSED_CHANGES_NOTHING, whole, Need.LIMIT, Need.WRITES)
def who_is_refused_changes_nothing(lab: Lab) -> None:
    """Neither at once nor when there is room again."""
    places = [(one, _paced(lab, lab.owners, one)) for (one,) in writers(lab.document) if is_readable(lab, one)]
    before = [_paced(lab, state_of, lab, one, ids) for one, ids in places]
    traffic = begin(lab)
    traffic.flood(lab.document.limit)
    refused = []
    for operation, ids in places:
        payload = sample_payload(operation, 7) if operation.payload else None
        answer = lab.account.call(operation, ids, sample_query(operation), payload, paced=False)
        refused.append(answer.status_code == 429)
    if not all(refused):
        raise Skipped("the server did not refuse all, which is the matter of another check")
    for (operation, ids), state in zip(places, before, strict=True):
        equal(_paced(lab, state_of, lab, operation, ids), state, f"what is there after {operation.id} was refused")
    for (operation, ids), state in zip(places, before, strict=True):
        if operation.action == "create" and isinstance(state, list):
            answer = _paced(lab, lab.account.perform, operation, ids)
            made = body(answer, operation.status, f"{operation.id}, tried again")
            what = f"what is there after {operation.id} was refused and tried again"
            equal(_paced(lab, state_of, lab, operation, ids), [*state, made], what)


@check(rules.RATE_LIMIT_HEADERS, whole, Need.LIMIT)
def every_answer_tells_the_rate_limit(lab: Lab) -> None:
    """Also one to a stranger, or for no operation."""
    operation = begin(lab).operation
    url = operation.url(lab.owners(operation))
    query = "&".join(f"{name}={value}" for name, value in sample_query(operation).items())
    tries = {
        "a success": ("GET", url, query, ""),
        "a bad request": ("GET", url, "no_such_thing=1", ""),
        "no key": ("GET", url, query, None),
        "an unknown key": ("GET", url, query, basic(f"{lab.account.key}-unknown")),
        "no such URL": ("GET", f"{url}/nothing/like/this", "", ""),
        "HEAD": ("HEAD", url, query, ""),
        "OPTIONS": ("OPTIONS", url, "", ""),
    }
    if lab.suspended_key:
        tries["a suspended account"] = ("GET", url, query, basic(lab.suspended_key))
    for what, (method, path, text, authorization) in tries.items():
        lab.wait(lab.document.seconds / lab.document.limit)
        answer = lab.account.send(method, path, query=text, authorization=authorization)
        equal(_figure(answer, "Limit"), lab.document.limit, f"{what}: X-RateLimit-Limit")


def _paced(lab: Lab, function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function with room for the requests that it sends; where time goes on, each of them waits by itself."""
    if lab.clock:
        lab.wait(2 * lab.document.seconds)
    return function(*arguments)


def _figure(answer: httpx2.Response, name: str) -> int:
    """Give the figure of a header that every answer has, as was looked at before."""
    return int(answer.headers[f"X-RateLimit-{name}"])


def _refused(traffic: Traffic) -> httpx2.Response:
    """Give the answer to a request past the limit. Raises Broken if none is refused that must be, Skipped if none had to be."""
    limit = traffic.lab.document.limit
    for _ in range(_TRIES):
        traffic.flood(limit)
        for _ in range(_OVER):
            answer = traffic.send()
            if answer.status_code == 429:
                return answer
    _judge(traffic)
    raise Skipped(_SLOW)


def _futile(lab: Lab, operation: Operation) -> httpx2.Response:
    payload = {**sample_payload(operation), "no_such_thing": 1} if operation.payload else None
    ids = ("unknown",) * len(operation.path_parameters)
    return lab.account.call(operation, ids, sample_query(operation), payload, paced=False)
