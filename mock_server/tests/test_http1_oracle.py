"""A request that the mock's server accepts, another strict parser reads in the same way: no two readers see two requests."""

import h11
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from apivideo_admin_mock.adapters.http1.chunked import ChunkDecoder
from apivideo_admin_mock.adapters.http1.head import CHUNKED, Refusal, parse_head

pytestmark = pytest.mark.once

METHODS = st.sampled_from([b"GET", b"POST", b"PATCH", b"DELETE", b"get", b"G ET", b""])
TARGETS = st.sampled_from([b"/", b"/projects?a=b", b"/a%2Fb", b"http://host/a", b"*", b"/a b", b"/\x00", b"projects"])
VERSIONS = st.sampled_from([b"HTTP/1.1", b"HTTP/1.0", b"HTTP/2.0", b"http/1.1", b"HTTP/1.1 "])
NAMES = st.sampled_from(
    [b"Host", b"Content-Length", b"Transfer-Encoding", b"Connection", b"Expect", b"X-A", b"X A", b"", b"host ", b" X-B"]
)
VALUES = st.sampled_from(
    [
        *(b"host", b"host:80", b"5", b"05", b"+5", b"-5", b"5, 5", b"5 ", b"0x5", b"chunked", b"Chunked", b"gzip, chunked"),
        *(b"chunked, gzip", b"identity", b"close", b"keep-alive", b"100-continue", b"a\tb", b"a\x00b", b"a\rb", b"a\nb", b"\xe9"),
        b"",
    ]
)  # fmt: skip
FIELDS = st.lists(st.tuples(NAMES, st.sampled_from([b": ", b":", b" :", b":\t"]), VALUES), max_size=4)


def read_by_h11(raw):
    """Return the request of h11 and the length of its body (None in chunks), or None if it refuses the request."""
    connection = h11.Connection(h11.SERVER)
    connection.receive_data(raw + b"\r\n\r\n")
    try:
        event = connection.next_event()
    except h11.RemoteProtocolError:
        return None
    fields = dict(event.headers)
    return event, None if b"transfer-encoding" in fields else int(fields.get(b"content-length", 0))


@given(METHODS, TARGETS, VERSIONS, st.booleans(), FIELDS)
@example(b"GET", b"/", b"HTTP/1.1", True, [(b"Content-Length", b": ", b"5"), (b"Transfer-Encoding", b": ", b"chunked")])
@settings(max_examples=400, deadline=None)
def test_an_accepted_head_is_the_same_request_for_another_parser(method, target, version, has_host, fields):
    lines = [method + b" " + target + b" " + version, *([b"Host: host"] if has_host else [])]
    raw = b"\r\n".join([*lines, *(name + colon + value for name, colon, value in fields)])

    head = parse_head(raw)

    if not isinstance(head, Refusal):
        read = read_by_h11(raw)
        assert read is not None
        event, length = read
        assert head.method.encode() == event.method
        assert (None if head.length == CHUNKED else head.length) == length


@given(st.lists(st.binary(min_size=1, max_size=20), max_size=4), st.lists(st.integers(1, 30), max_size=8), st.data())
@settings(max_examples=200, deadline=None)
def test_an_accepted_body_in_chunks_is_the_same_for_another_parser(parts, cuts, data):
    raw = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
    if raw and data.draw(st.booleans()):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw = raw[:at] + data.draw(st.sampled_from([b"", b"\n", b"\r", b"g", b";a", b" ", b"f"])) + raw[at + 1 :]
    decoder, body = ChunkDecoder(), b""
    position = 0
    for cut in [*cuts, len(raw)]:
        body += decoder.feed(raw[position : position + cut])
        position += cut

    connection = h11.Connection(h11.SERVER)
    connection.receive_data(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + raw)
    connection.next_event()
    if decoder.done:
        received = b""
        while not isinstance(event := connection.next_event(), h11.EndOfMessage):
            assert isinstance(event, h11.Data), event
            received += bytes(event.data)
        assert body == received
