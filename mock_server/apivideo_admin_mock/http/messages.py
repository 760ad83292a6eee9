"""HTTP requests and responses as plain values, independent of any web framework."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

import msgspec

#: The largest payload to read, in bytes. A larger one is a 413 (openapi/README.md, Errors).
MAX_BODY_BYTES: Final = 1024 * 1024

#: Requests below this path go to the control plane, all others to the API.
CONTROL_PREFIX: Final = "/_mock/"

#: The header with the id of a request. A response repeats that of its request if it is valid.
REQUEST_ID: Final = "X-Request-Id"

_REQUEST_ID_FIELD: Final = REQUEST_ID.lower()
_REQUEST_ID_VALUE: Final = re.compile(r"[A-Za-z0-9._:/+=@~-]{1,128}")

#: A request of the API with this header, in lowercase, comes from the inspector or from tools: it is neither counted in the rate limit nor
#: recorded, and no injected fault or latency applies to it.
INSPECTOR_HEADER: Final = "x-mock-inspector"

#: The reason phrase of each status (RFC 9110, section 15, and the IANA registry). `http.HTTPStatus` is not used for them:
#: its phrases depend on the Python version, for example "Request Entity Too Large" (3.12) and "Content Too Large" (3.13).
REASONS: Final[Mapping[int, str]] = {
    200: "OK",
    201: "Created",
    202: "Accepted",
    203: "Non-Authoritative Information",
    204: "No Content",
    205: "Reset Content",
    206: "Partial Content",
    400: "Bad Request",
    401: "Unauthorized",
    402: "Payment Required",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    407: "Proxy Authentication Required",
    408: "Request Timeout",
    409: "Conflict",
    410: "Gone",
    411: "Length Required",
    412: "Precondition Failed",
    413: "Content Too Large",
    414: "URI Too Long",
    415: "Unsupported Media Type",
    416: "Range Not Satisfiable",
    417: "Expectation Failed",
    418: "I'm a Teapot",
    421: "Misdirected Request",
    422: "Unprocessable Content",
    423: "Locked",
    424: "Failed Dependency",
    425: "Too Early",
    426: "Upgrade Required",
    428: "Precondition Required",
    429: "Too Many Requests",
    431: "Request Header Fields Too Large",
    451: "Unavailable For Legal Reasons",
    500: "Internal Server Error",
    501: "Not Implemented",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
    505: "HTTP Version Not Supported",
    506: "Variant Also Negotiates",
    507: "Insufficient Storage",
    508: "Loop Detected",
    510: "Not Extended",
    511: "Network Authentication Required",
}


@dataclass(frozen=True, slots=True)
class Headers:
    """The header fields of a request as they are recorded: lowercase names, and secrets masked. ``size`` is their length in characters."""

    values: Mapping[str, str]
    size: int


NO_HEADERS: Final = Headers({}, 0)


class Request(msgspec.Struct, frozen=True):
    """The parts of an HTTP request that the engine reads.

    ``path`` is percent-decoded, except that an encoded slash stays ``%2F``: it is a part of a segment. ``query`` is raw, without
    the question mark. ``body`` holds at most `MAX_BODY_BYTES`. If the request has a larger payload, ``oversize`` is true and
    ``body`` must be ignored. The engine only records ``headers``. ``defect`` is why a payload is incomplete or its framing invalid:
    such a request is not carried out.
    """

    method: str
    path: str
    query: str = ""
    authorization: str | None = None
    content_type: str | None = None
    body: bytes = b""
    oversize: bool = False
    content_encoding: str | None = None
    defect: str | None = None
    headers: Headers = NO_HEADERS


class Delivery(msgspec.Struct, frozen=True):
    """How an adapter sends a response that is late or incomplete.

    The adapter waits ``delay`` seconds first. If ``sent`` is -1, it then sends the whole response. If ``sent`` is another number,
    it sends that many bytes of the body, waits ``stall`` seconds and closes the connection. If ``sent`` is None, it closes the
    connection without a response.
    """

    delay: float = 0
    sent: int | None = -1
    stall: float = 0

    @property
    def complete(self) -> bool:
        """Whether the whole response is sent."""
        return self.sent == -1


class SpecViolation(NamedTuple):
    """Where a request or a response does not match the document.

    - ``part``: ``request`` or ``response``. ``rule``: what is violated, for example ``schema``, ``status`` or ``header``.
    - ``operation_id``: None for an unknown URL. ``pointer``: the JSON pointer of the violated part of the document (RFC 6901).
    - ``at``: where it is in the message, for example ``body/items/0/name`` or ``headers/retry-after``. ``detail``: what is wrong.
    """

    part: str
    rule: str
    operation_id: str | None
    pointer: str
    at: str
    detail: str


class Response(msgspec.Struct, frozen=True):
    """The response of the engine. ``headers`` are in the order of sending; the adapter adds ``Content-Length``.

    ``request_id`` is the value of its `REQUEST_ID`, empty without one. ``violations`` are those that a proxy found.
    """

    status: int
    headers: list[tuple[str, str]] = msgspec.field(default_factory=list)
    body: bytes = b""
    delivery: Delivery | None = None
    request_id: str = ""
    violations: tuple[SpecViolation, ...] = ()


def sent_request_id(fields: Mapping[str, str]) -> str | None:
    """Return the valid `REQUEST_ID` in header fields with lowercase names, or None: up to 128 letters, digits and ``._:/+=@~-``."""
    sent = fields.get(_REQUEST_ID_FIELD)
    return sent if sent is not None and _REQUEST_ID_VALUE.fullmatch(sent) else None
