"""The SDK against a hostile server: what comes of each fault, for a call that reads and for one that creates."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from apivideo_admin import AdminClient, errors
from apivideo_admin_contract.document.document import Operation
from apivideo_admin_contract.values.samples import sample, sample_payload
from contract_tests.sdk_hostile import Act, HostileServer, impatient, response, run
from contract_tests.tests.support.subject import DOCUMENT
from generator.naming import method_name, namespace

_ROOTS = [one for one in DOCUMENT.operations if not one.path_parameters]
COUNT = next(one for one in _ROOTS if one.action == "count")
CREATE = next(one for one in _ROOTS if one.action == "create")
LIST = next(one for one in _ROOTS if one.action == "list")

each_face = pytest.mark.parametrize("face", ["sync", "async"])


def _body(operation: Operation) -> bytes:
    schema = operation.response or {}
    examples = operation.node["responses"][str(operation.status)]["content"]["application/json"]
    value = examples.get("example") or {
        name: sample(one) if "examples" not in one else one["examples"][0] for name, one in schema["properties"].items()
    }
    return json.dumps(value).encode()


def _call(operation: Operation, **options: Any) -> Callable[[Any], Any]:
    arguments = sample_payload(operation) if operation.payload else {}
    return lambda admin: getattr(getattr(admin, namespace(operation.node)), method_name(operation.node))(
        **arguments, **options
    )


class Row(NamedTuple):
    """A fault that a server has once, and what comes of it: an error class, or None where the call succeeds; and in how many tries."""

    fault: Act
    read: type[errors.AdminError] | None
    read_tries: int
    create: type[errors.AdminError] | None
    create_tries: int


LOST = (None, 2, errors.AdminConnectionError, 1)
LATE = (None, 2, errors.AdminTimeoutError, 1)
UNREADABLE = (errors.InvalidResponseError, 1, errors.InvalidResponseError, 1)
HALF = b'{"count": 7, "na'
TABLE = {
    "closes without an answer": Row(Act(), *LOST),
    "resets without an answer": Row(Act(then="reset"), *LOST),
    "resets amid the head": Row(Act(b"HTTP/1.1 200 OK\r\nContent-Ty", "reset"), *LOST),
    "closes amid the head": Row(Act(b"HTTP/1.1 200 OK\r\nContent-Ty"), *LOST),
    "resets amid the body": Row(response(200, HALF, Content_Length="900", then="reset"), *LOST),
    "closes amid the body": Row(response(200, HALF, Content_Length="900"), *LOST),
    "stalls before an answer": Row(Act(then="stall"), *LATE),
    "stalls amid the head": Row(Act(b"HTTP/1.1 200 OK\r\n", "stall"), *LATE),
    "stalls amid the body": Row(response(200, HALF, Content_Length="900", then="stall"), *LATE),
    "sends garbage": Row(Act(b"\x00\xff\x16\x03 no HTTP at all\r\n\r\n"), *LOST),
    "speaks another protocol": Row(Act(b"SSH-2.0-OpenSSH_9.6\r\n"), *LOST),
    "sends a head without an end": Row(Act(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 300_000), *LOST),
    "sends two lengths": Row(Act(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}"), *LOST),
    "sends a length that is no number": Row(response(200, Content_Length="many"), *LOST),
    "sends a chunk of no size": Row(
        response(200, b"zz\r\n{}\r\n", Content_Length="", Transfer_Encoding="chunked"), *LOST
    ),
    "ends amid the chunks": Row(response(200, b"2\r\n{}\r\n", Content_Length="", Transfer_Encoding="chunked"), *LOST),
    "sends no gzip as gzip": Row(response(200, Content_Encoding="gzip"), *LOST),
    "tells a length that is too short": Row(response(200, b'{"count": 7}', Content_Length="9"), *UNREADABLE),
    "sends HTML": Row(response(200, b"<html>Welcome", Content_Type="text/html"), *UNREADABLE),
    "sends nothing": Row(response(200, b""), *UNREADABLE),
    "sends another shape": Row(response(200, b"[]"), *UNREADABLE),
    "refuses for the rate": Row(response(429), None, 2, None, 2),
    "refuses for the rate and tells how long": Row(response(429, Retry_After="1"), None, 2, None, 2),
    "took too long to get it": Row(response(408), None, 2, errors.ApiError, 1),
    "fails": Row(response(500), None, 2, errors.ServerError, 1),
    "is a gateway without a server": Row(
        response(502, b"<html>", Content_Type="text/html"), None, 2, errors.ApiError, 1
    ),
    "is overloaded": Row(response(503, Retry_After="0"), None, 2, errors.ApiError, 1),
    "knows no such status": Row(response(599), None, 2, errors.ApiError, 1),
    "redirects": Row(response(302, Location="/elsewhere"), errors.ApiError, 1, errors.ApiError, 1),
    "refuses the key": Row(response(401), errors.UnauthorizedError, 1, errors.UnauthorizedError, 1),
}


@each_face
@pytest.mark.parametrize("name", TABLE)
@pytest.mark.parametrize("operation", [COUNT, CREATE], ids=["read", "create"])
def test_a_fault_comes_out_as_the_table_says(name: str, operation: Operation, face: str) -> None:
    row = TABLE[name]
    expected, tries = (row.read, row.read_tries) if operation is COUNT else (row.create, row.create_tries)
    timeout = 0.3 if row.fault.then == "stall" else 20
    with HostileServer(row.fault, response(operation.status, _body(operation), then="keep")) as server:
        # Without a throttle: after a refusal it would make everybody wait, which is not what is tried here.
        options = {"base_url": server.url, "timeout": timeout, "throttle": False}
        if expected is None:
            assert run(face, _call(operation), **options) is not None
        else:
            with pytest.raises(errors.AdminError) as caught:
                run(face, _call(operation), **options)
            assert type(caught.value) is expected
        assert len(server.requests) == tries


@each_face
@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (response(429, Retry_After="0"), errors.TooManyRequestsError),
        (response(500), errors.ServerError),
        (response(503), errors.ApiError),
        (Act(then="reset"), errors.AdminConnectionError),
        (response(200, HALF, Content_Length="900"), errors.AdminConnectionError),
    ],
    ids=["429", "500", "503", "reset", "cut off"],
)
def test_a_fault_that_does_not_pass_is_told_after_the_retries(face: str, fault: Act, kind: type[Exception]) -> None:
    with HostileServer(fault) as server:
        with pytest.raises(kind):
            run(face, _call(COUNT), base_url=server.url, timeout=20, throttle=False)
        assert len(server.requests) == 5
        with pytest.raises(kind):
            run(face, _call(COUNT, max_retries=1), base_url=server.url, timeout=20, throttle=False)
        assert len(server.requests) == 5 + 2


@each_face
def test_a_redirect_to_another_host_is_not_followed_with_the_credentials_nor_without(face: str) -> None:
    with HostileServer(response(200)) as elsewhere, HostileServer(response(307, Location=elsewhere.url)) as server:
        with pytest.raises(errors.ApiError) as caught:
            run(face, _call(CREATE), base_url=server.url, throttle=False)
        assert caught.value.status == 307
        assert elsewhere.requests == []


@each_face
def test_a_link_to_another_host_is_not_followed(face: str) -> None:
    with HostileServer(response(200)) as elsewhere:
        page = json.loads(_body(LIST)) | {"links": [{"rel": "next", "href": f"{elsewhere.url}{LIST.path}"}]}

        async def awalk(admin: Any) -> None:
            async for _ in _call(LIST)(admin):
                pass

        with HostileServer(response(200, json.dumps(page).encode())) as server:
            walk = (lambda admin: list(_call(LIST)(admin))) if face == "sync" else awalk
            with pytest.raises(errors.PagingError, match="another server"):
                run(face, walk, base_url=server.url, throttle=False)
            assert len(server.requests) == 1
        assert elsewhere.requests == []


@each_face
@pytest.mark.parametrize("operation", [COUNT, CREATE], ids=["read", "create"])
def test_where_nobody_listens_the_error_says_that_nothing_was_sent(face: str, operation: Operation) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(errors.AdminConnectionError) as caught:
        run(face, _call(operation), base_url=f"http://127.0.0.1:{port}", throttle=False)
    assert caught.value.sent is False


@each_face
def test_a_connection_that_the_server_closed_in_between_is_not_used_again(face: str) -> None:
    body = _body(CREATE)

    def twice(admin: Any) -> Any:
        return [_call(CREATE)(admin), _call(CREATE)(admin)]

    async def atwice(admin: Any) -> Any:
        return [await _call(CREATE)(admin), await _call(CREATE)(admin)]

    with HostileServer(response(CREATE.status, body, Connection="close"), response(CREATE.status, body)) as server:
        assert len(run(face, twice if face == "sync" else atwice, base_url=server.url, throttle=False)) == 2
        assert len(server.requests) == 2


def test_the_impatient_client_of_these_tests_is_the_real_one_but_for_its_sleep() -> None:
    with AdminClient("key") as admin:
        sender = admin._api.sender  # noqa: SLF001 - as in impatient
        assert impatient(admin)._api.sender.environment.clock is sender.environment.clock  # noqa: SLF001 - as above
        assert admin._api.sender.transport is sender.transport  # noqa: SLF001 - as above
