"""What a client opens and closes, and what of the caller's it leaves alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx2

from apivideo_admin.errors import AdminError
from apivideo_admin_contract.document.document import Operation
from apivideo_admin_contract.rules.expect import equal, holds
from apivideo_admin_contract.session.check import check
from apivideo_admin_contract.session.session import Session
from contract_tests import rules_sdk as rules
from contract_tests.sdk import CLIENTS, method_of
from contract_tests.sdk_checks.calls import done, good, plainest
from contract_tests.sdk_checks.subjects import faced
from contract_tests.sdk_checks.tryout import KEY, arguments_of, ids_of, raises


class Transport(httpx2.MockTransport):
    """Counts how often it is closed."""

    closed = 0

    def close(self) -> None:
        """Count a close."""
        self.closed += 1

    async def aclose(self) -> None:
        """Count a close."""
        self.closed += 1


class _CallerError(Exception):
    """What the caller raises in the context of a client."""


def inside(face: str, client: Any, action: Callable[[Any], Any]) -> Any:
    """Do something in the context of a client, which is left then."""

    async def run() -> Any:
        async with client as inner:
            return await action(inner)

    if face == "async":
        return asyncio.run(run())
    with client as inner:
        return action(inner)


def call_of(client: Any, operation: Operation) -> Any:
    """Call the method of an operation, without waiting for what has to be awaited."""
    return method_of(client, operation)(*ids_of(operation), **arguments_of(operation))


def finished(client: Any, operation: Operation) -> Any:
    """Call the method of an operation, and give what comes of it."""
    return done(call_of(client, operation))


@check(rules.LIFE, faced(plainest))
def a_client_that_is_left_closes_its_transport(session: Session, face: str, operation: Operation) -> None:
    """Once, and also where something was raised, which comes out as it is."""
    transport = Transport(lambda _: good(operation))
    client = CLIENTS[face](KEY, base_url=session.base_url, transport=transport)
    inside(face, client, lambda inner: call_of(inner, operation))
    equal(transport.closed, 1, "how often the transport of a client was closed")

    def fail(_: object) -> None:
        raise _CallerError

    transport = Transport(lambda _: good(operation))
    client = CLIENTS[face](KEY, base_url=session.base_url, transport=transport)
    raises(_CallerError, "an exception in the context of a client", inside, face, client, fail)
    equal(transport.closed, 1, "how often the transport of a client was closed after an exception")


@check(rules.LIFE, faced(plainest))
def a_client_that_is_closed_says_so(session: Session, face: str, operation: Operation) -> None:
    """Everything that the library raises is an AdminError, apart from ValueError for an argument."""
    client = CLIENTS[face](KEY, base_url=session.base_url, transport=Transport(lambda _: good(operation)))
    done(client.close() if face == "sync" else client.aclose())
    raises(AdminError, "a call of a closed client", finished, client, operation)


@check(rules.LIFE, faced(plainest))
def a_variant_that_is_left_closes_nothing(session: Session, face: str, operation: Operation) -> None:
    """The connections belong to the first one, which goes on."""
    transport = Transport(lambda _: good(operation))
    client = CLIENTS[face](KEY, base_url=session.base_url, transport=transport)
    inside(face, client.with_options(timeout=3), lambda inner: call_of(inner, operation))
    equal(transport.closed, 0, "how often the transport was closed with a variant")
    try:
        finished(client, operation)
    except AdminError as error:
        holds(condition=False, message=f"a client whose variant was left raised {error!r}")
