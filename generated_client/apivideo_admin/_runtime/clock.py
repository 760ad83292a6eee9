"""Clocks and date classes that libraries which patch time in tests, such as freezegun and time-machine, do not reach.

These libraries replace ``time.monotonic`` and ``datetime.datetime`` wherever a module refers to them. A throttle on a clock that
stands still never issues another permit, and a decoder that was made with a replaced class keeps it after the test.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

monotonic: Callable[[], float]
"""Return the seconds of a clock that only moves forward."""

wall_clock: Callable[[], float]
"""Return the seconds since 1970-01-01 UTC."""

if hasattr(time, "clock_gettime"):
    monotonic = partial(time.clock_gettime, time.CLOCK_MONOTONIC)
    wall_clock = partial(time.clock_gettime, time.CLOCK_REALTIME)
else:  # Windows; a partial, because the libraries replace the function itself where they find it in a module
    monotonic = partial(time.monotonic)
    wall_clock = partial(time.time)


def _original(kind: type) -> Any:
    """Return the class of the standard library for a class that may have been replaced by a subclass of it."""
    name = "datetime" if issubclass(kind, dt.datetime) else "date"
    return next(one for one in kind.__mro__ if one.__module__ == "datetime" and one.__name__ == name)


if TYPE_CHECKING:
    import datetime as datetime  # noqa: ICN001, PLC0414 (generated modules import it from here)

    AwareDatetime = dt.datetime
else:
    # Generated modules import these names, and the libraries look for the classes only in modules.
    datetime = SimpleNamespace(date=_original(dt.date), datetime=_original(dt.datetime))
    AwareDatetime = Annotated[datetime.datetime, msgspec.Meta(tz=True)]
    """A date-time with an offset (RFC 3339). Decoding fails for one without an offset."""
