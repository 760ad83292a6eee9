"""Carries Schemathesis's requests to the server of a lab, as an account sends them: paced, kept, looked at, and counted."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any, Final

import httpx2
import requests
from requests.adapters import HTTPAdapter
from schemathesis import Case, Response
from schemathesis.transport.requests import REQUESTS_TRANSPORT, RequestsTransport
from urllib3 import HTTPResponse

from apivideo_admin_contract.document.exchange import Exchange
from apivideo_admin_contract.session.session import Session

#: The name of the header by which Schemathesis tells its cases apart.
_CASE: Final = "X-Schemathesis-TestCaseId"
#: What the client adds by itself, or what would be wrong after it.
_OWN: Final = {"content-length", "accept-encoding", "connection", "user-agent", "host", _CASE.lower()}


class Carrier(HTTPAdapter):
    """Where ``requests`` hands its requests over.

    ``ended`` is why no more may be sent: an answer is not as every answer must be, the budget is spent, or the server failed to answer at
    all. ``stop`` is called then. ``cases`` are the exchanges by the ids of Schemathesis's cases.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.stop: Callable[[], None] = lambda: None
        self.ended: Exception | None = None
        self.cases: dict[str, Exchange] = {}

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """Send a request and give its answer."""
        if self.ended is not None:
            # Whatever is answered now is not looked at any more.
            return self._respond(request, httpx2.Response(429))
        try:
            response = self._send(request)
        except Exception as error:  # noqa: BLE001 - a server in this process fails with an exception of any kind
            self.ended = error
            self.stop()
            return self._respond(request, httpx2.Response(429))
        return self._respond(request, response)

    def _send(self, request: requests.PreparedRequest) -> httpx2.Response:
        wire, method, target = self._session.connection, str(request.method), request.path_url
        content = request.body.encode() if isinstance(request.body, str) else request.body
        assert content is None or isinstance(content, bytes), "Schemathesis sends whole payloads"
        url = f"{self._session.base_url.rstrip('/')}{target}"
        sent = wire.client.build_request(method, url, content=content, headers=_headers(request))
        number = len(wire.log)
        try:
            return self._session.account.carry(sent, target, content)
        finally:
            kept = wire.log[number : number + 1]
            if kept and isinstance(kept[0], Exchange):
                self.cases[str(request.headers.get(_CASE))] = kept[0]

    def _respond(self, request: requests.PreparedRequest, response: httpx2.Response) -> requests.Response:
        headers = {name: value for name, value in response.headers.items() if name != "content-encoding"}
        raw = HTTPResponse(BytesIO(response.content), headers, response.status_code, preload_content=False)
        built: requests.Response = self.build_response(request, raw)
        return built


class LabTransport(RequestsTransport):
    """Sends cases through a carrier."""

    def __init__(self, carrier: Carrier) -> None:
        super().__init__()
        self._copy_serializers_from(REQUESTS_TRANSPORT)
        self._carrier = carrier

    def send(self, case: Case[Any], *, session: requests.Session | None = None, **options: Any) -> Response:
        """Send a case."""
        session = session or requests.Session()
        session.trust_env = False
        for scheme in ("http://", "https://"):
            session.mount(scheme, self._carrier)
        return super().send(case, session=session, **options)


def _headers(request: requests.PreparedRequest) -> list[tuple[bytes, bytes]]:
    return [(_bytes(name), _bytes(value)) for name, value in request.headers.items() if name.lower() not in _OWN]


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("latin-1")
