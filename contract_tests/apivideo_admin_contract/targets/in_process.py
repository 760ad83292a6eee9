"""Where labs come from: a server of our own for each check, in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from random import Random
from typing import TYPE_CHECKING, Final, Protocol
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
from apivideo_admin_contract.targets.seed_data import SeedData
from apivideo_admin_mock.spec import bundled_document
from apivideo_admin_mock.testing import AdminMock

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: The keys of a mock, by the names of the variables that stand for them in transcripts.
KEYS: Final[Mapping[str, str]] = {
    KEY: "first-key",
    SECOND_KEY: "second-key",
    SUSPENDED_KEY: "late-payer",
}

Wrap = Callable[["WSGIApplication"], "WSGIApplication"]


class Target(Protocol):
    """Opens labs on a server."""

    def missing(self, need: Need) -> str | None:
        """Say why a check with this need has no place here, or None if it has."""

    def session(self, *, limited: bool) -> AbstractContextManager[Session]:
        """Open a lab for one check; ``limited`` asks for a server that limits the rate."""

    @property
    def left(self) -> int:
        """How many things that were made are there still."""

    def close(self) -> list[str]:
        """Remove what was made, and give a line for each thing that could not be removed."""

    def notes(self) -> list[str]:
        """Give a line for what came in the way of the run, without being a fault of the server."""


class InProcessTarget:
    """The mock in this process, a new one for each check.

    ``wrap`` puts something around its application, such as a planted fault.
    """

    def __init__(
        self,
        document: Document,
        *,
        wrap: Wrap = lambda app: app,
        seed: int = 0,
        effort: Effort | None = None,
    ) -> None:
        self._document, self._wrap, self._seed = document, wrap, seed
        # The mock compiles the document that it ships once in a process, and any other one for each mock.
        self._node = None if document.node == bundled_document() else document.node
        self._effort = effort or Effort()
        self._observer = Observer(document)

    def missing(self, _: Need) -> str | None:
        """Give None: nothing is missing here."""
        return None

    def session(self, *, limited: bool = False) -> AbstractContextManager[Session]:
        """Open a lab on a new mock."""
        return self._session([], [], limited)

    @contextmanager
    def _session(self, log: list[Event], history: list[Event], limited: bool) -> Iterator[Session]:  # noqa: FBT001 - as `lab` was asked
        log.clear()
        history.clear()
        clock = Clock(NOON)
        mock = AdminMock(
            keys=[KEYS[KEY], KEYS[SECOND_KEY]],
            suspended_keys=[KEYS[SUSPENDED_KEY]],
            rate_limit="spec" if limited else "off",
            seed=self._seed,
            clock=clock,
            document=self._node,
        )
        seed_data = SeedData(self._document, mock)
        transport = _InProcess(self._wrap(seed_data.around(mock.wsgi)))
        with httpx2.Client(transport=transport, base_url=mock.base_url) as client:
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
        """Give 0: all is gone with its lab."""
        return 0

    def close(self) -> list[str]:
        """Do nothing: a mock is gone with its lab."""
        return []

    def notes(self) -> list[str]:
        """Give nothing: a mock has nobody else to serve."""
        return []


class _InProcess(httpx2.BaseTransport):
    """Gives an application what a WSGI server gives it, where httpx2 does not.

    The path is bytes as Latin-1 (PEP 3333), the path as sent is there beside it, and what is sent in chunks has no length.
    """

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Have the application answer."""
        target = request.url.raw_path
        path = unquote_to_bytes(target.partition(b"?")[0]).decode("latin-1")

        def served(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            given = {**environ, "PATH_INFO": path, "REQUEST_URI": target.decode("ascii")}
            if "HTTP_TRANSFER_ENCODING" in given:
                given = {**given, "wsgi.input_terminated": True}
                given.pop("CONTENT_LENGTH", None)
            return self._app(given, start_response)

        # An exception is a bug of the server: it must end the check, not become an answer.
        return httpx2.WSGITransport(app=served, raise_app_exceptions=True).handle_request(request)
