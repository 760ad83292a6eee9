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
    """A request: when it was begun and answered, in seconds of any clock that only goes forward, and whether it was accepted."""

    started: float
    ended: float
    accepted: bool


@dataclass(frozen=True, slots=True)
class Window:
    """At most ``limit`` accepted in any ``seconds``. ``slack`` is how many seconds two clocks may differ over a window."""

    limit: int
    seconds: float
    slack: float = 0.0

    def violation(self, sent: Sequence[Sent]) -> str | None:
        """Say what a server did wrong with these requests, before which the window was empty, or None if nothing is certain."""
        return self.too_many(sent) or self.too_few(sent)

    def is_full(self, sent: Sequence[Sent], moment: float) -> bool:
        """Tell whether the window certainly has no room until a moment."""
        recent = [one for one in sent if one.accepted and one.started > moment - self.seconds + self.slack]
        return len(recent) >= self.limit

    def remaining(self, before: Sequence[Sent], last: Sent) -> tuple[int, int]:
        """Give the least and the most that may remain after an accepted request that followed the others."""
        possible = sum(1 for one in before if one.accepted and one.ended > last.started - self.seconds - self.slack)
        certain = sum(1 for one in before if one.accepted and one.started > last.ended - self.seconds + self.slack)
        return max(0, self.limit - possible - 1), self.limit - certain - 1

    def too_many(self, sent: Sequence[Sent]) -> str | None:
        """Say how many were accepted in one window, if that is more than the limit."""
        accepted = [one for one in sent if one.accepted]
        for first in accepted:
            end = first.started + self.seconds - self.slack
            within = [one for one in accepted if first.started <= one.started and one.ended < end]
            if len(within) > self.limit:
                span = max(one.ended for one in within) - first.started
                return f"{len(within)} requests were accepted within {span:.3f} seconds, and the limit is {self.limit} in {self.seconds:g}"
        return None

    def too_few(self, sent: Sequence[Sent]) -> str | None:
        """Say that one was refused, though the window had room, as far as these requests tell."""
        for refused in sent:
            if not refused.accepted:
                since = refused.started - self.seconds - self.slack
                counted = [one for one in sent if one.accepted and one.ended > since and one.started <= refused.ended]
                if len(counted) < self.limit:
                    return (
                        f"a request was refused, though at most {len(counted)} were accepted in the {self.seconds:g} seconds before, and the limit "
                        f"is {self.limit}"
                    )
        return None


#: In seconds: how much two clocks that run freely may differ over a window, with what is rounded to milliseconds.
_SLACK: Final = 0.02
#: Why a check is skipped where no window was certainly full.
TOO_SLOW: Final = "the server is too slow to fill a window"


@dataclass(frozen=True, slots=True)
class RateProbe:
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

    def send_after(self, gaps: Iterable[float]) -> None:
        """Send requests one after the other, each after a gap in seconds."""
        for gap in gaps:
            if gap:
                self.wait(gap)
            self.send()

    def send_together(self, number: int) -> None:
        """Send requests at once: side by side where the server is elsewhere, for else a slow one would never have many in a window."""
        if self.session.clock:
            self.send_after([0.0] * number)
            return
        with ThreadPoolExecutor(number) as pool:
            for done in [pool.submit(self.send) for _ in range(number)]:
                done.result()


def start_probe(session: Session, account: Account | None = None, *, phase: float = 0.0) -> RateProbe:
    """Give the traffic of an account, by default the first, after waiting until its window is certainly empty.

    ``phase`` is how much longer to wait, in seconds. Raises Skipped where nothing can be read.
    """
    readers = [one for one in session.document.operations if one.method == "GET"]
    if not readers:
        raise Skipped("no operation reads")
    operation = min(readers, key=lambda one: len(one.path_parameters))
    ids = session.parent_ids(operation)
    session.connection.pacer.drain()
    # Where the server's time can be moved nothing is paced.
    session.wait(phase + (2 * session.document.seconds if session.clock else 0.0))
    return RateProbe(session, account or session.account, operation, ids)


def rate_header(response: httpx2.Response, name: str) -> int:
    """Give the figure of a header that every answer has, as was looked at before."""
    return int(response.headers[f"X-RateLimit-{name}"])
