"""Where the SDK is tried: on the server of a lab, or on answers made up for it. What a lab has planted in between is in between."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any, Final, ParamSpec, TypeVar

import httpx2

from apivideo_admin.errors import ApiError
from apivideo_admin_contract.client.account import Account
from apivideo_admin_contract.document.document import Operation
from apivideo_admin_contract.document.exchange import Exchange
from apivideo_admin_contract.rules.expect import equal, holds
from apivideo_admin_contract.rules.verdict import Violation
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.values.samples import sample, sample_payload, sample_query
from contract_tests.sdk import FACES, Face
from contract_tests.sdk_world import World

ErrorT = TypeVar("ErrorT", bound=BaseException)
P = ParamSpec("P")

KEY = "an-admin-key"

#: No check asks one client of its own for more, but for those that try examples.
_MOST_REQUESTS: Final = 1000


class Recorder(httpx2.BaseTransport):
    """Sends to the server of a lab, in the name of an account, and keeps what was exchanged."""

    def __init__(self, session: Session, account: Account) -> None:
        self._session, self._account = session, account

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request and keep it with its answer."""
        content = request.read()
        self._account.connection.pacer.wait()
        response = self._session.transport.handle_request(request)
        response.read()
        self._account.record(request, request.url.raw_path.decode("ascii"), content or None, response)
        return response


def connect(session: Session, face: str, key: str | None = None) -> Face:
    """Give a client of the lab's server."""
    transport = session.between(Recorder(session, session.account))
    return FACES[face](transport, key or session.account.key, world=World(), base_url=session.base_url)


def made_up(
    session: Session,
    face: str,
    response: Callable[[httpx2.Request], httpx2.Response],
    *,
    world: World | None = None,
    key: str | None = KEY,
    **options: Any,
) -> Face:
    """Give a client whose requests a function answers. It waits in a world of its own, and ends as broken if it asks without end."""
    most = _MOST_REQUESTS + 100 * session.effort.examples
    transport = httpx2.MockTransport(_ending(response, most))
    return FACES[face](session.between(transport), key, world=world or World(), **options)


def _ending(
    response: Callable[[httpx2.Request], httpx2.Response], most: int
) -> Callable[[httpx2.Request], httpx2.Response]:
    numbers = count()

    def responded(request: httpx2.Request) -> httpx2.Response:
        if next(numbers) >= most:
            raise Violation(
                f"the client asks without end: it sent {most} requests, the last one {request.method} {request.url}"
            )
        return response(request)

    return responded


def always(status: int, content: bytes = b"", **headers: str) -> Callable[[httpx2.Request], httpx2.Response]:
    """Answer every request alike; an underscore in a header's name stands for a hyphen."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: httpx2.Response(status, headers=named, content=content)


def exchanges(session: Session) -> list[Exchange]:
    """Give what went over the wire so far."""
    return [event for event in session.log if isinstance(event, Exchange)]


def arguments_of(operation: Operation) -> dict[str, Any]:
    """Give the arguments that an operation requires."""
    return sample_query(operation) | (sample_payload(operation) if operation.payload else {})


def all_arguments_of(operation: Operation, number: int = 3) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give every query parameter and every property of the payload, each with a value."""
    query = {parameter.name: sample(parameter.schema, number) for parameter in operation.query}
    return query, {name: sample(schema, number) for name, schema in operation.properties.items()}


def ids_of(operation: Operation) -> tuple[str, ...]:
    """Give ids for the path, each another one; for servers that don't look at them."""
    return tuple(f"id-{number}" for number, _ in enumerate(operation.path_parameters))


def raises(kind: type[ErrorT], what: str, action: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs) -> ErrorT:
    """Give the error of a kind that an action raises. Raises Broken if it raises none, or another kind; ``what`` names it there."""
    try:
        result = action(*args, **kwargs)
    except kind as error:
        return error
    except Violation:
        raise
    except Exception as error:
        raise Violation(f"{what}: expected {kind.__name__}, got {type(error).__name__}: {error}") from error
    raise Violation(f"{what}: expected {kind.__name__}, got {result!r}")


def refusal(face: Face, operation: Operation, ids: tuple[str, ...], arguments: dict[str, Any]) -> ApiError:
    """Give the error that a call raises. Raises Broken if it raises none, or another kind."""
    return raises(ApiError, operation.id, face.call, operation, ids, arguments)


def check_ids(found: list[Any], expected: list[dict[str, Any]], id_name: str, what: str) -> None:
    """Expect items with the ids of these, in this order."""
    equal([getattr(item, id_name) for item in found], [one[id_name] for one in expected], what)


def one(requests: list[httpx2.Request], what: str) -> httpx2.Request:
    """Expect that one request was sent, and give it."""
    holds(len(requests) == 1, f"{what}: expected one request, got {len(requests)}")
    return requests[0]
