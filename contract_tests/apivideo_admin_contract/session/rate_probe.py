"""Sends requests as fast as asked, whatever the rate limit says, and keeps what came of each."""

from __future__ import annotations

import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final

import httpx2

from apivideo_admin_contract.client.account import Account
from apivideo_admin_contract.document.document import Operation
from apivideo_admin_contract.rules.expect import status
from apivideo_admin_contract.rules.verdict import Skipped
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.session.window import Sent, Window
from apivideo_admin_contract.values.samples import sample_query

#: In seconds: how much two clocks that run freely may differ over a window, with what is rounded to milliseconds.
_SLACK: Final = 0.02
#: Why a check is skipped where no window was certainly full.
SLOW: Final = "the server is too slow to fill a window"


@dataclass(frozen=True, slots=True)
class Traffic:
    """The requests of one account, each a read that costs little. The window is empty when it begins."""

    session: Session
    account: Account
    operation: Operation
    ids: tuple[str, ...]
    sent: list[Sent] = field(default_factory=list)

    @property
    def window(self) -> Window:
        """The document's limit."""
        document = self.session.document
        return Window(document.limit, document.seconds, 0.0 if self.session.clock else _SLACK)

    def now(self) -> float:
        """Give the time: the server's where it stands still, else one that only goes forward."""
        return self.session.clock.now() if self.session.clock else time.monotonic()

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.session.wait(seconds)

    def send(self) -> httpx2.Response:
        """Send one request, and give its answer: a success or a 429."""
        begun = self.now()
        response = self.account.call(self.operation, self.ids, sample_query(self.operation), paced=False)
        status(response, {self.operation.status, 429}, self.operation.id)
        self.sent.append(Sent(begun, self.now(), response.status_code != 429))
        return response

    def play(self, gaps: Iterable[float]) -> None:
        """Send requests one after the other, each after a gap in seconds."""
        for gap in gaps:
            if gap:
                self.wait(gap)
            self.send()

    def flood(self, number: int) -> None:
        """Send requests at once: side by side where the server is elsewhere, for else a slow one would never have many in a window."""
        if self.session.clock:
            self.play([0.0] * number)
            return
        with ThreadPoolExecutor(number) as pool:
            for done in [pool.submit(self.send) for _ in range(number)]:
                done.result()


def begin(session: Session, account: Account | None = None, *, phase: float = 0.0) -> Traffic:
    """Give the traffic of an account, by default the first, after waiting until its window is certainly empty.

    ``phase`` is how much longer to wait, in seconds. Raises Skipped where nothing can be read.
    """
    readers = [one for one in session.document.operations if one.method == "GET"]
    if not readers:
        raise Skipped("no operation reads")
    operation = min(readers, key=lambda one: len(one.path_parameters))
    ids = session.parent_ids(operation)
    session.wire.pacer.drain()
    # Where the server's time can be moved nothing is paced.
    session.wait(phase + (2 * session.document.seconds if session.clock else 0.0))
    return Traffic(session, account or session.account, operation, ids)


def figure(response: httpx2.Response, name: str) -> int:
    """Give the figure of a header that every answer has, as was looked at before."""
    return int(response.headers[f"X-RateLimit-{name}"])
