"""Keep the run below the rate limit of a server, so that only checks of the limit get a 429."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final

#: Seconds added to the window of the limit: requests do not all travel equally fast.
_MARGIN: Final = 0.02
#: The longest wait in seconds, even if ``Retry-After`` is longer.
_MAX_WAIT: Final = 10.0


class Pacer:
    """Allow at most ``requests`` to start within ``seconds``, or any number with ``requests`` None.

    ``refused`` counts the requests that got a 429 although they had waited.
    """

    def __init__(
        self, requests: int | None, seconds: float, now: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        self._seconds = seconds + _MARGIN
        self._requests, self._now, self._sleep = requests, now, sleep
        self._starts: deque[float] = deque(maxlen=requests)
        self.refused = 0

    @property
    def is_slow(self) -> bool:
        """Whether requests wait for each other, so that a check should send few."""
        return self._requests is not None

    def wait(self) -> None:
        """Wait until a request may start, and count it."""
        if self._requests is not None and len(self._starts) == self._requests:
            self._sleep(max(0.0, self._starts[0] + self._seconds - self._now()))
        self.count()

    def count(self) -> None:
        """Count a request that did not wait."""
        self._starts.append(self._now())

    def responded(self, number: int = 1) -> None:
        """Count the last ``number`` requests as of now: the server may count each at any time before its response."""
        for index in range(1, min(number, len(self._starts)) + 1):
            self._starts[-index] = self._now()

    def back_off(self, retry_after: str) -> None:
        """Wait after a 429 to a request that had waited: for ``Retry-After``, else for a window."""
        self.responded()
        self.refused += 1
        seconds = int(retry_after) if retry_after.isascii() and retry_after.isdigit() else self._seconds
        self._sleep(min(seconds + _MARGIN, _MAX_WAIT))

    def drain(self) -> None:
        """Wait until no counted request is in the window any more."""
        if self._starts:
            self._sleep(max(0.0, self._starts[-1] + self._seconds - self._now()))
