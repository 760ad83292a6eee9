"""Where a fault is planted: around the mock of each check in this process, or around one mock behind a socket."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from apivideo_admin_contract.document.document import Document, Operation
from apivideo_admin_contract.session.session import Effort
from apivideo_admin_contract.targets.by_url import Access, UrlTarget
from apivideo_admin_contract.targets.in_process import InProcessTarget, Target
from apivideo_admin_mock.testing import AdminMock
from apivideo_admin_mock.threaded import ThreadedServer
from contract_tests.planted_bugs.server.planting import Planted, PlantedBug

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from apivideo_admin_mock.wsgi import EngineMiddleware

KEYS: Final = ("first-key", "second-key")
SUSPENDED: Final = "late-payer"


def _everywhere(_: Operation) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Setup:
    """A document, a fault or None for a healthy server, and the operations at which the fault is planted.

    ``crashes`` are the bugs of the fault itself: where there are any, what was caught proves nothing.
    """

    document: Document
    planted_bug: PlantedBug | None
    only: Callable[[Operation], bool] = _everywhere
    crashes: list[Exception] = field(default_factory=list)

    def plant(self, application: WSGIApplication, now: Callable[[], float]) -> WSGIApplication:
        """Put the fault around an application that follows a clock."""
        if self.planted_bug is None:
            return application
        return Planted(
            self.planted_bug, application, self.document, key=KEYS[0], now=now, only=self.only, crashes=self.crashes
        )

    def in_process(self, *, seed: int = 0, effort: Effort | None = None) -> Target:
        """Give a host whose mocks all have the fault."""

        def wrap(application: WSGIApplication) -> WSGIApplication:
            return self.plant(application, _clock_of(application))

        return InProcessTarget(self.document, wrap=wrap, seed=seed, effort=effort)

    @contextmanager
    def served(self, *, limited: bool, seed: int = 0, effort: Effort | None = None) -> Iterator[tuple[Target, str]]:
        """Serve one mock with the fault on a free port; give a host that knows its URL and its keys alone, and the URL."""
        mock = AdminMock(
            keys=list(KEYS),
            suspended_keys=[SUSPENDED],
            rate_limit="spec" if limited else "off",
            document=self.document.node,
            seed=seed,
        )
        server = ThreadedServer(self.plant(mock.wsgi, time.time))
        try:
            access = Access(server.url, *KEYS, SUSPENDED, limit=limited, budget=1000)
            yield UrlTarget(self.document, access, seed=seed, effort=effort), server.url
        finally:
            server.stop()


def _clock_of(application: WSGIApplication) -> Callable[[], float]:
    middleware: EngineMiddleware = application  # type: ignore[assignment] # a host wraps the mock's own application
    return middleware._engine.clock.now  # noqa: SLF001 - a fault keeps its own window by the clock that the check moves
