"""What is limited, and what is told of it: every operation, every answer; and a request that is refused does nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import httpx2

from contract_tests.document import Operation
from contract_tests.samples import sample_payload, sample_query
from contract_tests.suite import rules_http as rules
from contract_tests.suite.account import basic
from contract_tests.suite.check import Need, check
from contract_tests.suite.exchange import SAFE
from contract_tests.suite.expect import body, equal, status
from contract_tests.suite.lab import Lab
from contract_tests.suite.outcome import Skipped
from contract_tests.suite.state import is_readable, state_of
from contract_tests.suite.subjects import whole, writers
from contract_tests.suite.traffic import SLOW, begin, figure

#: How often a server that is too slow to fill a window is tried.
_TRIES: Final = 3


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
        raise Skipped(SLOW)


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
        equal(figure(answer, "Limit"), lab.document.limit, f"{what}: X-RateLimit-Limit")


def _paced(lab: Lab, function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function with room for the requests that it sends; where time goes on, each of them waits by itself."""
    if lab.clock:
        lab.wait(2 * lab.document.seconds)
    return function(*arguments)


def _futile(lab: Lab, operation: Operation) -> httpx2.Response:
    payload = {**sample_payload(operation), "no_such_thing": 1} if operation.payload else None
    ids = ("unknown",) * len(operation.path_parameters)
    return lab.account.call(operation, ids, sample_query(operation), payload, paced=False)
