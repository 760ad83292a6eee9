"""Verify that a sequence and an assertion fail on the server with the violation, and pass on healthy ones, as often as they run."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import islice
from random import SystemRandom
from typing import Final

from apivideo_admin_contract.reproduction.assertion import Assertion, events_of, placeholders_of
from apivideo_admin_contract.reproduction.contexts import ReplayContext
from apivideo_admin_contract.reproduction.isolation import MARK
from apivideo_admin_contract.reproduction.placeholders import LETTERS
from apivideo_admin_contract.reproduction.replay import Replay, replay
from apivideo_admin_contract.reproduction.timeline import MinimalSequence, Timeline, closed_sequence
from apivideo_admin_contract.rules.verdict import NoResponse, Skipped

#: How many items each collection without parents of a healthy server holds already: none, less than a page, and several pages.
_IN_USE: Final = (0, 7, 150)
#: A case runs as often on a server in use: it must not be disturbed by what an earlier run left there.
_TIMES: Final = 2
#: How often a case must fail on the server with the violation: some servers are wrong every second time only.
FAILURES: Final = 3
#: The most replays to minimise a sequence.
_TRIES: Final = 60


class ReplayStoppedError(Exception):
    """The server must receive no more requests: the time or the budget is used up, or it does not respond."""


class Verifier:
    """Replays on the servers of a context.

    ``can_fail`` is whether the server with the violation may receive requests.
    """

    def __init__(self, context: ReplayContext) -> None:
        self._context = context
        self.can_fail = context.fresh is not None
        #: Assertions that held on the server with the violation. Where no more replays are possible, they are not taken after all.
        self._refuted: set[str] = set()

    def is_verified(self, timeline: Timeline, sequence: MinimalSequence, assertion: Assertion) -> bool:
        """Whether the assertion holds on each healthy server, and fails on the one with the violation each time, as far as both can be tried.

        The cheapest replays come first: on a new mock, and on one that is slow. Raises ReplayStoppedError.
        """
        if not self.can_fail and repr(assertion) in self._refuted:
            return False
        healthy = self._healthy_replays(timeline, sequence)
        if not all(one.holds(assertion) for one in islice(healthy, 2)):
            return False
        if self.can_fail and not self.fails(timeline, sequence, assertion):
            self._refuted.add(repr(assertion))
            return False
        return all(one.holds(assertion) for one in healthy) and (
            not self.can_fail or self.fails(timeline, sequence, assertion, FAILURES - 1)
        )

    def passes(self, timeline: Timeline, sequence: MinimalSequence, assertion: Assertion) -> bool:
        """Whether the assertion holds on each healthy server; also without one."""
        return all(one.holds(assertion) for one in self._healthy_replays(timeline, sequence))

    def fails(self, timeline: Timeline, sequence: MinimalSequence, assertion: Assertion, times: int = 1) -> bool:
        """Whether the assertion fails on the server with the violation, each of some times. Raises ReplayStoppedError."""
        return not any(self.on_server(timeline, sequence).holds(assertion) for _ in range(times))

    def on_server(self, timeline: Timeline, sequence: MinimalSequence) -> Replay:
        """Replay on the server with the violation. Raises ReplayStoppedError."""
        assert self._context.fresh is not None, "the caller asks can_fail"
        begun = time.monotonic()
        if self._context.spent(0.0) <= 0:
            raise ReplayStoppedError
        try:
            with self._context.fresh() as server:
                return replay(timeline, sequence, server, _unique())
        except (Skipped, NoResponse) as error:
            raise ReplayStoppedError from error
        finally:
            self._context.spent(time.monotonic() - begun)

    def on_mock(self, timeline: Timeline, sequence: MinimalSequence) -> Replay | None:
        """Replay on a new healthy server, or return None if there is none."""
        if self._context.healthy is None:
            return None
        with self._context.healthy(0) as server:
            return replay(timeline, sequence, server, _unique())

    def minimized(self, timeline: Timeline, sequence: MinimalSequence, assertion: Assertion) -> MinimalSequence:
        """Return the shortest found part of a sequence with which the assertion fails and passes as before (delta debugging)."""
        tries = _TRIES
        size = len(sequence) // 2
        while size:
            at = 0
            while at < len(sequence):
                shorter = (*sequence[:at], *sequence[at + size :])
                if events_of(assertion) <= {*shorter} and shorter == closed_sequence(
                    timeline, shorter, placeholders_of(assertion)
                ):
                    tries -= 1
                    if tries < 0:
                        return sequence
                    try:
                        if self.passes(timeline, shorter, assertion) and self.fails(
                            timeline, shorter, assertion, FAILURES
                        ):
                            sequence = shorter
                            continue
                    except ReplayStoppedError:
                        return sequence
                at += size
            size //= 2
        return sequence

    def _healthy_replays(self, timeline: Timeline, sequence: MinimalSequence) -> Iterator[Replay]:
        found = self.on_mock(timeline, sequence)
        if found is not None:
            yield found
        yield from self._replays_in_use(timeline, sequence)

    def _replays_in_use(self, timeline: Timeline, sequence: MinimalSequence) -> Iterator[Replay]:
        if self._context.healthy is None or self._context.marker is not None:
            return
        for number in _IN_USE[1:] * _TIMES:
            with self._context.healthy(number) as server:
                yield replay(timeline, sequence, server, _unique())


def _unique() -> str:
    return "".join(SystemRandom().choices(LETTERS, k=len(MARK)))
