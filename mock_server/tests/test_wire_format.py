"""The parsers of heads and chunks, without a socket."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apivideo_admin_mock.adapters.http1.chunked import ChunkDecoder
from apivideo_admin_mock.adapters.http1.head import CHUNKED, MAX_HEAD_BYTES, Head, Refusal, find_end, parse_head


def parsed(*lines: str) -> Head:
    head = parse_head("\r\n".join(["GET /a HTTP/1.1", "Host: x", *lines]).encode("latin-1"))
    assert isinstance(head, Head)
    return head


def test_a_head_has_decoded_parts():
    head = parse_head("GET /caf%C3%A9/é%2fb?x=é%20 HTTP/1.1\r\nHost: x\r\nX-Y:  a\t\r\nx-y: b".encode())

    assert isinstance(head, Head)
    assert (head.method, head.path, head.query) == ("GET", "/café/é%2Fb", "x=%C3%A9%20")
    assert (head.field("x-y"), head.field("z")) == ("a, b", None)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], (0, True, False)),
        (["Content-Length: 7", "Expect: 100-continue", "Connection: close"], (7, False, True)),
        (["Transfer-Encoding: Chunked"], (CHUNKED, True, False)),
        (["Expect: 100-continue"], (0, True, False)),
    ],
)
def test_the_fields_determine_the_body_and_the_connection(lines, expected):
    head = parsed(*lines)

    assert (head.length, head.fields.keep_alive, head.fields.expects_continue) == expected


def test_the_fields_of_a_connection_are_parsed_once():
    assert parsed("X: 1").fields is parsed("X: 1").fields
    assert parsed("X: " + "1" * 2000).fields is not parsed("X: " + "1" * 2000).fields


@given(st.binary(max_size=300))
def test_any_bytes_are_a_head_or_a_refusal(data):
    found = parse_head(data)

    assert isinstance(found, Head) or (isinstance(found, Refusal) and 400 <= found.status <= 505)


def test_the_end_of_a_head_is_found_in_parts():
    assert find_end(b"GET / HTTP/1.1\r\n\r", 0) is None
    assert find_end(b"GET / HTTP/1.1\r\n\r\nbody", 14) == 14
    assert find_end(b"a" * (MAX_HEAD_BYTES + 1), 0) == Refusal(
        414, f"The request line is longer than {MAX_HEAD_BYTES} bytes."
    )


@given(
    st.lists(st.binary(min_size=1, max_size=50), max_size=5),
    st.lists(st.integers(1, 20), min_size=1),
    st.sampled_from(["", ";a=b", ' ; a="b;c"']),
    st.binary(max_size=20),
)
def test_chunks_are_decoded_however_they_are_cut(parts, cuts, extension, rest):
    chunks = b"".join(f"{len(part):X}{extension}\r\n".encode() + part + b"\r\n" for part in parts)
    data = chunks + f"0{extension}\r\nA: b\r\n\r\n".encode() + rest
    decoder, decoded, position, turn = ChunkDecoder(), b"", 0, 0
    while not decoder.done:
        size = cuts[turn % len(cuts)]
        decoded += decoder.feed(data[position : position + size])
        position, turn = position + size, turn + 1

    assert decoder.error is None
    assert decoded == b"".join(parts)
    assert decoder.rest + data[position:] == rest


@given(st.binary(max_size=100))
def test_any_bytes_are_chunks_or_an_error(data):
    decoder = ChunkDecoder()
    decoded = decoder.feed(data)

    assert len(decoded) <= len(data)
    assert decoder.error is None or not decoder.done


@pytest.mark.parametrize(
    "line", [b"0" * 5000, b"1;" + b"a" * 5000 + b"\r\n", b"1\n", b"0\r\nno colon\r\n", b"0\r\n" + b"A: b\r\n" * 5000]
)
def test_a_line_between_chunks_is_bounded_and_strict(line):
    decoder = ChunkDecoder()
    decoder.feed(line)

    assert decoder.error is not None
