"""Requests and responses of a WSGI application (PEP 3333)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import parse_qsl, urlencode

from apivideo_admin_contract.document.document import Operation

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

#: A longer payload is not read, so that the mock refuses it, in bytes.
_MOST: Final = 1 << 21


@dataclass(frozen=True, slots=True)
class Request:
    """A request. ``path`` is decoded and ``search`` is the query as sent; ``operation`` and ``ids`` belong to the path and method."""

    method: str
    path: str
    search: str
    authorization: str | None
    body: bytes
    environ: WSGIEnvironment
    operation: Operation | None = None
    ids: tuple[str, ...] = ()

    @property
    def query(self) -> dict[str, str]:
        """The query parameters."""
        return dict(parse_qsl(self.search, keep_blank_values=True, errors="replace"))

    @property
    def payload(self) -> Any:
        """The parsed payload, or None if it is not JSON."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    def header(self, name: str) -> str | None:
        """Return a header, or None."""
        return self.environ.get(f"HTTP_{name.upper().replace('-', '_')}")

    def replace(self, *, query: Mapping[str, Any] | None = None, payload: Any = None, **changes: Any) -> Self:
        """Return a changed copy; ``query`` sets ``search`` and ``payload`` sets ``body``."""
        if query is not None:
            changes["search"] = urlencode(query, doseq=True)
        if payload is not None:
            changes["body"] = json.dumps(payload, ensure_ascii=False).encode()
            changes["environ"] = {**self.environ, "CONTENT_TYPE": "application/json"}
        return replace(self, **changes)


@dataclass(frozen=True, slots=True)
class Response:
    """A response; ``headers`` are in the order sent."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def json(self) -> Any:
        """The parsed body. Raise ValueError if it is not JSON."""
        return json.loads(self.body)

    @property
    def is_success(self) -> bool:
        """Whether the request succeeded."""
        return self.status < 300

    def header(self, name: str) -> str | None:
        """Return a header, or None."""
        return next((value for one, value in self.headers if one.lower() == name.lower()), None)

    def replace(
        self, *, status: int | None = None, json: Any = None, body: bytes | None = None, **headers: str | None
    ) -> Self:
        """Return a changed copy. Name headers with underscores; None removes a header."""
        content = _encoded(json) if json is not None else self.body if body is None else body
        changed = {name.replace("_", "-").lower(): value for name, value in headers.items()}
        if content != self.body and "content-length" not in changed:
            changed["content-length"] = str(len(content))
        kept = [(name, value) for name, value in self.headers if name.lower() not in changed]
        added = [(name.title(), value) for name, value in changed.items() if value is not None]
        return replace(self, status=status or self.status, headers=(*kept, *added), body=content)


def read(environ: WSGIEnvironment) -> Request:
    """Read a request with its payload."""
    length, body = _length(environ), b""
    if length <= _MOST and (length or environ.get("HTTP_TRANSFER_ENCODING")):
        body = environ["wsgi.input"].read(length or _MOST)
    return Request(
        method=environ["REQUEST_METHOD"],
        path=environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace"),
        search=environ.get("QUERY_STRING", ""),
        authorization=environ.get("HTTP_AUTHORIZATION"),
        body=body,
        environ=environ,
    )


def send(application: WSGIApplication, request: Request) -> Response:
    """Return the response of an application to a request."""
    environ = dict(request.environ)
    environ |= {
        "REQUEST_METHOD": request.method,
        "PATH_INFO": request.path.encode().decode("latin-1"),
        "QUERY_STRING": request.search,
    }
    environ.pop("HTTP_AUTHORIZATION", None)
    if request.authorization is not None:
        environ["HTTP_AUTHORIZATION"] = request.authorization
    if _length(environ) <= _MOST:
        environ["wsgi.input"] = BytesIO(request.body)
        if request.body or environ.get("CONTENT_LENGTH"):
            environ["CONTENT_LENGTH"] = str(len(request.body))
    heads: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], _: object = None) -> Any:
        heads.append((status, headers))

    body = b"".join(application(environ, start))
    status, headers = heads[0]
    return Response(int(status[:3]), tuple(headers), body)


def _length(environ: WSGIEnvironment) -> int:
    """Return the Content-Length of a request; 0 if it is not a number, which the server must judge."""
    text = str(environ.get("CONTENT_LENGTH") or "")
    return int(text) if text.isascii() and text.isdigit() else 0


def _encoded(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
