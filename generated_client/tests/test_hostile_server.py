"""A server that repeats the key or a secret of the request, sends control characters, floods or trickles."""

from __future__ import annotations

import base64
import gzip
import json
import logging
import pickle
import re
import traceback
from typing import Any

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from raw_socket_server import Action, RawSocketServer, respond
from sdk_harness import HARNESSES, ByteStream, page_of

from apivideo_admin import AdminClient, errors

KEY = "Kd7wQ2xV9rTb4mZp"
BASIC = base64.b64encode(f"{KEY}:".encode()).decode()
SECRET = "s3cr3t/value with\\signs"
COUNT = lambda admin: admin.api_keys.count("p", value=SECRET)  # noqa: E731
LIST = lambda admin: admin.api_keys.list("p", value=SECRET)  # noqa: E731


def escaped(text: str) -> str:
    return "".join(f"\\u{ord(one):04x}" for one in text)


def problem(text: str, **more: Any) -> bytes:
    fields = dict.fromkeys(("title", "detail", "type", "name", "constraint"), text)
    return json.dumps(fields | {"problems": [fields]} | more).encode()


def raw(head: str, body: bytes = b"{}") -> Action:
    return Action(f"HTTP/1.1 {head}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)


#: Where a server may repeat a text.
PLACES = {
    "status phrase": lambda text: raw(f"404 {text}"),
    "status phrase of a success": lambda text: raw(f"200 {text}", b"{"),
    "status line": lambda text: Action(f"HTTP/1.1 {text} {text}\r\n\r\n".encode()),
    "protocol": lambda text: Action(f"{text}\r\n\r\n".encode()),
    "header": lambda text: respond(400, X_Request_Id=text, WWW_Authenticate=text, Content_Type=text, Retry_After=text),
    "header name": lambda text: raw(f"400 Bad\r\nX{re.sub('[^A-Za-z0-9]', '_', text)}: 1"),
    "invalid header": lambda text: raw(f"200 OK\r\n{text} : 1"),
    "length": lambda text: Action(f"HTTP/1.1 200 OK\r\nContent-Length: {text}\r\n\r\n".encode()),
    "coding": lambda text: raw(f"200 OK\r\nContent-Encoding: gzip, {text}".replace("\\", "")),
    "redirect": lambda text: raw(f"302 Found\r\nLocation: https://{text}.example/{text}?{text}"),
    "problem": lambda text: respond(400, problem(text)),
    "escaped problem": lambda text: respond(400, problem("ESC").replace(b"ESC", escaped(text).encode())),
    "names in a problem": lambda text: respond(400, json.dumps({text: {text: text}}).encode()),
    "problem behind another": lambda text: respond(
        400, b'{"detail": "' + escaped(text).encode() + b'", "detail": "x"}'
    ),
    "text": lambda text: respond(502, f"<html>{text}".encode(), Content_Type="text/html"),
    "wrong type": lambda text: respond(200, json.dumps({"count": text}).encode()),
    "unknown field": lambda text: respond(200, json.dumps({text: text}).encode()),
    "invalid JSON": lambda text: respond(200, f'{{"count": 1, "{escaped(text)}"'.encode()),
    "invalid UTF-8": lambda text: respond(200, b"\xff" + text.encode()),
    "next link": lambda text: respond(200, json.dumps(page_of({}, [], next=f"https://{text}.example/")).encode()),
    "invalid link": lambda text: respond(200, json.dumps(page_of({}, [], next=f"http://[{text}")).encode()),
    "link to a page that fails": lambda text: respond(
        200, json.dumps(page_of({}, [], next=f"/projects/{text.replace(chr(92), '')}")).encode()
    ),
}


def texts_of(value: Any, seen: set[int]) -> list[str]:
    """Return every text that can be reached from a value: attributes, items, exceptions that it is raised from."""
    if id(value) in seen:
        return []
    seen.add(id(value))
    if isinstance(value, str):
        return [value]
    if isinstance(value, bytes):
        return [value.decode("latin-1")]
    if isinstance(value, dict):
        parts = [*value, *value.values()]
    elif isinstance(value, (list, tuple, set, frozenset)):
        parts = list(value)
    elif isinstance(value, httpx2.Headers):
        parts = value.raw
    elif isinstance(value, BaseException):
        parts = [str(value), repr(value), value.args, vars(value), value.__cause__, value.__context__]
    else:
        parts = [repr(value), str(value), getattr(value, "__dict__", {})]
    return [text for part in parts for text in texts_of(part, seen)]


def shown_by(error: BaseException) -> str:
    formatted = traceback.format_exception(error)
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 (our own bytes)
    return "\n".join(
        [*formatted, pickle.dumps(error).decode("latin-1"), *texts_of(error, set()), *texts_of(copy, set())]
    )


class Collected(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


def provoke(sdk, action, server_action) -> str:
    """Return all that a failed call shows: its error, and the log lines of all libraries at DEBUG."""
    log, root = Collected(), logging.getLogger()
    level = root.level
    root.addHandler(log)
    root.setLevel(logging.DEBUG)
    try:
        with RawSocketServer(server_action, Action()) as server, pytest.raises(errors.AdminError) as caught:
            sdk.call(None, action, api_key=KEY, base_url=server.url, timeout=5)
    finally:
        root.removeHandler(log)
        root.setLevel(level)
    return "\n".join([shown_by(caught.value), *log.lines])


def leaked(shown: str, *secrets: str) -> dict[str, str]:
    """Return the parts of secrets that are shown, in any case, each with what is around it."""
    shown = shown.lower()
    parts = {one[at : at + 8].lower() for one in secrets for at in range(len(one) - 7)}
    return {one: shown[max(0, shown.index(one) - 60) : shown.index(one) + 60] for one in parts if one in shown}


@pytest.mark.parametrize("sdk", HARNESSES.values(), ids=HARNESSES)
@given(st.data())
@settings(max_examples=40, deadline=None, database=None)
def test_nothing_that_a_failed_call_shows_has_eight_characters_of_a_secret(sdk, data):
    secret = data.draw(st.sampled_from([KEY, BASIC, SECRET]))
    first = data.draw(st.integers(0, len(secret) - 8))
    repeated = secret[first : data.draw(st.integers(first + 8, len(secret)))]
    place = data.draw(st.sampled_from(sorted(PLACES)))
    action = data.draw(st.sampled_from([LIST] if "link" in place else [COUNT, LIST]))
    shown = provoke(sdk, action, PLACES[place](repeated))
    assert not leaked(shown, KEY, BASIC, SECRET)


@pytest.mark.parametrize("place", PLACES)
def test_each_place_where_a_server_repeats_the_whole_key_is_redacted(sdk, place):
    shown = provoke(sdk, LIST, PLACES[place](BASIC))
    assert not leaked(shown, BASIC)


def test_a_secret_in_json_escapes_is_removed(sdk):
    shown = provoke(sdk, COUNT, PLACES["escaped problem"](KEY))
    assert KEY not in shown
    assert escaped(KEY) not in shown
    assert json.dumps(escaped(KEY))[1:-1] not in shown


CONTROL = "\x1b[2J\r\n\u202egnp\x00\u2028"


def test_control_characters_of_a_server_are_escaped_in_messages(sdk):
    error = failure(
        sdk, httpx2.Response(400, json={"title": CONTROL, "detail": CONTROL}, headers={"X-Request-Id": "\x1b[1m"})
    )
    assert str(error).isprintable()
    assert r"\x1b[2J\r\n\u202egnp\x00\u2028" in str(error)
    assert error.title == CONTROL


def failure(sdk, response: httpx2.Response, **options: Any) -> errors.AdminError:
    with pytest.raises(errors.AdminError) as caught:
        sdk.call(lambda _: response, COUNT, **options)
    return caught.value


def encoded(content: bytes, coding: str, status: int = 200) -> httpx2.Response:
    return httpx2.Response(status, headers={"Content-Encoding": coding}, stream=ByteStream(content))


@pytest.mark.parametrize(("status", "kind"), [(200, errors.APIResponseValidationError), (404, errors.NotFoundError)])
def test_a_body_that_cannot_be_decompressed_is_an_error_of_its_status(sdk, environment, status, kind):
    error = failure(sdk, encoded(b'{"title": "T"}', "gzip", status), environment=environment)
    assert type(error) is kind
    assert environment.waits == []
    assert "not valid gzip" in str(error)
    assert error.title == "T"
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 (our own bytes)
    assert str(copy) == str(error)


def test_a_compressed_body_is_decompressed_and_its_headers_are_kept(sdk):
    def handler(_: httpx2.Request) -> httpx2.Response:
        return encoded(gzip.compress(b'{"count": 7}'), "gzip")

    found = sdk.call(handler, lambda admin: admin.projects.with_raw_response.count())
    assert found.parsed == 7
    assert found.response.headers["Content-Encoding"] == "gzip"
    assert found.response.content == b'{"count": 7}'


def test_stacked_encodings_are_refused(sdk):
    bomb = gzip.compress(gzip.compress(b'{"count": 7}'))
    error = failure(sdk, encoded(bomb, "gzip, gzip"))
    assert type(error) is errors.APIResponseValidationError
    assert "2 content encodings" in str(error)


@pytest.mark.parametrize(
    ("content", "coding"), [(gzip.compress(b" " * 5000), "gzip"), (b" " * 5000, "identity")], ids=["gzip", "identity"]
)
def test_a_body_beyond_max_response_bytes_is_refused(sdk, content, coding):
    for status, kind in ((200, errors.APIResponseValidationError), (404, errors.NotFoundError)):
        error = failure(sdk, encoded(content, coding, status), max_response_bytes=4999)
        assert type(error) is kind
        assert "max_response_bytes (4999)" in str(error)
    body = content if coding == "identity" else gzip.compress(b'{"count": 7}' + b" " * 4988)
    options = {"max_response_bytes": 5000}
    if coding == "gzip":
        assert sdk.call(lambda _: encoded(body, coding), COUNT, **options) == 7


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"], ids=["head", "body"])
def test_a_call_ends_after_max_call_seconds_however_slowly_bytes_arrive(sdk, start):
    with RawSocketServer(Action(start, "trickle")) as server, pytest.raises(errors.APITimeoutError) as caught:
        sdk.call(None, COUNT, base_url=server.url, timeout=5, max_call_seconds=0.3, max_retries=4)
    assert "max_call_seconds" in str(caught.value)
    assert len(server.requests) == 1


def test_a_raw_response_has_no_credentials(sdk):
    def handler(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json={"count": 1})

    found = sdk.call(
        handler,
        lambda admin: admin.api_keys.with_raw_response.count("p", value=SECRET),
        api_key=KEY,
        default_headers={"Cookie": "a=" + KEY},
    )
    shown = "\n".join([pickle.dumps(found).decode("latin-1"), *texts_of(found, set())])
    assert found.response.request.headers["User-Agent"].startswith("apivideo-admin")
    for hidden in (KEY, BASIC, "s3cr3t"):
        assert hidden not in shown


def test_the_locals_of_a_failed_call_show_no_secret(sdk):
    def handler(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(404)

    with pytest.raises(errors.NotFoundError) as caught:
        sdk.call(handler, COUNT, api_key=KEY)
    frames = [
        frame
        for frame in traceback.StackSummary.extract(traceback.walk_tb(caught.value.__traceback__), capture_locals=True)
        if "apivideo_admin" in frame.filename
    ]
    shown = "\n".join(f"{name}={value}" for frame in frames for name, value in (frame.locals or {}).items())
    assert "with_raw" not in shown
    assert "count" in shown
    for hidden in (KEY, BASIC, "s3cr3t"):
        assert hidden not in shown


def test_a_client_that_is_not_complete_has_a_repr():
    assert repr(AdminClient.__new__(AdminClient)) == "AdminClient()"
