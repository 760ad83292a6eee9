"""Serve a proxy: requests of the API by the upstream server, those of the control plane by Flask."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from apivideo_admin_mock.adapters.application import MockApplication
from apivideo_admin_mock.adapters.bridge import problem
from apivideo_admin_mock.adapters.http1.application import Body, Later, Peer
from apivideo_admin_mock.adapters.http1.encoding import DeclaredResponse
from apivideo_admin_mock.adapters.http1.head import Head
from apivideo_admin_mock.adapters.http1.pool import Pool
from apivideo_admin_mock.adapters.proxy.upstream import Upstream, encode_fields
from apivideo_admin_mock.http.access import OWN_VIA
from apivideo_admin_mock.http.messages import CONTROL_PREFIX, Response
from apivideo_admin_mock.proxy.engine import Forwarded, ProxyEngine
from apivideo_admin_mock.proxy.exchange import UpstreamFailure, UpstreamResponse
from apivideo_admin_mock.proxy.headers import upstream_headers

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_log = logging.getLogger("apivideo_admin_mock")
_SLASH: Final = ord("/")
Send = Callable[[Response], None]


class ProxyApplication(MockApplication):
    """Serves a proxy and its control plane. Requests of the API are processed in the event loop, and wait in it for their response."""

    def __init__(self, engine: ProxyEngine, control: WSGIApplication, upstream: Upstream) -> None:
        super().__init__(engine, control)
        self._proxy, self._upstream = engine, upstream
        self._later = Later(self._forward)
        # The fields of a client are the same object in most requests (`head.py`).
        self._fields = lru_cache(maxsize=256)(
            lambda fields: encode_fields(upstream_headers(fields.values, upstream.address.authority))
        )

    def needs_body(self, head: Head, peer: Peer) -> bool:
        """Whether the response depends on the body: that of every request which is not refused."""
        if head.path.startswith(CONTROL_PREFIX):
            return super().needs_body(head, peer)
        return self._refusal(head.fields, True) is None

    def pool_for(self, head: Head, size: int) -> Pool | Response | Later | None:
        """Return the threads of the control plane and the pages, or the function that forwards a request."""
        return self._later if self._is_api(head) else super().pool_for(head, size)

    def _forward(self, head: Head, body: Body, _peer: Peer, send: Send) -> None:
        refused = self._refused(head)
        if refused is not None:
            send(self._identified(head, refused))
            return
        started = self._proxy.start(self._request(head, body))
        if isinstance(started, Response):
            send(self._shared(head, started))
            return

        def done(received: UpstreamResponse | UpstreamFailure) -> None:
            send(self._shared(head, self._completed(started, received)))

        fields = self._fields(head.fields) + f"x-request-id: {started.request_id}\r\n".encode()
        self._upstream.send(head.method, head.target, fields, body.data, done)

    def _completed(self, exchange: Forwarded, received: UpstreamResponse | UpstreamFailure) -> Response:
        request = exchange.request
        try:
            response = self._proxy.complete(exchange, received)
        except Exception:  # noqa: BLE001 - the client must get a response even if the proxy has a bug
            _log.exception("%s %s failed", request.method, request.path)
            return self._proxy.fail(exchange)
        length = received.fields.get("content-length") if isinstance(received, UpstreamResponse) else None
        if request.method == "HEAD" and length is not None and not response.body:
            headers = [*response.headers, ("Content-Length", length)]
            return DeclaredResponse(response.status, headers, b"", response.delivery, response.request_id)
        return response

    def _refused(self, head: Head) -> Response | None:
        """Return the response to a request that may not pass, or None."""
        refusal = self._refusal(head.fields, True)
        if refusal is not None:
            return problem(403, refusal.detail, refusal.title)
        preflight = self._preflight(head)
        if preflight is not None:
            return preflight
        if head.target[0] != _SLASH and head.target != b"*":
            return problem(400, "The proxy has one upstream server: send a path as the request target, not a URL.")
        if OWN_VIA in (head.field("via") or ""):
            return problem(508, "The upstream server of the proxy is the proxy itself.")
        return None

    def close(self) -> None:
        """Close the connections to the upstream server."""
        self._upstream.close()
