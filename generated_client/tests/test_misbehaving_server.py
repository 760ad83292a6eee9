"""Both clients on real connections to a server that misbehaves, for a call that reads and for one that creates."""

from __future__ import annotations

import asyncio
import json
import socket
from contextlib import nullcontext
from typing import NamedTuple

import pytest
from raw_socket_server import Action, RawSocketServer, respond
from sdk_harness import FakeEnvironment, make_project, page_of

from apivideo_admin import errors

COUNT = lambda admin: admin.projects.count()  # noqa: E731
CREATE = lambda admin: admin.projects.create(name="x")  # noqa: E731
PROJECT = json.dumps(make_project()).encode()
GOOD = {COUNT: respond(200, b'{"count": 7}', then="keep"), CREATE: respond(201, PROJECT, then="keep")}


class NoWaits(FakeEnvironment):
    """Wait for nothing between attempts, and for sockets in real time."""

    def running(self):
        return nullcontext()

    def make_loop(self):
        return asyncio.new_event_loop()


@pytest.fixture
def environment():
    return NoWaits()


class Row(NamedTuple):
    """What a server does with the first attempt; the error class or None for success, and the attempts, of each call."""

    action: Action
    read: type[errors.AdminError] | None
    read_attempts: int
    create: type[errors.AdminError] | None
    create_attempts: int


LOST = (None, 2, errors.APIConnectionError, 1)
LATE = (None, 2, errors.APITimeoutError, 1)
UNREADABLE = (errors.APIResponseValidationError, 1, errors.APIResponseValidationError, 1)
HALF = b'{"count": 7, "na'
TABLE = {
    "closes without a response": Row(Action(), *LOST),
    "resets without a response": Row(Action(then="reset"), *LOST),
    "resets in the head": Row(Action(b"HTTP/1.1 200 OK\r\nContent-Ty", "reset"), *LOST),
    "closes in the head": Row(Action(b"HTTP/1.1 200 OK\r\nContent-Ty"), *LOST),
    "resets in the body": Row(respond(200, HALF, Content_Length="900", then="reset"), *LOST),
    "closes in the body": Row(respond(200, HALF, Content_Length="900"), *LOST),
    "stalls before a response": Row(Action(then="stall"), *LATE),
    "stalls in the head": Row(Action(b"HTTP/1.1 200 OK\r\n", "stall"), *LATE),
    "stalls in the body": Row(respond(200, HALF, Content_Length="900", then="stall"), *LATE),
    "sends garbage": Row(Action(b"\x00\xff\x16\x03 this is not HTTP\r\n\r\n"), *LOST),
    "speaks another protocol": Row(Action(b"SSH-2.0-OpenSSH_9.6\r\n"), *LOST),
    "sends a head without an end": Row(Action(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 300_000), *LOST),
    "sends two lengths": Row(Action(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}"), *LOST),
    "sends a length that is no number": Row(respond(200, Content_Length="many"), *LOST),
    "sends a chunk of no size": Row(
        respond(200, b"zz\r\n{}\r\n", Content_Length="", Transfer_Encoding="chunked"), *LOST
    ),
    "ends in the chunks": Row(respond(200, b"2\r\n{}\r\n", Content_Length="", Transfer_Encoding="chunked"), *LOST),
    "sends no gzip as gzip": Row(respond(200, Content_Encoding="gzip"), *UNREADABLE),
    "sends a length that is too short": Row(respond(200, b'{"count": 7}', Content_Length="9"), *UNREADABLE),
    "sends HTML": Row(respond(200, b"<html>Welcome", Content_Type="text/html"), *UNREADABLE),
    "sends nothing": Row(respond(200, b""), *UNREADABLE),
    "sends another shape": Row(respond(200, b"[]"), *UNREADABLE),
    "limits the rate": Row(respond(429), None, 2, None, 2),
    "limits the rate and says how long to wait": Row(respond(429, Retry_After="1"), None, 2, None, 2),
    "times out itself": Row(respond(408), None, 2, errors.APIStatusError, 1),
    "fails": Row(respond(500), None, 2, errors.InternalServerError, 1),
    "is a gateway without a server": Row(
        respond(502, b"<html>", Content_Type="text/html"), None, 2, errors.BadGatewayError, 1
    ),
    "is overloaded": Row(respond(503, Retry_After="0"), None, 2, errors.ServiceUnavailableError, 1),
    "sends an unknown status": Row(respond(599), None, 2, errors.ServerError, 1),
    "does not find it, and sends no gzip as gzip": Row(
        respond(404, Content_Encoding="gzip"), errors.NotFoundError, 1, errors.NotFoundError, 1
    ),
    "redirects": Row(respond(302, Location="/elsewhere"), errors.APIStatusError, 1, errors.APIStatusError, 1),
    "refuses the key": Row(respond(401), errors.AuthenticationError, 1, errors.AuthenticationError, 1),
}


@pytest.mark.parametrize("name", TABLE)
@pytest.mark.parametrize("action", [COUNT, CREATE], ids=["read", "create"])
def test_a_misbehaving_server_leads_to_the_error_and_the_attempts_of_the_table(sdk, environment, name, action):
    row = TABLE[name]
    expected, attempts = (row.read, row.read_attempts) if action is COUNT else (row.create, row.create_attempts)
    timeout = 0.3 if row.action.then == "stall" else 20
    with RawSocketServer(row.action, GOOD[action]) as server:
        options = {"environment": environment, "transport": sdk.connect(), "base_url": server.url, "timeout": timeout}
        if expected is None:
            assert sdk.call(None, action, **options) is not None
        else:
            with pytest.raises(errors.AdminError) as caught:
                sdk.call(None, action, **options)
            assert type(caught.value) is expected
        assert len(server.requests) == attempts


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        (respond(429, Retry_After="0"), errors.RateLimitError),
        (respond(500), errors.InternalServerError),
        (respond(503), errors.ServiceUnavailableError),
        (Action(then="reset"), errors.APIConnectionError),
        (respond(200, HALF, Content_Length="900"), errors.APIConnectionError),
    ],
    ids=["429", "500", "503", "reset", "truncated"],
)
def test_a_failure_that_does_not_pass_is_raised_after_the_retries(sdk, environment, action, kind):
    with RawSocketServer(action) as server:
        options = {"environment": environment, "base_url": server.url, "timeout": 20}
        with pytest.raises(kind):
            sdk.call(None, COUNT, transport=sdk.connect(), **options)
        assert len(server.requests) == 5
        with pytest.raises(kind):
            sdk.call(None, lambda admin: admin.projects.count(max_retries=1), transport=sdk.connect(), **options)
        assert len(server.requests) == 5 + 2


def test_a_redirect_to_another_host_is_not_followed(sdk):
    with RawSocketServer(respond(200)) as elsewhere, RawSocketServer(respond(307, Location=elsewhere.url)) as server:
        with pytest.raises(errors.APIStatusError) as caught:
            sdk.call(None, CREATE, transport=sdk.connect(), base_url=server.url)
        assert caught.value.status_code == 307
        assert elsewhere.requests == []


def test_a_link_to_another_host_is_not_followed(sdk, project):
    with RawSocketServer(respond(200)) as elsewhere:
        page = page_of(project, [], next=f"{elsewhere.url}/projects")
        with RawSocketServer(respond(200, json.dumps(page).encode())) as server:
            with pytest.raises(errors.PagingError, match="another server"):
                sdk.call(None, lambda admin: admin.projects.list(), transport=sdk.connect(), base_url=server.url)
            assert len(server.requests) == 1
        assert elsewhere.requests == []


@pytest.mark.parametrize("action", [COUNT, CREATE], ids=["read", "create"])
def test_an_error_for_a_port_without_a_server_says_that_nothing_was_sent(sdk, action):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(errors.APIConnectionError) as caught:
        sdk.call(None, action, transport=sdk.connect(), base_url=f"http://127.0.0.1:{port}")
    assert caught.value.sent is False


def test_a_connection_that_the_server_closed_is_not_used_again(sdk):
    closing = respond(201, PROJECT, Connection="close")
    with (
        RawSocketServer(closing, respond(201, PROJECT)) as server,
        sdk.open(None, transport=sdk.connect(), base_url=server.url) as run,
    ):
        assert run(CREATE).name == run(CREATE).name == "My project"
        assert len(server.requests) == 2
