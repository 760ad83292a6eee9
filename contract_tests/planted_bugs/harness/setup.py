"""Plant a bug in front of the mock of each check in this process, or in front of one mock on a port."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from apivideo_admin_contract.document.document import Document, Operation
from apivideo_admin_contract.session.session import Effort
from apivideo_admin_contract.targets.by_url import Access, UrlTarget
from apivideo_admin_contract.targets.in_process import InProcessTarget, Target
from apivideo_admin_mock.adapters.threaded import ThreadedServer
from apivideo_admin_mock.testing import AdminMock
from contract_tests.planted_bugs.server.planting import Planted, PlantedBug

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from apivideo_admin_mock.adapters.wsgi import EngineMiddleware

KEYS: Final = ("first-key", "second-key")
SUSPENDED: Final = "late-payer"


def _everywhere(_: Operation) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Setup:
    """A document, a bug (None for a healthy server), and the operations at which it is planted.

    ``crashes`` collects exceptions of the bug's own code: with any, a catch proves nothing.
    """

    document: Document
    planted_bug: PlantedBug | None
    only: Callable[[Operation], bool] = _everywhere
    crashes: list[Exception] = field(default_factory=list)

    def plant(self, application: WSGIApplication, now: Callable[[], float]) -> WSGIApplication:
        """Return the application with the bug; ``now`` returns the time of the server."""
        if self.planted_bug is None:
            return application
        return Planted(
            self.planted_bug, application, self.document, key=KEYS[0], now=now, only=self.only, crashes=self.crashes
        )

    def in_process(self, *, seed: int = 0, mock_seed: int | None = None, effort: Effort | None = None) -> Target:
        """Return a target whose mocks all have the bug. The seeds are those of `InProcessTarget`."""

        def wrap(application: WSGIApplication) -> WSGIApplication:
            return self.plant(application, _clock_of(application))

        return InProcessTarget(self.document, wrap=wrap, seed=seed, mock_seed=mock_seed, effort=effort)

    def mock(self, *, limited: bool, seed: int, **settings: Any) -> AdminMock:
        """Return a mock of the document without the bug, with the keys of a run, and the documented rate limit or none."""
        return AdminMock(
            keys=list(KEYS),
            suspended_keys=[SUSPENDED],
            rate_limit="spec" if limited else "off",
            document=self.document.node,
            seed=seed,
            **settings,
        )

    @contextmanager
    def served(self, *, limited: bool, seed: int = 0, effort: Effort | None = None) -> Iterator[tuple[Target, str]]:
        """Serve one mock with the bug on a free port, and yield a target that knows only its URL and keys, and the URL."""
        mock = self.mock(limited=limited, seed=seed)
        server = ThreadedServer(self.plant(mock.wsgi, time.time))
        try:
            access = Access(server.url, *KEYS, SUSPENDED, limit=limited, budget=1000)
            target = UrlTarget(self.document, access, seed=seed, effort=effort)
            try:
                yield target, server.url
            finally:
                target._client.close()  # noqa: SLF001 - its connections only: the items end with the server
        finally:
            server.stop()


def _clock_of(application: WSGIApplication) -> Callable[[], float]:
    middleware: EngineMiddleware = application  # type: ignore[assignment] # a target wraps the mock's own application
    return middleware._engine.clock.now  # noqa: SLF001 - a bug of the rate limit follows the clock that the check moves
