"""Request bytes and the responses that RFC 9110 and RFC 9112 demand, on the server of the command and on that of MockServer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from raw_http import CANARY, HOST, KEY, Address, Connection, RawResponse, get, running_command

from apivideo_admin_mock.testing import MockServer

JSON = f"{HOST}{KEY}Content-Type: application/json\r\n"
BODY = '{"name":"x"}'
CHUNKED = f"POST /projects HTTP/1.1\r\n{JSON}Transfer-Encoding: chunked\r\n\r\n"
MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Row:
    """A row of the table: what is sent, and what comes back.

    ``statuses`` are those of all responses. ``stays`` is whether the connection serves a further request. ``creates`` is the number
    of projects that the request adds. ``detail`` occurs in the body; ``fields`` and ``absent`` describe the header of the last response.
    """

    rule: str
    sentence: str
    sent: str | bytes
    statuses: list[int]
    stays: bool = True
    creates: int = 0
    detail: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    absent: tuple[str, ...] = ()
    then: str = ""  # sent after the first response
    half_close: bool = False


def post(fields: str = "", body: str = BODY, *, version: str = "HTTP/1.1", path: str = "/projects") -> str:
    """Return a request that creates a project."""
    return f"POST {path} {version}\r\n{JSON}{fields}\r\n{body}"


def count(fields: str = "", *, version: str = "HTTP/1.1", target: str = "/projects/count", host: str = HOST) -> str:
    """Return a request without a body."""
    return f"GET {target} {version}\r\n{host}{KEY}{fields}\r\n"


INCOMPLETE_LENGTH = "a message is incomplete if its body has fewer bytes than Content-Length"
INCOMPLETE_CHUNKS = "a chunked body is incomplete without the zero-sized chunk that terminates it"
HOSTS = "400 for a request without Host, with several, or with an invalid one"
INVALID_LENGTH = "an invalid Content-Length is an unrecoverable error: 400, and close"
REQUEST_LINE = "an invalid request line SHOULD be a 400"
ABSENT_204 = "MUST NOT send Content-Length in a 204"

TABLE = {
    # Bodies that are cut short
    "body shorter than its length": Row(
        "RFC 9112, 8", INCOMPLETE_LENGTH, post("Content-Length: 20\r\n"), [400], stays=False, half_close=True,
        detail="ended after 12 bytes, before 20 bytes",
    ),
    "body of a delete that is shorter than its length": Row(
        "RFC 9112, 8", INCOMPLETE_LENGTH, f"DELETE /projects/p/api-keys/k HTTP/1.1\r\n{JSON}Content-Length: 20\r\n\r\n{BODY}", [400],
        stays=False, half_close=True, detail="ended after 12 bytes",
    ),
    "last chunk is missing": Row(
        "RFC 9112, 8", INCOMPLETE_CHUNKS, f"{CHUNKED}c\r\n{BODY}\r\n", [400], stays=False, half_close=True,
        detail="before its last chunk",
    ),
    "empty line after the last chunk is missing": Row(
        "RFC 9112, 8", INCOMPLETE_CHUNKS, f"{CHUNKED}c\r\n{BODY}\r\n0\r\n", [400], stays=False, half_close=True,
    ),
    "chunk is cut": Row(
        "RFC 9112, 8", INCOMPLETE_CHUNKS, f"{CHUNKED}20\r\n{BODY}", [400], stays=False, half_close=True,
    ),
    "header fields are cut": Row(
        "RFC 9112, 8", "a server MAY send an error response before closing", f"GET /projects HTTP/1.1\r\n{HOST}", [400],
        stays=False, half_close=True, detail="ends before the empty line",
    ),
    # Chunks
    "chunks": Row("RFC 9112, 7.1", "MUST parse chunked", f"{CHUNKED}6\r\n{BODY[:6]}\r\n6\r\n{BODY[6:]}\r\n0\r\n\r\n", [201], creates=1),
    "chunk extensions": Row(
        "RFC 9112, 7.1.1", "a recipient MUST ignore unrecognized chunk extensions",
        f'{CHUNKED}c;a=b;c="d;e" ; f\r\n{BODY}\r\n0;last\r\n\r\n', [201], creates=1,
    ),
    "trailer fields": Row(
        "RFC 9112, 7.1.2", "a recipient MAY discard the trailer fields", f"{CHUNKED}c\r\n{BODY}\r\n0\r\nX-Sum: 1\r\n\r\n", [201], creates=1,
    ),
    "upper-case and zero-padded chunk size": Row(
        "RFC 9112, 7.1", "chunk-size = 1*HEXDIG", f"{CHUNKED}000C\r\n{BODY}\r\n000\r\n\r\n", [201], creates=1,
    ),
    "chunk size is not hexadecimal": Row(
        "RFC 9112, 7.1", "chunk-size = 1*HEXDIG", f"{CHUNKED}zz\r\n{BODY}\r\n0\r\n\r\n", [400], stays=False, detail="chunk size",
    ),
    "chunk size with a sign": Row(
        "RFC 9112, 7.1", "chunk-size = 1*HEXDIG", f"{CHUNKED}+c\r\n{BODY}\r\n0\r\n\r\n", [400], stays=False, detail="chunk size",
    ),
    "chunk size of 20 digits": Row(
        "RFC 9112, 7.1", "a recipient MUST anticipate large numbers and prevent overflows", f"{CHUNKED}{'f' * 20}\r\n{BODY}", [400],
        stays=False, detail="chunk size",
    ),
    "chunk is longer than its size": Row(
        "RFC 9112, 7.1", "chunk = chunk-size CRLF chunk-data CRLF", f"{CHUNKED}3\r\n{BODY}\r\n0\r\n\r\n", [400], stays=False,
        detail="longer than its size",
    ),
    # Transfer-Encoding and Content-Length
    "unknown transfer coding": Row(
        "RFC 9112, 6.1", "an unknown transfer coding SHOULD be a 501", post("Transfer-Encoding: gzip, chunked\r\n"), [501], stays=False,
        detail="chunked",
    ),
    "last transfer coding is not chunked": Row(
        "RFC 9112, 6.3", "the length cannot be determined: MUST be a 400, and close", post("Transfer-Encoding: gzip\r\n"), [400],
        stays=False, detail="not chunked",
    ),
    "Transfer-Encoding and Content-Length": Row(
        "RFC 9112, 6.1", "a server MAY reject a request with both", f"POST /projects HTTP/1.1\r\n{JSON}Content-Length: 5\r\n"
        f"Transfer-Encoding: chunked\r\n\r\nc\r\n{BODY}\r\n0\r\n\r\n", [400], stays=False, detail="both",
    ),
    "Transfer-Encoding in HTTP/1.0": Row(
        "RFC 9112, 6.1", "MUST treat the message as if the framing is faulty", post("Transfer-Encoding: chunked\r\n", version="HTTP/1.0"),
        [400], stays=False, detail="HTTP/1.0",
    ),
    "two lengths that differ": Row(
        "RFC 9112, 6.3", INVALID_LENGTH, post("Content-Length: 12\r\nContent-Length: 13\r\n"), [400], stays=False, detail="differ",
    ),
    "two equal lengths": Row(
        "RFC 9110, 8.6", "a recipient MAY replace duplicates by one", post("Content-Length: 12\r\nContent-Length: 12\r\n"), [201], creates=1,
    ),
    "length with a sign": Row("RFC 9110, 8.6", "Content-Length = 1*DIGIT", post("Content-Length: +12\r\n"), [400], stays=False),
    "length of 30 digits": Row("RFC 9112, 6.3", INVALID_LENGTH, post(f"Content-Length: {'9' * 30}\r\n"), [400], stays=False),
    # Host and target
    "no Host": Row("RFC 9112, 3.2", HOSTS, count(host=""), [400], stays=False, detail="Host is missing"),
    "no Host in HTTP/1.0": Row("RFC 9112, 3.2", "only HTTP/1.1 demands a Host", count(host="", version="HTTP/1.0"), [200], stays=False),
    "two Hosts": Row("RFC 9112, 3.2", HOSTS, count(host=HOST * 2), [400], stays=False, detail="Host occurs more than once"),
    "invalid Host": Row("RFC 9112, 3.2", HOSTS, count(host="Host: a b\r\n"), [400], stays=False, detail="value of Host"),
    "Host with a path": Row("RFC 9112, 3.2", HOSTS, count(host="Host: localhost/x\r\n"), [400], stays=False),
    "absolute form": Row(
        "RFC 9112, 3.2.2", "a server MUST accept the absolute form", count(target="http://localhost/projects/count?x"), [400],
        detail="not a query parameter",
    ),
    "host of the absolute form": Row(
        "RFC 9112, 3.2.2", "an origin server MUST ignore Host and use the host of the target",
        count(target="http://evil.example/projects/count"), [403], detail="evil.example",
    ),
    "asterisk form": Row(
        "RFC 9110, 9.3.7", "an asterisk applies to the server in general", f"OPTIONS * HTTP/1.1\r\n{HOST}{KEY}\r\n", [204],
        fields={"allow": "DELETE, GET, HEAD, OPTIONS, PATCH, POST"},
    ),
    "authority form": Row(
        "RFC 9110, 9.3.6", "an origin server MAY accept CONNECT", f"CONNECT localhost:80 HTTP/1.1\r\n{HOST}{KEY}\r\n", [501], stays=False,
    ),
    "target without a slash": Row("RFC 9112, 3.2", REQUEST_LINE, count(target="projects"), [400], stays=False, detail="target"),
    "encoded slash in an id": Row(
        "RFC 3986, 2.2", "a reserved character and its percent-encoded form are not equivalent", count(target="/projects/a%2Fapi-keys"),
        [404], detail="resource-not-found",
    ),
    "encoded slash in lower case": Row(
        "RFC 3986, 2.2", "percent-encoded octets are equal in upper and lower case", count(target="/projects%2fcount"), [404],
        detail="unrecognized",
    ),
    "encoded slash before the control plane": Row(
        "RFC 3986, 2.2", "data is not a delimiter", f"POST /_mock%2Freset HTTP/1.1\r\n{HOST}{KEY}\r\n", [404], detail="unrecognized",
    ),
    "quotation mark in a query": Row(
        "RFC 9112, 3", REQUEST_LINE, count(target='/projects?name="a"'), [400], stays=False, detail="percent-encoded",
    ),
    "angle brackets in a query": Row(
        "RFC 9112, 3", REQUEST_LINE, count(target="/projects?name=<a>"), [400], stays=False, detail="percent-encoded",
    ),
    "quotation mark in a path": Row("RFC 9112, 3", REQUEST_LINE, count(target='/projects/"a"'), [400], stays=False, detail="percent-encoded"),
    "fragment in a target": Row("RFC 9112, 3.2", REQUEST_LINE, count(target="/projects/count#a"), [400], stays=False),
    "brackets that browsers do not encode": Row(
        "WHATWG URL, 1.3", "the query percent-encode set", count(target="/projects/count?name=[]{}|^`"), [200],
    ),
    "UTF-8 in a query": Row("RFC 9112, 3", "a server may be lenient", count(target="/projects/count?name=é"), [200]),
    "bytes that are not UTF-8 in a query": Row(
        "RFC 9110, 4.2.2", "the query is data of the application", count(target="/projects/count?name=%FF"), [400], detail="not UTF-8",
    ),
    # Request line and header fields
    "one word": Row("RFC 9112, 3", REQUEST_LINE, "GARBAGE\r\n\r\n", [400], stays=False, detail="request line"),
    "two spaces": Row("RFC 9112, 3", REQUEST_LINE, f"GET  /projects HTTP/1.1\r\n{HOST}\r\n", [400], stays=False, detail="request line"),
    "HTTP/2.0": Row("RFC 9110, 15.6.6", "505: the major version is not supported", count(version="HTTP/2.0"), [505], stays=False),
    "HTTP/1.9": Row("RFC 9110, 2.5", "a higher minor version is the highest of its major version", count(version="HTTP/1.9"), [200]),
    "unknown method": Row(
        "RFC 9110, 15.5.6", "MUST generate Allow in a 405", f"PURGE /projects HTTP/1.1\r\n{HOST}{KEY}\r\n", [405],
        fields={"allow": "GET, HEAD, OPTIONS, POST"},
    ),
    "method in lower case": Row("RFC 9110, 9.1", "the method token is case-sensitive", count().replace("GET", "get"), [405]),
    "empty lines before a request": Row("RFC 9112, 2.2", "SHOULD ignore at least one empty line", "\r\n\r\n" + count(), [200]),
    "lines that end with LF": Row(
        "RFC 9112, 2.2", "a recipient MAY recognize a single LF", count().replace("\r\n", "\n"), [400], stays=False, detail="CRLF",
    ),
    "carriage return in a value": Row("RFC 9112, 2.2", "a bare CR MUST be invalid or replaced", count("X: a\rb\r\n"), [400], stays=False),
    "null in a value": Row("RFC 9110, 5.5", "CR, LF and NUL are invalid and dangerous", count("X: a\0b\r\n"), [400], stays=False),
    "space before the colon": Row("RFC 9112, 5.1", "MUST reject with a 400", count("X : y\r\n"), [400], stays=False),
    "line that continues a field": Row("RFC 9112, 5.2", "MUST reject with a 400, or replace", count("X: y\r\n z\r\n"), [400], stays=False),
    "field without a colon": Row("RFC 9112, 5", "field-line = field-name ':' OWS field-value OWS", count("X\r\n"), [400], stays=False),
    "request line of 70 kB": Row("RFC 9112, 3", "a longer target MUST be a 414", count(target="/" + "a" * 70_000), [414], stays=False),
    "fields of 70 kB": Row("RFC 6585, 5", "431: too large", count(f"X: {'a' * 70_000}\r\n"), [431], stays=False),
    "200 fields": Row("RFC 6585, 5", "431: too large", count("X: a\r\n" * 200), [431], stays=False, detail="more than 100"),
    # Expectations
    "100-continue": Row(
        "RFC 9110, 10.1.1", "either a final status or a 100, once", post("Expect: 100-continue\r\nContent-Length: 12\r\n", ""), [100, 201],
        then=BODY, creates=1,
    ),
    "100-continue in chunks": Row(
        "RFC 9110, 10.1.1", "either a final status or a 100, once", post("Expect: 100-Continue\r\nTransfer-Encoding: chunked\r\n", ""),
        [100, 201], then=f"c\r\n{BODY}\r\n0\r\n\r\n", creates=1,
    ),
    "100-continue with the body": Row(
        "RFC 9110, 10.1.1", "MAY omit a 100 if it has received content", post("Expect: 100-continue\r\nContent-Length: 12\r\n"), [201], creates=1,
    ),
    "100-continue without a key": Row(
        "RFC 9110, 10.1.1", "a final status that the header section determines",
        f"POST /projects HTTP/1.1\r\n{HOST}Expect: 100-continue\r\nContent-Length: 12\r\n\r\n", [401], stays=False,
        fields={"connection": "close"},
    ),
    "100-continue with a body that is too large": Row(
        "RFC 9110, 10.1.1", "a final status that the header section determines",
        post(f"Expect: 100-continue\r\nContent-Length: {2 * MEBIBYTE}\r\n", ""), [413], stays=False,
    ),
    "100-continue without a body": Row("RFC 9110, 10.1.1", "a 100 only if content follows", count("Expect: 100-continue\r\n"), [200]),
    "100-continue in HTTP/1.0": Row(
        "RFC 9110, 10.1.1", "MUST ignore the expectation in HTTP/1.0",
        post("Expect: 100-continue\r\nContent-Length: 12\r\n", version="HTTP/1.0"), [201], stays=False, creates=1,
    ),
    "another expectation": Row(
        "RFC 9110, 10.1.1", "MAY respond with 417", post("Expect: 200-maybe\r\nContent-Length: 12\r\n"), [417], stays=False,
    ),
    # Responses and bodies
    "413": Row(
        "RFC 9110, 15.5.14", "the server MAY close the connection", post(f"Content-Length: {2 * MEBIBYTE}\r\n", "x" * 2 * MEBIBYTE), [413],
        stays=False, fields={"connection": "close"}, detail="Send at most 1048576 bytes",
    ),
    "413 in chunks": Row(
        "RFC 9110, 15.5.14", "the server MAY close the connection", CHUNKED + f"100000\r\n{'x' * MEBIBYTE}\r\n" * 2 + "0\r\n\r\n", [413],
        stays=False, fields={"connection": "close"},
    ),
    "body of one mebibyte": Row(
        "RFC 9110, 15.5.14", "not larger than the limit", post(f"Content-Length: {MEBIBYTE}\r\n", BODY.ljust(MEBIBYTE)), [201], creates=1,
    ),
    "204 of the API": Row(
        "RFC 9110, 8.6", ABSENT_204, f"OPTIONS /projects HTTP/1.1\r\n{HOST}{KEY}\r\n", [204], absent=("content-length", "content-type"),
    ),
    "204 of the control plane": Row(
        "RFC 9110, 8.6", ABSENT_204, f"DELETE /_mock/requests HTTP/1.1\r\n{HOST}{KEY}\r\n", [204], absent=("content-length", "content-type"),
    ),
    "HEAD": Row(
        "RFC 9110, 9.3.2", "MUST NOT send content in the response", f"HEAD /projects/count HTTP/1.1\r\n{HOST}{KEY}\r\n", [200],
    ),
    "HEAD of the control plane": Row(
        "RFC 9110, 9.3.2", "MUST NOT send content in the response", f"HEAD /_mock/clock HTTP/1.1\r\n{HOST}{KEY}\r\n", [200],
    ),
    "GET with a body": Row(
        "RFC 9110, 9.3.1", "content in a GET has no semantics", count("Content-Length: 5\r\n") + "hello", [200],
    ),
    "gzip": Row(
        "RFC 9110, 15.5.16", "an unsupported content coding is a 415 with Accept-Encoding",
        post("Content-Encoding: gzip\r\nContent-Length: 12\r\n"), [415], fields={"accept-encoding": "identity"}, detail="gzip",
    ),
    "identity": Row(
        "RFC 9110, 12.5.3", "identity is not an encoding", post("Content-Encoding: identity\r\nContent-Length: 12\r\n"), [201], creates=1,
    ),
    "401 before the body": Row(
        "RFC 9110, 15.5.2", "MUST send WWW-Authenticate", f"POST /projects HTTP/1.1\r\n{HOST}Content-Length: 12\r\n\r\n{BODY}", [401],
        fields={"www-authenticate": 'Basic realm="admin.api.video"'},
    ),
    # Connections
    "three requests at once": Row("RFC 9112, 9.3.2", "MUST send the responses in the same order", count() * 3, [200, 200, 200]),
    "requests after a body": Row(
        "RFC 9112, 6", "the next request begins after the body", post("Content-Length: 12\r\n") + count(), [201, 200], creates=1,
    ),
    "close": Row(
        "RFC 9112, 9.6", "MUST NOT process further requests after close", count("Connection: close\r\n") + post("Content-Length: 12\r\n"),
        [200], stays=False, fields={"connection": "close"},
    ),
    "close among other options": Row("RFC 9112, 9.6", "close is one of the options", count("Connection: x, Close\r\n"), [200], stays=False),
    "HTTP/1.0": Row("RFC 9112, 9.3", "HTTP/1.0 closes unless it asks for keep-alive", count(version="HTTP/1.0"), [200], stays=False),
    "HTTP/1.0 with keep-alive": Row(
        "RFC 9112, 9.3", "HTTP/1.0 with keep-alive persists", count("Connection: keep-alive\r\n", version="HTTP/1.0"), [200],
        fields={"connection": "keep-alive"},
    ),
    "two keys": Row(
        "RFC 9110, 5.3", "a field that is not a list MUST NOT occur twice", count(KEY), [400], stays=False, detail="Authorization",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def servers() -> Iterator[dict[str, Address]]:
    with running_command("--rate-limit", "off") as (command, _), MockServer(rate_limit="off") as threaded:
        yield {"command": command, "threaded": ("127.0.0.1", int(threaded.url.rpartition(":")[2]))}


def exchange(address: Address, row: Row) -> list[RawResponse]:
    """Return the responses to a row. Check what happens to the connection, and how many projects were created."""
    before = get(address)["count"]
    is_head = b"HEAD" in encoded(row)[:4]
    with Connection(address) as connection:
        connection.send(encoded(row))
        if row.half_close:
            connection.half_close()
        responses = [connection.read(is_head=is_head)]
        if row.then:
            connection.send(row.then.encode())
        responses += [connection.read() for _ in row.statuses[1:]]
        if row.stays:
            connection.send(CANARY)
            assert connection.read().status == 200
        else:
            assert connection.is_at_end()
    assert get(address)["count"] - before == row.creates
    return responses


def encoded(row: Row) -> bytes:
    return row.sent if isinstance(row.sent, bytes) else row.sent.encode()


def masked(response: RawResponse) -> tuple[int, str, dict[str, str], bytes]:
    """Return a response without what differs between two servers: the time, the ids, and the number of projects."""
    fields = {name: value for name, value in response.fields.items() if name not in {"date", "x-request-id"}}
    body = re.sub(rb'project_\w+|\d{4}-\d\d-\d\dT[^"]*|"count":\d+', b"", response.body)
    return response.status, response.reason, fields, body


@pytest.mark.parametrize("name", TABLE)
def test_both_servers_respond_as_the_standards_demand(servers, name):
    row = TABLE[name]

    found = {server: exchange(address, row) for server, address in servers.items()}

    assert [masked(one) for one in found["command"]] == [masked(one) for one in found["threaded"]]
    for responses in found.values():
        assert [one.status for one in responses] == row.statuses, f"{row.rule}: {row.sentence}"
        last = responses[-1]
        assert row.detail in last.body.decode()
        assert last.fields.items() >= row.fields.items()
        assert not last.fields.keys() & set(row.absent)
        assert ("close" in last.fields.get("connection", "")) == (
            not row.stays
        )  # RFC 9112, 9.6: a server SHOULD send close
        assert "date" in last.fields  # RFC 9110, 6.6.1: MUST generate Date
        if last.status >= 400:
            assert last.fields["content-type"] == "application/problem+json"
            assert last.json["status"] == last.status
