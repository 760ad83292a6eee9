"""Requests sent against the rate limit, and what they prove about the server's sliding window."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final

import httpx2

from apivideo_admin_contract.client.account import Account
from apivideo_admin_contract.document.document import Operation
from apivideo_admin_contract.rules.expect import status
from apivideo_admin_contract.rules.verdict import Skipped
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.values.samples import sample_query


@dataclass(frozen=True, slots=True)
class Sent:
    """A request: when it started and ended, in seconds of a monotonic clock, and whether the server accepted it."""

    started: float
    ended: float
    accepted: bool


@dataclass(frozen=True, slots=True)
class Window:
    """A sliding window: at most ``limit`` accepted requests in any ``seconds``. Two clocks may differ by ``slack`` seconds over it.

    The server counts a request at some moment between its start and its end. Only what is certain for every such moment is a violation.
    """

    limit: int
    seconds: float
    slack: float = 0.0

    def violation(self, sent: Sequence[Sent]) -> str | None:
        """Return what is certainly wrong with these requests, the first ones in an empty window, or None."""
        return self.too_many(sent) or self.too_few(sent)

    def is_full(self, sent: Sequence[Sent], moment: float) -> bool:
        """Whether the window is certainly full until a moment."""
        recent = [one for one in sent if one.accepted and one.started > moment - self.seconds + self.slack]
        return len(recent) >= self.limit

    def remaining(self, before: Sequence[Sent], last: Sent) -> tuple[int, int]:
        """Return the minimum and the maximum that may remain after an accepted request, ``last``, that followed the others."""
        possible = sum(1 for one in before if one.accepted and one.ended > last.started - self.seconds - self.slack)
        certain = sum(1 for one in before if one.accepted and one.started > last.ended - self.seconds + self.slack)
        return max(0, self.limit - possible - 1), self.limit - certain - 1

    def too_many(self, sent: Sequence[Sent]) -> str | None:
        """Return how many requests were accepted in one window if they exceed the limit, else None."""
        accepted = [one for one in sent if one.accepted]
        for first in accepted:
            end = first.started + self.seconds - self.slack
            within = [one for one in accepted if first.started <= one.started and one.ended < end]
            if len(within) > self.limit:
                span = max(one.ended for one in within) - first.started
                return f"{len(within)} requests were accepted within {span:.3f} seconds; the limit is {self.limit} in {self.seconds:g} seconds"
        return None

    def too_few(self, sent: Sequence[Sent]) -> str | None:
        """Return a message about a request that was refused although the window was certainly not full, else None."""
        for refused in sent:
            if not refused.accepted:
                since = refused.started - self.seconds - self.slack
                counted = [one for one in sent if one.accepted and one.ended > since and one.started <= refused.ended]
                if len(counted) < self.limit:
                    return (
                        f"a request was refused although at most {len(counted)} were accepted in the {self.seconds:g} seconds before; the limit "
                        f"is {self.limit}"
                    )
        return None


#: Seconds by which two running clocks may differ over a window, including rounding to milliseconds.
_SLACK: Final = 0.02
#: The reason to skip a check that never filled the window for certain.
TOO_SLOW: Final = "the server is too slow to fill a window of the rate limit"


@dataclass(frozen=True, slots=True)
class RateProbe:
    """Requests of one account, each a cheap read. The window is empty at the start."""

    session: Session
    account: Account
    operation: Operation
    ids: tuple[str, ...]
    sent: list[Sent] = field(default_factory=list)

    @property
    def window(self) -> Window:
        """The limit that the document declares."""
        document = self.session.document
        return Window(document.limit, document.seconds, 0.0 if self.session.clock else _SLACK)

    def now(self) -> float:
        """Return the time in seconds: of the server's clock where the suite moves it, else of a monotonic clock."""
        return self.session.clock.now() if self.session.clock else time.monotonic()

    def wait(self, seconds: float) -> None:
        """Let time pass, in seconds."""
        self.session.wait(seconds)

    def send(self) -> httpx2.Response:
        """Send one request, and return its response: a success or a 429. Raises Violation for any other."""
        started = self.now()
        response = self.account.call(self.operation, self.ids, sample_query(self.operation), paced=False)
        status(response, {self.operation.status, 429}, self.operation.id)
        self.sent.append(Sent(started, self.now(), response.status_code != 429))
        return response

    def send_after(self, gaps: Iterable[float]) -> None:
        """Send requests one after another, each after a gap in seconds."""
        for gap in gaps:
            if gap:
                self.wait(gap)
            self.send()

    def send_together(self, number: int) -> None:
        """Send requests at once. To a server at a URL they are concurrent: a slow one would never get enough of them in a window."""
        if self.session.clock:
            self.send_after([0.0] * number)
            return
        with ThreadPoolExecutor(number) as pool:
            for done in [pool.submit(self.send) for _ in range(number)]:
                done.result()
        self.session.connection.pacer.responded(number)


def start_probe(session: Session, account: Account | None = None, *, phase: float = 0.0) -> RateProbe:
    """Wait until the window of an account, by default the first, is certainly empty, and return a probe.

    ``phase`` is an additional wait in seconds. Raises Skipped for a document without a GET operation.
    """
    readers = [one for one in session.document.operations if one.method == "GET"]
    if not readers:
        raise Skipped("the document has no GET operation")
    operation = min(readers, key=lambda one: len(one.path_parameters))
    ids = session.parent_ids(operation)
    session.connection.pacer.drain()
    # A session whose clock the suite moves has no pacer.
    session.wait(phase + (2 * session.document.seconds if session.clock else 0.0))
    return RateProbe(session, account or session.account, operation, ids)


def rate_header(response: httpx2.Response, name: str) -> int:
    """Return the number in an ``X-RateLimit-`` header. Every response has it: the observer checks that."""
    return int(response.headers[f"X-RateLimit-{name}"])
