"""How long a client waits before it tries again, and when it has waited long enough."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Final

import httpx2

from apivideo_admin.errors import ApiError
from apivideo_admin_contract.document.document import Operation
from apivideo_admin_contract.document.subjects import operations
from apivideo_admin_contract.rules.expect import equal, holds
from apivideo_admin_contract.session.check import check
from apivideo_admin_contract.session.session import Session
from contract_tests import rules_sdk as rules
from contract_tests.sdk_checks.calls import call, in_turn
from contract_tests.sdk_checks.subjects import faced, kinds
from contract_tests.sdk_checks.tryout import made_up, raises
from contract_tests.sdk_world import World

_NOW: Final = datetime.fromisoformat("2020-02-02T10:00:00+00:00")


def _http_date(seconds: int) -> str:
    return format_datetime(_NOW + timedelta(seconds=seconds), usegmt=True)


#: A status, its headers, and the seconds that they ask for. A date counts from the answer's own (RFC 9110, section 10.2.3).
_ASKING: Final[tuple[tuple[int, Mapping[str, str], int | None], ...]] = (
    (429, {"Retry-After": "3"}, 3),
    (503, {"Retry-After": "3"}, 3),
    (429, {"Retry-After": _http_date(25), "Date": _http_date(0)}, 25),
    (503, {"Retry-After": _http_date(25), "Date": _http_date(0)}, 25),
    (503, {"Retry-After": _http_date(-25), "Date": _http_date(0)}, 0),
    (429, {"X-RateLimit-Retry-After": "6"}, 6),
    (503, {"X-RateLimit-Retry-After": "6"}, None),
    (429, {"Retry-After": "2", "X-RateLimit-Retry-After": "6"}, 2),
    (503, {"Retry-After": "nonsense"}, None),
    (429, {"Retry-After": "9" * 5000}, None),
    (429, {}, None),
)
_BACKOFF: Final = 0.5

#: Characters of headers in a message.
_MOST: Final = 100


@check(rules.RETRIES, faced(kinds))
def a_client_waits_as_every_header_asks(session: Session, face: str, operation: Operation) -> None:
    """`Retry-After` in seconds or as a date, `X-RateLimit-Retry-After` with a 429; and a random time on top."""
    for status, headers, asked in _ASKING:
        if operation.method == "POST" and status != 429:
            continue
        for chance in (0.0, 1.0):
            world = World(chance=chance)
            response = in_turn(httpx2.Response(status, headers=headers))
            client = made_up(session, face, response, world=world, max_retries=1)
            what = f"{operation.id} after {status} with {str(dict(headers))[:_MOST]}"
            error = raises(ApiError, what, call, client, operation)
            equal(error.retry_after, asked, f"{what}: `retry_after` of the error")
            equal(world.waits, [(asked or 0) + _BACKOFF * chance], f"{what}: the waits")


@check(rules.RETRIES, faced(kinds))
def no_try_is_later_than_the_budget_of_a_call(session: Session, face: str, operation: Operation) -> None:
    """None later than `max_retry_seconds` after its first try; also where every answer takes long."""
    world = World(chance=1.0)
    moments: list[float] = []

    def response(_: httpx2.Request) -> httpx2.Response:
        moments.append(world.now)
        world.now += 4
        return httpx2.Response(429, headers={"Retry-After": "3"})

    client = made_up(session, face, response, world=world, max_retries=40, max_retry_seconds=20)
    raises(ApiError, "429", call, client, operation)
    equal(moments, [0.0, 7.5, 15.5], f"{operation.id} with max_retry_seconds=20: the moments of its tries")


@check(rules.RETRIES, faced(lambda document: ((one,) for (one,) in operations(document) if one.method == "DELETE")))
def a_delete_that_finds_nothing_is_done_only_if_an_earlier_try_may_have_done_it(
    session: Session, face: str, operation: Operation
) -> None:
    """A delete whose outcome was unknown, and that finds nothing when it is tried again, has done its work and raises nothing."""
    for before, is_error in (
        ((), True),
        ((429,), True),
        ((503,), False),
        ((503, 429), False),
        ((408,), False),
        ((429, 429), True),
    ):
        client = made_up(session, face, in_turn(*(httpx2.Response(one) for one in (*before, 404))), max_retries=4)
        what = f"{operation.id} after {before} and 404"
        if is_error:
            error = raises(ApiError, what, call, client, operation)
            equal(error.status, 404, f"{what}: `status`")
        else:
            try:
                result = call(client, operation)
            except ApiError as error:
                holds(condition=False, message=f"{what}: an earlier try may have done it, but it raised {error!r}")
            else:
                equal(result, None, f"{what}: the result")
