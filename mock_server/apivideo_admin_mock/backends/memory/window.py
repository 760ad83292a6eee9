"""The window of the rate limit in memory."""

from __future__ import annotations

from apivideo_admin_mock.backends.memory.undo import Undo
from apivideo_admin_mock.http.rate_limit import Allowance, SlidingWindow
from apivideo_admin_mock.spec import RateLimit


class MemoryWindow(SlidingWindow):
    """A sliding window whose changes can be undone."""

    def __init__(self, undo: Undo) -> None:
        super().__init__()
        self._undo = undo
        self._taken = (self._accepted.pop,)

    def take(self, now: float, limit: RateLimit | None) -> Allowance:
        """Count a request at ``now`` (seconds) if the limit allows it."""
        allowance = super().take(now, limit)
        if allowance.accepted and limit is not None:
            self._undo.append(self._taken)
        return allowance

    def clear(self) -> None:
        """Forget all requests."""
        self._undo.append((self._accepted.extend, tuple(self._accepted)))
        super().clear()
