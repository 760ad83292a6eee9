"""The header fields that a proxy passes on (RFC 9110, sections 7.6 and 8.6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from apivideo_admin_mock.http.access import OWN_VIA, TOKEN_HEADER
from apivideo_admin_mock.http.messages import INSPECTOR_HEADER, REQUEST_ID
from apivideo_admin_mock.proxy.exchange import UpstreamResponse

# Fields of one connection, and those that describe its framing.
_HOP_BY_HOP: Final = frozenset(
    {
        *("connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"),
        *("proxy-authenticate", "proxy-authorization", "proxy-authentication-info", "content-length"),
    }
)
# The proxy answers `Expect` itself, validates plain bodies, and has a name of its own.
_NOT_FORWARDED: Final = _HOP_BY_HOP | {
    *("host", "expect", "accept-encoding", "via", REQUEST_ID.lower(), TOKEN_HEADER.lower(), INSPECTOR_HEADER),
}
# The server of the proxy writes these.
_NOT_RETURNED: Final = _HOP_BY_HOP | {"date"}


def upstream_headers(fields: Mapping[str, str], host: str) -> list[tuple[str, str]]:
    """Return the fields of a request for the upstream server, but for its id. The names of ``fields`` are in lowercase."""
    left_out = _named(fields.get("connection", "")) | _NOT_FORWARDED
    kept = [(name, value) for name, value in fields.items() if name not in left_out]
    via = fields.get("via")
    own = OWN_VIA if via is None else f"{via}, {OWN_VIA}"
    return [("host", host), *kept, ("accept-encoding", "identity"), ("via", own)]


def client_headers(response: UpstreamResponse) -> list[tuple[str, str]]:
    """Return the fields of a response for the client."""
    options = response.fields.get("connection")
    left_out = _NOT_RETURNED if options is None else _named(options) | _NOT_RETURNED
    return [field for field in response.headers if field[0].lower() not in left_out]


def _named(connection: str) -> set[str]:
    """Return the names of the fields that ``Connection`` makes those of one connection."""
    return {name.strip().lower() for name in connection.split(",")} - {""} if connection else set()
