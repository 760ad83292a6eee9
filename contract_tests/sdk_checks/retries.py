"""What a client does again, and what it must not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import httpx2

from apivideo_admin.errors import AdminError
from apivideo_admin_contract.document.document import Operation
from apivideo_admin_contract.document.subjects import operations
from apivideo_admin_contract.rules.expect import equal, holds
from apivideo_admin_contract.session.check import check
from apivideo_admin_contract.session.session import Session
from contract_tests import rules_sdk as rules
from contract_tests.sdk_checks.calls import good
from contract_tests.sdk_checks.subjects import faced
from contract_tests.sdk_checks.tryout import always, arguments_of, ids_of, made_up, refusal
from contract_tests.sdk_world import World

Trouble = Callable[[httpx2.Request], httpx2.Response]
_TRIES: Final = 5
"""The first try and the four retries of the default budget (generated_client/README.md)."""


def _raises(kind: type[httpx2.TransportError]) -> Trouble:
    def fail(request: httpx2.Request) -> httpx2.Response:
        raise kind("trouble", request=request)

    return fail


#: What may pass, and whether the server may have carried out the request all the same.
_TROUBLES: Final[dict[str, tuple[Trouble, bool]]] = {
    "429": (always(429, Retry_After="1"), False),
    "no connection": (_raises(httpx2.ConnectError), False),
    "500": (always(500), True),
    "503": (always(503), True),
    "a reset": (_raises(httpx2.ReadError), True),
    "no answer in time": (_raises(httpx2.ReadTimeout), True),
    "half an answer": (_raises(httpx2.RemoteProtocolError), True),
}


class _Server:
    """Gives some trouble, then a good answer. ``tries`` are the requests that came."""

    def __init__(self, trouble: Trouble, times: int, operation: Operation) -> None:
        self._trouble, self._times, self._operation = trouble, times, operation
        self.tries: list[httpx2.Request] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        """Answer a request."""
        self.tries.append(request)
        if len(self.tries) <= self._times:
            return self._trouble(request)
        return good(self._operation)


@check(rules.RETRIES, faced(operations))
def what_may_be_done_twice_is_tried_again_and_a_create_only_if_it_was_not_taken(
    session: Session, face: str, operation: Operation
) -> None:
    """Each trouble once."""
    for name, (trouble, taken) in _TROUBLES.items():
        server, fresh = _Server(trouble, 1, operation), operation.method != "POST" or not taken
        client = made_up(session, face, server, world=World(), max_retries=4)
        try:
            client.call(operation, ids_of(operation), arguments_of(operation))
        except AdminError as error:
            holds(not fresh, f"{operation.id} after {name}: expected another try, got {type(error).__name__}")
        else:
            holds(fresh, f"{operation.id} after {name}: expected an error, for it may have been carried out")
        equal(len(server.tries), 2 if fresh else 1, f"{operation.id}: the tries after {name}")
        same = {(one.method, str(one.url), one.read()) for one in server.tries}
        equal(len(same), 1, f"{operation.id}: the different requests after {name}")


@check(rules.RETRIES, faced(operations))
def a_trouble_that_does_not_pass_is_told_after_the_tries_that_were_set(
    session: Session, face: str, operation: Operation
) -> None:
    """The waits between grow within their bound, and none is as long as the whole budget."""
    world = World()
    server = _Server(always(429), 100, operation)
    _fails(session, face, operation, server, world, max_retries=4)
    equal(len(server.tries), _TRIES, f"{operation.id}: the tries")
    holds(all(0 < wait <= 8 for wait in world.waits), f"{operation.id}: waited {world.waits} seconds")
    holds(world.waits == sorted(world.waits), f"{operation.id}: the waits {world.waits} do not grow")
    for retries in (0, 1):
        server = _Server(always(429), 100, operation)
        _fails(session, face, operation, server, World(), max_retries=retries)
        equal(len(server.tries), 1 + retries, f"{operation.id}: the tries with max_retries={retries}")


@check(rules.RETRIES, faced(operations))
def a_client_waits_as_long_as_the_server_asks(session: Session, face: str, operation: Operation) -> None:
    """At least so long, and not much longer."""
    for asked in (1, 20):
        world = World()
        server = _Server(always(429, Retry_After=str(asked)), 1, operation)
        made_up(session, face, server, world=world, max_retries=4).call(
            operation, ids_of(operation), arguments_of(operation)
        )
        holds(
            len(world.waits) == 1 and asked <= world.waits[0] <= asked + 1,
            f"{operation.id}: asked to wait {asked} seconds, it waited {world.waits}",
        )


@check(rules.RETRIES, faced(operations))
def what_is_final_is_not_tried_again(session: Session, face: str, operation: Operation) -> None:
    """A request that was refused would be refused again; a redirect is not followed, with a key or without."""
    for status in (301, 302, 307, 400, 401, 403, 404, 405, 409, 413, 415):
        server = _Server(always(status, Location="http://elsewhere.test/"), 100, operation)
        _fails(session, face, operation, server, World(), max_retries=4)
        equal(len(server.tries), 1, f"{operation.id}: the tries after {status}")


def _fails(session: Session, face: str, operation: Operation, server: _Server, world: World, **options: Any) -> None:
    client = made_up(session, face, server, world=world, **options)
    refusal(client, operation, ids_of(operation), arguments_of(operation))
