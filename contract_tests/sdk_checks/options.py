"""The options of a call, of a variant, and those that nobody sets."""

from __future__ import annotations

from typing import Any, Final

import httpx2

from apivideo_admin.errors import ApiError, ConfigurationError
from apivideo_admin_contract.document.document import Operation
from apivideo_admin_contract.document.subjects import operations
from apivideo_admin_contract.rules.expect import equal, holds
from apivideo_admin_contract.session.check import check
from apivideo_admin_contract.session.session import Session
from contract_tests import rules_sdk as rules
from contract_tests.sdk import FACES
from contract_tests.sdk_checks.calls import call, done, good, plainest
from contract_tests.sdk_checks.paging import empty_page
from contract_tests.sdk_checks.subjects import faced, faces
from contract_tests.sdk_checks.tryout import KEY, always, arguments_of, ids_of, made_up, raises
from contract_tests.sdk_world import World

#: What no header can be, or may not be set by a caller: it tells where a request goes, and where it ends (RFC 9112).
_BAD_HEADERS: Final = ({"X-A": "a\r\nX-B: c"}, {"Host": "evil.test"}, {"a b": "c"}, {"Content-Length": "1"})


@check(rules.OPTIONS, faced(operations))
def the_options_of_a_call_hold_for_it_and_for_no_other(session: Session, face: str, operation: Operation) -> None:
    """Its time-out and its headers; those of a list hold for all of its pages."""
    seen: list[tuple[Any, ...]] = []
    left = 2 if operation.action == "list" else 0

    def response(request: httpx2.Request) -> httpx2.Response:
        timeout = request.extensions.get("timeout") or {}
        seen.append((timeout.get("connect"), timeout.get("read"), request.headers.get("X-Run")))
        if operation.action != "list":
            return good(operation)
        links = [{"rel": "next", "href": f"{operation.path_for(ids_of(operation))}?page={len(seen) + 1}"}]
        return httpx2.Response(200, json=empty_page(operation, links if len(seen) <= left else []))

    client = made_up(session, face, response, timeout=7, extra_headers={"X-Run": "client"})
    given = {"timeout": 1.5, "extra_headers": {"X-Run": "call"}}
    if operation.action == "list":
        client.items(operation, ids_of(operation), arguments_of(operation) | given)
    else:
        call(client, operation, **given)
    equal(seen, [(1.5, 1.5, "call")] * (1 + left), f"{operation.id}: time-outs and header of each request of the call")
    call(client, operation)
    equal(seen[-1], (7, 7, "client"), f"{operation.id}: time-outs and header of the next call")


@check(rules.OPTIONS, faced(operations))
def the_retries_of_a_call_are_its_own(session: Session, face: str, operation: Operation) -> None:
    """More than those of the client, or fewer, or none."""
    for of_client, of_call, tries in ((4, 0, 1), (0, 2, 3), (3, None, 4)):
        sent: list[httpx2.Request] = []

        def response(request: httpx2.Request, sent: list[httpx2.Request] = sent) -> httpx2.Response:
            sent.append(request)
            return httpx2.Response(429)

        client = made_up(session, face, response, max_retries=of_client)
        what = f"{operation.id} with max_retries={of_client}, and {of_call} of the call"
        raises(ApiError, what, call, client, operation, max_retries=of_call)
        equal(len(sent), tries, f"{what}: the tries")


@check(rules.OPTIONS, faced(plainest))
def a_variant_has_its_options_and_leaves_the_first_as_it_was(session: Session, face: str, operation: Operation) -> None:
    """Headers add up, time-outs and retries are replaced; closing a variant closes nothing."""
    seen: list[tuple[Any, ...]] = []

    def response(request: httpx2.Request) -> httpx2.Response:
        timeout = (request.extensions.get("timeout") or {}).get("read")
        seen.append((timeout, request.headers.get("X-A"), request.headers.get("X-B")))
        return httpx2.Response(503) if "X-Fail" in request.headers else good(operation)

    first = made_up(session, face, response, timeout=7, max_retries=1, extra_headers={"X-A": "a"})
    second = first.on(first.client.with_options(timeout=60, max_retries=3, extra_headers={"X-B": "b"}))
    third = first.on(second.client.with_options())
    named = {
        "the first": (first, (7, "a", None), 2),
        "a variant": (second, (60, "a", "b"), 4),
        "its variant": (third, (60, "a", "b"), 4),
    }
    for name, (client, expected, tries) in [*named.items(), *named.items()]:
        call(client, operation)
        equal(seen[-1], expected, f"{name}: time-out and headers")
        seen.clear()
        failing = {"extra_headers": {"X-Fail": "1"}}
        raises(ApiError, f"{name} after 503", call, client, operation, **failing)
        equal(len(seen), tries, f"{name}: the tries")
    done(second.client.close() if face == "sync" else second.client.aclose())
    call(first, operation)


@check(rules.OPTIONS, faced(plainest))
def a_variant_has_the_hooks_of_the_first(session: Session, face: str, operation: Operation) -> None:
    """What looks at one client looks at all that share its connections."""
    hooked: list[object] = []

    async def ahook(request: object) -> None:
        hooked.append(request)

    hooks = {"request": [hooked.append if face == "sync" else ahook]}
    first = made_up(session, face, lambda _: good(operation), event_hooks=hooks)
    call(first.on(first.client.with_options(timeout=3)), operation)
    equal(len(hooked), 1, "the calls of a hook for a request of a variant")


@check(rules.OPTIONS, faced(plainest))
def the_time_for_retries_is_kept(session: Session, face: str, operation: Operation) -> None:
    """`max_retry_seconds` of a client and of a variant."""
    world = World()
    first = made_up(session, face, always(503), world=world, max_retries=50, max_retry_seconds=12)
    for name, client, most in (
        ("a client", first, 12),
        ("a variant", first.on(first.client.with_options(max_retry_seconds=3)), 3),
    ):
        world.waits.clear()
        raises(ApiError, f"{name} after 503", call, client, operation)
        waited = sum(world.waits)
        holds(most / 4 < waited <= most, f"{name} with max_retry_seconds={most} waited {world.waits}, {waited} in all")


@check(rules.OPTIONS, faces)
def an_option_that_cannot_be_used_is_refused(session: Session, face: str) -> None:
    """Of a client and of a variant."""
    first = made_up(session, face, always(404))
    bad: list[dict[str, Any]] = [{"max_retries": -1}, {"max_retries": True}, {"max_retry_seconds": -1}]
    for options in (*bad, *({"extra_headers": headers} for headers in _BAD_HEADERS)):
        raises(ConfigurationError, f"a variant with {options}", first.client.with_options, **options)
        raises(ConfigurationError, f"a client with {options}", made_up, session, face, always(404), **options)


@check(rules.OPTIONS, faced(plainest))
def the_options_that_nobody_sets_are_those_of_the_readme(session: Session, face: str, operation: Operation) -> None:
    """30 seconds to wait for an answer, 4 retries; the random wait has a bound that doubles from half a second to eight."""
    seen: list[Any] = []

    def response(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.extensions.get("timeout"))
        return httpx2.Response(503)

    world = World(chance=1.0)
    transport = session.between(httpx2.MockTransport(response))
    client = FACES[face](transport, KEY, world=world, max_retries=None, max_retry_seconds=None)
    raises(ApiError, "503", call, client, operation)
    equal(seen, [dict.fromkeys(("connect", "read", "write", "pool"), 30.0)] * 5, "the time-outs of the tries")
    for chance, retries, waits in ((1.0, 9, [0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0, 8.0, 8.0]), (0.25, 2, [0.125, 0.25])):
        world.chance = chance
        world.waits.clear()
        raises(ApiError, "503", call, client, operation, max_retries=retries)
        equal(world.waits, waits, f"the waits where chance is {chance} of the bound")
    world.chance = 1.0
    world.waits.clear()
    raises(ApiError, "503", call, client, operation, max_retries=90)
    holds(52 <= sum(world.waits) <= 60, f"in 60 seconds it waited {world.waits}, {sum(world.waits)} in all")
