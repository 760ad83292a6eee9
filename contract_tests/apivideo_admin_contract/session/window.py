"""What can be told for certain of a sliding window from outside: a request was judged at some moment between its begin and its answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sent:
    """A request: when it was begun and answered, in seconds of any clock that only goes forward, and whether it was accepted."""

    begun: float
    responded: float
    accepted: bool


@dataclass(frozen=True, slots=True)
class Window:
    """At most ``limit`` accepted in any ``seconds``. ``slack`` is how many seconds two clocks may differ over a window."""

    limit: int
    seconds: float
    slack: float = 0.0

    def complaint(self, sent: Sequence[Sent]) -> str | None:
        """Say what a server did wrong with these requests, before which the window was empty, or None if nothing is certain."""
        return self.too_many(sent) or self.too_few(sent)

    def is_full(self, sent: Sequence[Sent], moment: float) -> bool:
        """Tell whether the window certainly has no room until a moment."""
        recent = [one for one in sent if one.accepted and one.begun > moment - self.seconds + self.slack]
        return len(recent) >= self.limit

    def remaining(self, before: Sequence[Sent], last: Sent) -> tuple[int, int]:
        """Give the least and the most that may remain after an accepted request that followed the others."""
        possible = sum(1 for one in before if one.accepted and one.responded > last.begun - self.seconds - self.slack)
        certain = sum(1 for one in before if one.accepted and one.begun > last.responded - self.seconds + self.slack)
        return max(0, self.limit - possible - 1), self.limit - certain - 1

    def too_many(self, sent: Sequence[Sent]) -> str | None:
        """Say how many were accepted in one window, if that is more than the limit."""
        accepted = [one for one in sent if one.accepted]
        for first in accepted:
            end = first.begun + self.seconds - self.slack
            within = [one for one in accepted if first.begun <= one.begun and one.responded < end]
            if len(within) > self.limit:
                span = max(one.responded for one in within) - first.begun
                return f"{len(within)} requests were accepted within {span:.3f} seconds, and the limit is {self.limit} in {self.seconds:g}"
        return None

    def too_few(self, sent: Sequence[Sent]) -> str | None:
        """Say that one was refused, though the window had room, as far as these requests tell."""
        for refused in sent:
            if not refused.accepted:
                since = refused.begun - self.seconds - self.slack
                counted = [
                    one for one in sent if one.accepted and one.responded > since and one.begun <= refused.responded
                ]
                if len(counted) < self.limit:
                    return (
                        f"a request was refused, though at most {len(counted)} were accepted in the {self.seconds:g} seconds before, and the limit "
                        f"is {self.limit}"
                    )
        return None
