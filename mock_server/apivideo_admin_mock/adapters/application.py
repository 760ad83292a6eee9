"""Serve a mock: requests of the API by the engine, those of the control plane by Flask."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from apivideo_admin_mock.adapters.bridge import call_wsgi, problem
from apivideo_admin_mock.adapters.guard import Guard
from apivideo_admin_mock.adapters.http1.application import Body, Later, Peer
from apivideo_admin_mock.adapters.http1.head import Head
from apivideo_admin_mock.adapters.http1.pool import Pool
from apivideo_admin_mock.core.admission import PAGES, accepts, is_page, needs_body, refuse
from apivideo_admin_mock.core.engine import Engine
from apivideo_admin_mock.http.access import TOKEN_HEADER, is_local, is_token
from apivideo_admin_mock.http.cors import Cors
from apivideo_admin_mock.http.masking import recorded_headers
from apivideo_admin_mock.http.messages import (
    CONTROL_PREFIX,
    MAX_BODY_BYTES,
    REQUEST_ID,
    Request,
    Response,
    sent_request_id,
)
from apivideo_admin_mock.spec.security import SCHEMES
from apivideo_admin_mock.turns import Turns

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

#: The number of requests that wait for recorded requests (`GET /_mock/requests?wait=…`) at one time. A further one is a 429.
MAX_WAITS: Final = 64

# The engine needs microseconds for a request; a database or a large body needs a thread, so that the others do not wait for it.
_MAX_INLINE: Final = 16_384
# In memory, threads only wait for each other. A database has up to 10 connections, and others wait for its locks.
_API_THREADS: Final = 4
_DATABASE_THREADS: Final = 32
_CONTROL_THREADS: Final = 16
# Parsing a body holds Python's interpreter lock for up to tens of milliseconds. One thread parses the large ones, with rests, so that
# the event loop and the health check never wait for more than one of them.
_LARGE: Final = 65_536
_TOKEN_FIELD: Final = TOKEN_HEADER.lower()
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_HEALTH: Final = f"{CONTROL_PREFIX}health"
_WAITING: Final = f"{CONTROL_PREFIX}requests"


class MockApplication:
    """Serves an engine and its control plane. ``control`` is the WSGI application of the control plane.

    ``is_inline`` allows small requests to run in the event loop, without a thread. Use it only if nothing else holds the
    transactions of the engine for long. ``changed`` is called after each request whose method is not a safe one.
    """

    def __init__(
        self,
        engine: Engine,
        control: WSGIApplication,
        *,
        is_inline: bool = False,
        changed: Callable[[], None] | None = None,
    ) -> None:
        self._changed = changed
        self._engine, self._control, self._is_inline = engine, control, is_inline
        guard = Guard(engine.settings)
        # The fields of a client are the same object in most requests (`head.py`).
        self._refusal = lru_cache(maxsize=256)(
            lambda fields, is_api: guard.refusal_of_fields(fields.values, is_api=is_api)
        )
        self._recorded = lru_cache(maxsize=256)(lambda fields: recorded_headers(fields.values))
        self._cors = Cors(engine.settings.cors) if engine.settings.cors else None
        self._api = Pool(_API_THREADS if engine.settings.backend is None else _DATABASE_THREADS, "api")
        self._control_pool = Pool(_CONTROL_THREADS, "control")
        self._large = Pool(1, "large", within=Turns().turn)
        self._waits = Pool(MAX_WAITS, "wait", only_waits=True)
        self._health = Pool(1, "health")

    def max_body(self, head: Head) -> int:
        """Return the number of bytes of a body to read at most."""
        return self._engine.settings.max_control_bytes if head.path.startswith(CONTROL_PREFIX) else MAX_BODY_BYTES

    def needs_body(self, head: Head, peer: Peer) -> bool:
        """Whether the response depends on the body: not for a refused or unauthenticated request, or an unknown URL."""
        authorization = head.field("authorization")
        is_api = not head.path.startswith(CONTROL_PREFIX)
        if self._refusal(head.fields, is_api) is not None:
            return False
        if is_api:
            return needs_body(self._engine, head.method, head.path, authorization)
        token = self._engine.settings.control_token
        has_access = is_local(peer.client) if token is None else is_token(head.field(_TOKEN_FIELD) or "", token)
        return has_access and accepts(self._engine, SCHEMES, authorization)

    def pool_for(self, head: Head, size: int) -> Pool | Response | Later | None:
        """Return the threads that run a request, None for the event loop, or a 429 if too many requests wait."""
        path = head.path
        if size > _LARGE:
            return self._large
        if self._is_api(head):
            # While a request runs in a thread, so do all others: the event loop must not wait for its transaction.
            is_busy = self._api.running or self._large.running or self._control_pool.running or self._waits.running
            return None if self._is_inline and size <= _MAX_INLINE and not is_busy else self._api
        if path == _HEALTH:
            return self._health
        if path == _WAITING and "wait=" in head.query:
            if self._waits.running < MAX_WAITS:
                return self._waits
            response = problem(429, f"{MAX_WAITS} requests wait already. Send this one again later.")
            response.headers.append(("Retry-After", "1"))
            return self._identified(head, response)
        return self._control_pool

    def respond(self, head: Head, body: Body, peer: Peer) -> Response:
        """Return the response to a request."""
        refusal = self._refusal(head.fields, not head.path.startswith(CONTROL_PREFIX))
        if refusal is not None:
            response = self._identified(head, problem(403, refusal.detail, refusal.title))
        elif self._is_api(head):
            response = self._respond_as_api(head, body)
        else:
            response = self._respond_as_control(head, body, peer)
        if self._changed is not None and head.method not in _SAFE:
            self._changed()
        return response

    def _respond_as_api(self, head: Head, body: Body) -> Response:
        preflight = self._preflight(head)
        if preflight is not None:
            return self._identified(head, preflight)
        return self._shared(head, self._engine.handle(self._request(head, body)))

    def _preflight(self, head: Head) -> Response | None:
        """Return the response to a preflight request of an allowed origin, or None."""
        return None if self._cors is None else self._cors.preflight(head.method, head.fields.values)

    def _shared(self, head: Head, response: Response) -> Response:
        """Return a response that pages of allowed origins can read."""
        if self._cors is not None:
            self._cors.add(head.field("origin"), response)
        return response

    def _respond_as_control(self, head: Head, body: Body, peer: Peer) -> Response:
        if body.oversize:
            limit = f"Send at most {self.max_body(head)} bytes, or start the mock with --max-control-bytes."
            return self._identified(head, problem(413, limit))
        if body.defect is not None:
            return self._identified(head, problem(400, body.defect))
        return call_wsgi(self._control, head, body, peer)

    def _identified(self, head: Head, response: Response) -> Response:
        """Return a response that the engine did not write, with the id of its request."""
        request_id = sent_request_id(head.fields.values) or self._engine.request_ids.new()
        response.headers.append((REQUEST_ID, request_id))
        return response

    def _request(self, head: Head, body: Body) -> Request:
        """Return a request for the engine."""
        get = head.fields.values.get
        return Request(
            head.method,
            head.path,
            head.query,
            get("authorization"),
            get("content-type"),
            body.data,
            body.oversize,
            get("content-encoding"),
            body.defect,
            self._recorded(head.fields),
        )

    def _is_api(self, head: Head) -> bool:
        """Whether the engine responds to a request. Flask responds for the control plane, and the pages outside of it."""
        path = head.path
        if path.startswith(CONTROL_PREFIX):
            return False
        return path not in PAGES or not is_page(self._engine, head.method, path, head.field("accept"))

    def refuse(self, status: int, detail: str) -> Response:
        """Return the response to a request that the server does not read further."""
        return refuse(self._engine, status, detail)

    def close(self) -> None:
        """Do nothing: requests share nothing that must be released."""
