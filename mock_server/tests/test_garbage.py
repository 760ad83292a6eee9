"""Invalid bytes sent to a real server: it responds with an error or closes the connection, and continues to serve."""

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from apivideo_admin_mock.testing import AdminMock

AUTHORIZATION = f"Authorization: {AdminMock.authorization_of('mock-admin-key')}\r\n"
HEAD = f"Host: localhost\r\n{AUTHORIZATION}"
JSON_HEAD = f"{HEAD}Content-Type: application/json\r\n"


@pytest.fixture(scope="module")
def server():
    command = [sys.executable, "-m", "apivideo_admin_mock", "serve", "--port", "0", "--rate-limit", "off"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        match = re.search(r"http://([0-9.]+):([0-9]+)", process.stdout.readline())
        assert match is not None
        yield process.pid, (match[1], int(match[2]))
        process.terminate()
        _, err = process.communicate(timeout=10)
    assert "Traceback" not in err


@pytest.fixture
def send(server):
    _, address = server

    def send_bytes(*parts: bytes, half_close: bool = False) -> bytes:
        with socket.create_connection(address, timeout=10) as connection:
            try:
                for part in parts:
                    connection.sendall(part)
                if half_close:
                    connection.shutdown(socket.SHUT_WR)
                return read_response(connection)
            except OSError:  # closed or reset: a response is optional
                return b""

    yield send_bytes
    assert status(send_bytes(f"GET /projects/count HTTP/1.1\r\n{HEAD}\r\n".encode())) == 200


def read_response(connection: socket.socket) -> bytes:
    """Return one response, or the part of it that was sent before the server closed the connection."""
    received = b""
    while chunk := connection.recv(65536):
        received += chunk
        head, end, body = received.partition(b"\r\n\r\n")
        length = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
        if end and (length is None or len(body) >= int(length[1])):
            break
    return received


def status(response: bytes) -> int | None:
    """Return the status of a response, or None if the connection was closed without one."""
    return int(response.split(b" ", 2)[1]) if response.startswith(b"HTTP/1.1 ") else None


def post(body: bytes, head: str = JSON_HEAD) -> bytes:
    return f"POST /projects HTTP/1.1\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


@pytest.mark.parametrize(
    "line",
    [
        "GARBAGE",
        "GET",
        "GET /projects",
        "GET /projects HTTP/9.9",
        "GET  /projects  HTTP/1.1",
        "G\x00T /projects HTTP/1.1",
        "GET /pro\x00jects HTTP/1.1",
        "GET http://[ HTTP/1.1",
        "\x16\x03\x01\x02\x00\x01\x00\x01\xfc",
    ],
)
def test_an_invalid_request_line_is_rejected(send, line):
    assert status(send(line.encode("latin-1") + b"\r\nHost: localhost\r\n\r\n", half_close=True)) in {
        None,
        400,
        401,
        404,
        505,
    }


@pytest.mark.parametrize(
    "path",
    [
        "/projects/%2F",
        "/projects/..",
        "/projects/../projects",
        "/projects/%2e%2e/projects",
        "/projects//api-keys",
        "//projects",
        "/projects/%00",
        "/projects/%ff%fe",
        "/projects/%",
        "/projects/;x=1",
        "/" + "a/" * 2000,
        "/projects/" + "a" * 30_000,
        "/projects?" + "a=1&" * 5000,
        "/projects?name=" + "%F0%9F%98%80" * 1000,
    ],
)
def test_an_unusual_path_gets_a_response(send, path):
    assert status(send(f"GET {path} HTTP/1.1\r\n{HEAD}\r\n".encode())) in {None, 200, 400, 404, 414, 431}


@pytest.mark.parametrize(
    "headers",
    [
        "X: " + "a" * 1_000_000,
        "\r\n".join(f"X-{number}: a" for number in range(5000)),
        "No-Colon",
        ": no name",
        "Content-Length: -1",
        "Content-Length: 1\r\nContent-Length: 2",
        "Content-Length: 99999999999999999999999",
        "Transfer-Encoding: nonsense",
        "Transfer-Encoding: chunked\r\nContent-Length: 5",
        "Authorization: Basic \x80\xff",
    ],
)
def test_invalid_headers_are_rejected(send, headers):
    request = f"POST /projects HTTP/1.1\r\n{JSON_HEAD}{headers}\r\n\r\n".encode("latin-1")

    assert status(send(request, half_close=True)) in {None, 400, 401, 411, 413, 431, 501}


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 1_000_000,
        b'{"name": ' * 50_000,
        b'{"name": NaN}',
        b'{"name": "a", "name": "b"}',
        b'{"name": "\xff\xfe"}',
        b'{"name": "\\ud800"}',
        b"\x00" * 1000,
        b"\xef\xbb\xbf" + b'{"name": "bom"}',
        b'{"name": 1' + b"0" * 5000 + b"}",
        b'{"name": "a"} trailing',
    ],
)
def test_an_invalid_payload_is_a_400(send, body):
    response = send(post(body))

    assert status(response) == 400
    assert json.loads(response.partition(b"\r\n\r\n")[2])["status"] == 400


@pytest.mark.parametrize("character", ["\\u0000", "\\u2028", "\\ud83d\\ude00"])
def test_every_json_character_is_accepted(send, character):
    assert status(send(post(f'{{"name": "{character}"}}'.encode()))) == 201


def test_a_payload_of_100_megabytes_is_not_kept_in_memory(server, send):
    pid, _ = server
    chunk = b"x" * 1_000_000
    before = memory(pid)

    response = send(
        f"POST /projects HTTP/1.1\r\n{JSON_HEAD}Content-Length: 100000000\r\n\r\n".encode(),
        *[chunk] * 100,
        half_close=True,
    )

    assert status(response) in {None, 413}
    assert memory(pid) - before < 30_000_000


def test_many_chunks_are_not_kept_in_memory(server, send):
    pid, _ = server
    before = memory(pid)

    response = send(
        f"POST /projects HTTP/1.1\r\n{JSON_HEAD}Transfer-Encoding: chunked\r\n\r\n".encode(),
        *[b"100000\r\n" + b"x" * 0x100000 + b"\r\n"] * 50,
        b"0\r\n\r\n",
    )

    assert status(response) in {None, 413}
    assert memory(pid) - before < 30_000_000


@pytest.mark.parametrize("sent", [b"", b"GET", b"GET /projects HTTP/1.1\r\n", post(b'{"name": "x"}')[:-5]])
def test_a_client_can_disconnect_at_any_point(send, sent):
    assert status(send(sent, half_close=True)) in {None, 400, 408}


def test_slow_clients_do_not_block_others(server, send):
    _, address = server
    slow = [socket.create_connection(address, timeout=10) for _ in range(64)]
    for connection in slow:
        connection.sendall(f"POST /projects HTTP/1.1\r\n{JSON_HEAD}Content-Length: 100\r\n\r\n{{".encode())

    try:
        assert status(send(f"GET /projects HTTP/1.1\r\n{HEAD}\r\n".encode())) == 200
    finally:
        for connection in slow:
            connection.close()


def test_pipelined_requests_get_responses(send):
    one = f"GET /projects/count HTTP/1.1\r\n{HEAD}\r\n".encode()

    assert status(send(one + one + one)) == 200


def memory(pid: int) -> int:
    """Return the resident memory of a process and its children in bytes."""
    pids = [pid, *(int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    return sum(int(Path(f"/proc/{one}/statm").read_text().split()[1]) for one in pids) * os.sysconf("SC_PAGE_SIZE")
