"""The server of a session as a WSGI application, which Schemathesis can call: each request is sent as the account sends its own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from http.client import responses
from typing import TYPE_CHECKING, Any, Final

from apivideo_admin_contract.session.session import Session

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

#: Where the application serves the document. No path of an API has a space.
DOCUMENT_PATH: Final = "/the document"

#: Headers that the client of the session sets itself, or that Schemathesis adds only to distinguish its cases.
_NOT_SENT: Final = {
    "host",
    "user-agent",
    "content-length",
    "accept-encoding",
    "connection",
    "x-schemathesis-testcaseid",
}
_NOT_RETURNED: Final = {"content-encoding", "content-length", "transfer-encoding"}


class SessionApp:
    """Serve the document, and send every other request through the account. Raises what the account raises."""

    def __init__(self, session: Session, document: Mapping[str, Any]) -> None:
        self._session = session
        # The base URL of the session may have a path. Schemathesis would add that of the document's servers to each request.
        self._document = json.dumps({**document, "servers": [{"url": "/"}]}).encode()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve a request."""
        if environ["PATH_INFO"] == DOCUMENT_PATH:
            start_response("200 OK", [("Content-Type", "application/json")])
            return [self._document]
        length = int(environ.get("CONTENT_LENGTH") or 0)
        content = environ["wsgi.input"].read(length) if length or "CONTENT_TYPE" in environ else None
        # PATH_INFO is decoded; the client of Schemathesis, Werkzeug's, adds the path as a client would send it.
        query = environ["QUERY_STRING"]
        target = environ["REQUEST_URI"].partition("?")[0] + (f"?{query}" if query else "")
        request = self._session.connection.client.build_request(
            environ["REQUEST_METHOD"],
            f"{self._session.base_url.rstrip('/')}{target}",
            content=content,
            headers=list(_headers(environ)),
        )
        response = self._session.account.carry(request, target, content)
        headers = [(name, value) for name, value in response.headers.items() if name not in _NOT_RETURNED]
        start_response(f"{response.status_code} {responses.get(response.status_code, 'Unknown')}", headers)
        return [response.content]


def _headers(environ: WSGIEnvironment) -> Iterator[tuple[bytes, bytes]]:
    for key, value in environ.items():
        name = key.removeprefix("HTTP_").replace("_", "-").lower()
        if (key.startswith("HTTP_") and name not in _NOT_SENT) or (key == "CONTENT_TYPE" and value):
            yield name.encode("latin-1"), value.encode("latin-1")
