"""Clients that are slow, many, greedy or gone: the server keeps responding to others, and what they occupy is bounded."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import pytest
from raw_http import CANARY, HEALTH, HOST, KEY, Address, Connection, get, running_command
from werkzeug.test import Client

from apivideo_admin_mock.adapters import app
from apivideo_admin_mock.adapters.app import make_control_app
from apivideo_admin_mock.adapters.application import MAX_WAITS, MockApplication
from apivideo_admin_mock.adapters.http1.application import Limits
from apivideo_admin_mock.adapters.http1.budget import Budget
from apivideo_admin_mock.adapters.threaded import ThreadedServer
from apivideo_admin_mock.faults import LatencyEffect
from apivideo_admin_mock.testing import AdminMock

MANY = 130
JSON = f"{HOST}{KEY}Content-Type: application/json\r\n"
MEBIBYTE = 1024 * 1024


def post(length: int, fields: str = JSON) -> bytes:
    """Return the head of a request with a body of this length."""
    return f"POST /projects HTTP/1.1\r\n{fields}Content-Length: {length}\r\n\r\n".encode()


@contextmanager
def serving(
    mock: AdminMock | None = None, *, budget: int | None = None, **limits: float
) -> Iterator[tuple[Address, AdminMock]]:
    """Serve a mock with limits."""
    mock = mock or AdminMock(rate_limit="off")
    application = MockApplication(mock.engine, make_control_app(mock.engine))
    server = ThreadedServer(application, limits=Limits(**limits), budget=budget)  # type: ignore[arg-type] # numbers
    try:
        yield ("127.0.0.1", server.port), mock
    finally:
        server.stop()


def eventually(condition: Callable[[], bool]) -> None:
    """Wait until a condition holds."""
    for _ in range(500):
        if condition():
            return
        time.sleep(0.01)
    pytest.fail("the condition never holds")


@pytest.fixture(scope="module")
def command() -> Iterator[Address]:
    with running_command("--rate-limit", "off") as (address, _):
        yield address


def assert_healthy(address: Address) -> None:
    """Check that the server responds on a new connection, long before the slow clients end."""
    with Connection(address) as connection:
        connection.send(HEALTH)
        assert connection.read().json["status"] == "ok"
        connection.send(CANARY)
        assert connection.read().status == 200


def test_many_slow_bodies_and_heads_delay_nobody(command):
    assert_healthy(command)  # imports Flask
    with ExitStack() as stack:
        for number in range(MANY):
            slow = stack.enter_context(Connection(command))
            slow.send(post(100) + b"{" if number % 2 else b"POST /projects HT")
        assert_healthy(command)


def test_many_waits_get_a_429_beyond_the_limit_and_delay_nobody(command):
    wait = f"GET /_mock/requests?count=1000&wait=30 HTTP/1.1\r\n{HOST}{KEY}\r\n".encode()
    with ExitStack() as stack:
        waiting = [stack.enter_context(Connection(command)) for _ in range(MANY)]
        for connection in waiting:
            connection.send(wait)
        refused = [connection for connection in waiting[MAX_WAITS:] if connection.read().status == 429]
        assert_healthy(command)

        waiting[-1].send(wait)
        last = waiting[-1].read()

    assert len(refused) == MANY - MAX_WAITS
    assert last.fields["retry-after"] == "1"
    assert "64 requests wait already" in last.json["detail"]


def test_a_wait_that_ends_in_a_long_transaction_delays_no_other_key_and_no_health_check():
    mock = AdminMock()
    inside, finish = threading.Barrier(2), threading.Event()

    def control(environ, start_response):
        if environ["PATH_INFO"] == "/_mock/requests":
            with mock.transaction():
                inside.wait(10)
                finish.wait(10)
        start_response("204 No Content", [])
        return []

    server = ThreadedServer(MockApplication(mock.engine, control, is_inline=True))
    address = ("127.0.0.1", server.port)
    try:
        with Connection(address) as waiting, Connection(address) as blocked, Connection(address) as health:
            waiting.send(f"GET /_mock/requests?wait=1 HTTP/1.1\r\n{HOST}{KEY}\r\n".encode())
            inside.wait(10)
            blocked.send(CANARY)
            health.send(HEALTH)
            assert health.read().status == 204
            finish.set()
            assert blocked.read().status in {200, 401}
    finally:
        finish.set()
        server.stop()


def test_a_payload_of_100_000_properties_delays_nobody(command):
    body = json.dumps({f"a{number}": 0 for number in range(100_000)}).encode()[: MEBIBYTE - 1]
    body = body[: body.rindex(b",")] + b"}"
    with Connection(command) as connection:
        connection.send(post(len(body)) + body)
        assert_healthy(command)
        response = connection.read()
    assert response.status == 400
    assert len(response.body) < 200_000


def test_large_bodies_are_processed_one_after_the_other_and_small_ones_beside_them():
    """Parsing them holds Python's interpreter lock: several at once would delay the event loop, and health checks with it."""
    large_body = b" " * 100_000
    running, most, both = 0, 0, threading.Barrier(2)

    def control(environ, start_response):
        nonlocal running, most
        if environ["CONTENT_LENGTH"] == "1":
            both.wait(10)  # a large body is in progress
        else:
            running += 1
            most = max(most, running)
            if environ["PATH_INFO"].endswith("first"):
                both.wait(10)
            running -= 1
        start_response("204 No Content", [])
        return []

    server = ThreadedServer(MockApplication(AdminMock().engine, control))
    try:
        with ExitStack() as stack:
            sent = []
            for name, body in (("first", large_body), ("second", large_body), ("small", b"1")):
                connection = stack.enter_context(Connection(("127.0.0.1", server.port)))
                fields = f"{JSON}Content-Length: {len(body)}\r\n"
                connection.send(f"POST /_mock/{name} HTTP/1.1\r\n{fields}\r\n".encode() + body)
                sent.append(connection)
            assert [connection.read().status for connection in sent] == [204, 204, 204]
    finally:
        server.stop()
    assert most == 1


def test_many_first_requests_to_the_control_plane_make_one_application(monkeypatch):
    made = []
    make = app.make_flask_app
    monkeypatch.setattr(app, "make_flask_app", lambda *given: made.append(given) or make(*given))
    client = Client(make_control_app(AdminMock().engine))

    with ThreadPoolExecutor(16) as pool:
        responses = list(pool.map(lambda _: client.get("/_mock/health", base_url="http://localhost"), range(16)))

    assert {response.status_code for response in responses} == {200}
    assert len(made) == 1


def test_an_unauthenticated_client_gets_its_401_before_the_body(command):
    with Connection(command) as connection:
        connection.send(post(100, HOST))
        assert connection.read().status == 401
        connection.send(b"x" * 100 + CANARY)
        assert connection.read().status == 200


def test_the_rest_of_a_large_body_is_not_read_for_a_401(command):
    with Connection(command) as connection:
        connection.send(post(50 * MEBIBYTE, HOST) + b"x" * 1000)
        response = connection.read()
        assert (response.status, response.fields["connection"]) == (401, "close")
        assert connection.is_at_end()


@pytest.mark.parametrize(
    ("sent", "limit", "what"), [(post(100) + b"{", "body", "body"), (b"GET /projects", "head", "header fields")]
)
def test_a_request_that_does_not_arrive_in_time_is_a_408(sent, limit, what):
    with serving(**{limit: 0.1}) as (address, mock), Connection(address) as connection:
        connection.send(sent)
        response = connection.read()
        assert (response.status, response.fields["connection"]) == (408, "close")
        assert what in response.json["detail"]
        assert connection.is_at_end()
        assert mock.calls() == []


def test_a_connection_without_a_request_is_closed_in_time():
    with serving(idle=0.1) as (address, _), Connection(address) as connection:
        connection.send(CANARY)
        assert connection.read().status == 200
        assert connection.is_at_end()


def test_the_connection_that_waits_longest_is_closed_for_a_new_one():
    with serving(connections=5) as (address, _), ExitStack() as stack:
        waiting = [stack.enter_context(Connection(address)) for _ in range(5)]
        assert get(address) == {"count": 0}
        with pytest.raises(ConnectionError):
            waiting[0].socket.recv(1)
        waiting[1].send(CANARY)
        assert waiting[1].read().status == 200


def test_a_client_that_does_not_read_its_response_is_disconnected():
    mock = AdminMock(rate_limit="off", projects=[{"name": "x" * 100_000} for _ in range(100)])
    with serving(mock, send=0.1) as (address, _), Connection(address) as connection:
        connection.send(f"GET /projects?page_size=100 HTTP/1.1\r\n{HOST}{KEY}\r\n".encode())
        eventually(lambda: len(mock.calls()) == 1)
        time.sleep(1)  # ten times the limit: this client cannot see the end of a connection that it does not read
        with pytest.raises((ConnectionError, EOFError)):
            connection.read()
        assert get(address) == {"count": 100}


def test_a_large_body_waits_for_the_others_and_a_small_one_does_not():
    expecting = f"{JSON}Expect: 100-continue\r\n"
    with serving(budget=MEBIBYTE) as (address, _), Connection(address) as first, Connection(address) as second:
        first.send(post(MEBIBYTE, expecting))
        assert first.read().status == 100
        second.send(post(MEBIBYTE, expecting))

        with Connection(address) as small:
            small.send(post(12) + b'{"name":"x"}')
            assert small.read().status == 201
        second.socket.settimeout(0.1)
        with pytest.raises(TimeoutError):
            second.read()
        second.socket.settimeout(10)

        first.send(b'{"name":"x"}'.ljust(MEBIBYTE))
        assert first.read().status == 201
        assert second.read().status == 100
        second.send(b'{"name":"y"}'.ljust(MEBIBYTE))
        assert second.read().status == 201


@pytest.mark.parametrize("half_close", [False, True])
def test_a_client_that_leaves_gives_its_budget_back(half_close):
    with serving(budget=MEBIBYTE) as (address, mock):
        for _ in range(3):
            with Connection(address) as gone:
                gone.send(post(MEBIBYTE) + b'{"name":"gone"}')
                if half_close:
                    gone.half_close()
                    assert gone.read().status == 400
        with Connection(address) as connection:
            connection.send(post(MEBIBYTE) + b'{"name":"x"}'.ljust(MEBIBYTE))
            assert connection.read().status == 201
        assert get(address) == {"count": 1}
        assert [call.status for call in mock.calls("create_project")].count(201) == 1


def test_a_body_larger_than_the_budget_gets_its_turn():
    with serving(budget=1000) as (address, _), Connection(address) as connection:
        connection.send(post(MEBIBYTE) + b'{"name":"x"}'.ljust(MEBIBYTE))
        assert connection.read().status == 201


def test_a_budget_is_shared_in_the_order_of_arrival():
    budget, order = Budget(10), []
    budget.take(6, lambda: order.append("a"))
    budget.take(6, lambda: order.append("b"))
    budget.take(1, lambda: order.append("c"))
    assert order == ["a"]
    budget.release(6)
    assert order == ["a", "b", "c"]
    assert budget.used == 7


def test_a_waiting_request_can_be_cancelled_and_an_excess_makes_others_wait():
    budget, order = Budget(10), []
    budget.add(15)
    budget.take(1, first := (lambda: order.append("first")))
    budget.take(1, lambda: order.append("second"))
    budget.cancel(first)
    budget.release(15)
    assert order == ["second"]


def test_a_request_in_a_thread_does_not_delay_the_others_and_they_keep_their_order():
    mock = AdminMock(rate_limit="off")
    with serving(mock) as (address, _), Connection(address) as blocked, Connection(address) as other:
        with mock.transaction():
            blocked.send(CANARY * 3)
            other.send(HEALTH)
            assert other.read().status == 200
        assert [blocked.read().status for _ in range(3)] == [200, 200, 200]


def test_a_slow_client_and_a_late_response_do_not_delay_the_end():
    began = time.monotonic()
    with serving() as (address, mock), ExitStack() as stack:
        slow = stack.enter_context(Connection(address))
        slow.send(post(100) + b"{")
        mock.fail("count_projects", LatencyEffect(300))
        late = stack.enter_context(Connection(address))
        late.send(CANARY)
        eventually(lambda: len(mock.calls("count_projects")) == 1)
    assert time.monotonic() - began < 10
