"""A monotonic clock that no test freezes: `freezegun` replaces `time.monotonic`, and what waits for it would wait forever."""

from __future__ import annotations

import time
from collections.abc import Callable


def _real() -> Callable[[], float]:
    if hasattr(time, "clock_gettime"):
        read, clock = time.clock_gettime, time.CLOCK_MONOTONIC
        return lambda: read(clock)
    return time.monotonic  # Windows, where the import of this module must come before the first frozen test


#: Return the time in seconds since an unknown moment.
monotonic = _real()
