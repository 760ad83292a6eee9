"""The mock in this process: a new one for each check."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from io import BytesIO
from random import Random
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import unquote_to_bytes

import httpx2

from apivideo_admin_contract.client.account import Account, Connection
from apivideo_admin_contract.client.clock import NOON, Clock
from apivideo_admin_contract.client.observer import Observer
from apivideo_admin_contract.client.pacer import Pacer
from apivideo_admin_contract.document.document import Document
from apivideo_admin_contract.document.exchange import Event
from apivideo_admin_contract.environment import KEY, SECOND_KEY, SUSPENDED_KEY
from apivideo_admin_contract.safety.write_log import WriteLog
from apivideo_admin_contract.session.check import Need
from apivideo_admin_contract.session.fixtures import Fixtures
from apivideo_admin_contract.session.session import Effort, Session
from apivideo_admin_contract.targets.direct_client import DirectClient
from apivideo_admin_contract.targets.seed_data import SeedData
from apivideo_admin_mock.spec import bundled_document
from apivideo_admin_mock.testing import AdminMock

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

#: The keys of a mock, by the names of their environment variables.
KEYS: Final[Mapping[str, str]] = {
    KEY: "first-key",
    SECOND_KEY: "second-key",
    SUSPENDED_KEY: "late-payer",
}

#: The headers that have no prefix in a WSGI environment.
_UNPREFIXED: Final = {"CONTENT_TYPE", "CONTENT_LENGTH"}
_PORTS: Final[Mapping[str, int]] = {"http": 80, "https": 443}

Wrap = Callable[["WSGIApplication"], "WSGIApplication"]


class Target(Protocol):
    """Open sessions on a server."""

    def missing(self, need: Need) -> str | None:
        """Return why a check with this need is skipped, or None."""

    def session(self, *, limited: bool) -> AbstractContextManager[Session]:
        """Open a session for one check. With ``limited`` the server has a rate limit."""

    @property
    def left(self) -> int:
        """The number of created items that are not removed yet."""

    def close(self) -> list[str]:
        """Remove what the run created. Return a line for each item that it could not remove."""

    def notes(self) -> list[str]:
        """Return a line for each disturbance of the run that is not a finding."""


class InProcessTarget:
    """Open sessions on mocks in this process, each on a new one.

    ``wrap`` wraps the application of the mock, for example with a planted bug. ``seed`` determines the choices of the checks, and the values
    that the mock generates unless ``mock_seed`` does.
    """

    def __init__(
        self,
        document: Document,
        *,
        wrap: Wrap = lambda app: app,
        seed: int = 0,
        mock_seed: int | None = None,
        effort: Effort | None = None,
    ) -> None:
        self._document, self._wrap, self._seed = document, wrap, seed
        self._mock_seed = seed if mock_seed is None else mock_seed
        # The mock compiles a document once in a process. It finds the one that it ships without a comparison.
        self._node = None if document.node == bundled_document() else document.node
        self._effort = effort or Effort()
        self._observer = Observer(document)

    def missing(self, _: Need) -> str | None:
        """Return None: a mock has all that a check needs."""
        return None

    def session(self, *, limited: bool = False) -> AbstractContextManager[Session]:
        """Open a session on a new mock."""
        return self._session([], [], limited)

    @contextmanager
    def _session(self, log: list[Event], history: list[Event], limited: bool) -> Iterator[Session]:  # noqa: FBT001 - as `session` was called
        log.clear()
        history.clear()
        clock = Clock(NOON)
        mock = AdminMock(
            keys=[KEYS[KEY], KEYS[SECOND_KEY]],
            suspended_keys=[KEYS[SUSPENDED_KEY]],
            rate_limit="spec" if limited else "off",
            seed=self._mock_seed,
            clock=clock,
            document=self._node,
        )
        seed_data = SeedData(self._document, mock)
        transport = WsgiTransport(self._wrap(seed_data.wrap(mock.wsgi)))
        with DirectClient(transport, mock.base_url) as client:
            wire = Connection(
                client=client,
                observer=self._observer,
                log=log,
                pacer=Pacer(None, 1, clock.now, clock.advance),
                read_only=False,
                write_log=WriteLog(self._document, history),
            )
            yield Session(
                document=self._document,
                account=Account(wire, KEYS[KEY], "first"),
                other=Account(wire, KEYS[SECOND_KEY], "second"),
                suspended_key=KEYS[SUSPENDED_KEY],
                time=clock,
                clock=clock,
                transport=transport,
                base_url=mock.base_url,
                fixtures=Fixtures(seed_data.rows, {}),
                random=Random(self._seed),  # noqa: S311 - a check's choices are no secret
                fresh=lambda: self._session(log, history, limited),
                effort=self._effort,
            )

    @property
    def left(self) -> int:
        """Return 0: each mock ends with its session."""
        return 0

    def close(self) -> list[str]:
        """Return an empty list: each mock ends with its session."""
        return []

    def notes(self) -> list[str]:
        """Return an empty list: a mock has no other clients."""
        return []


class WsgiTransport(httpx2.BaseTransport):
    """Call an application with what a WSGI server passes and httpx2 does not.

    The path is decoded as Latin-1 (PEP 3333), REQUEST_URI has the target as sent, and chunked content has no length.
    """

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request to the application. An exception is a bug of the server: it must end the check, not become a response."""
        heads: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], error: Any = None) -> Any:
            if error is not None:
                raise error[1]
            heads.append((status, headers))

        body = b"".join(self._app(_environ_of(request), start_response))
        status, headers = heads[-1]
        fields = [(name.encode("ascii"), value.encode("ascii")) for name, value in headers]
        return httpx2.Response(int(status[:3]), headers=fields, stream=httpx2.ByteStream(body))


def _environ_of(request: httpx2.Request) -> WSGIEnvironment:
    """Return a request as a WSGI server passes it."""
    url, content = request.url, request.read()
    target = url.raw_path
    path, _, query = target.partition(b"?")
    environ: WSGIEnvironment = {
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": url.scheme,
        "wsgi.input": BytesIO(content),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "REQUEST_METHOD": request.method,
        "REQUEST_URI": target.decode("ascii"),
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query.decode("ascii"),
        "SERVER_NAME": url.host,
        "SERVER_PORT": str(url.port or _PORTS[url.scheme]),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
    }
    for raw_name, raw_value in request.headers.raw:
        name = raw_name.decode("ascii").upper().replace("-", "_")
        environ[name if name in _UNPREFIXED else f"HTTP_{name}"] = raw_value.decode("ascii")
    if "HTTP_TRANSFER_ENCODING" in environ:
        environ["wsgi.input_terminated"] = True
        environ.pop("CONTENT_LENGTH", None)
    elif content:
        environ.setdefault("CONTENT_LENGTH", str(len(content)))
    return environ
