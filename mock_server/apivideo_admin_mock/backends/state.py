"""The small part of a tenant's state, as one immutable value: a transaction that fails puts the previous value back."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from apivideo_admin_mock.faults import Fault
from apivideo_admin_mock.spec import RateLimit


class ClockState(msgspec.Struct, frozen=True):
    """The position of a clock relative to its base: an offset in seconds, or the time at which it is frozen."""

    offset: float = 0.0
    frozen: float | None = None

    def now(self, base: float) -> float:
        """Return the time in seconds since 1970-01-01 (UTC). ``base`` is the time of the base clock."""
        return base + self.offset if self.frozen is None else self.frozen


class ActiveFault(msgspec.Struct, frozen=True):
    """An injected fault, the number of requests that it matched, and the number of requests that it was applied to."""

    fault: Fault
    seen: int = 0
    hits: int = 0


class LastWrite(msgspec.Struct, frozen=True):
    """The last write of a record, for stale reads.

    ``before`` is the record before it, None if the write inserted it. ``position`` is the position of a deleted record.
    """

    table: tuple[str, tuple[str, ...]]
    record_id: str
    before: dict[str, Any] | None = None
    position: int | None = None


class State(msgspec.Struct, frozen=True):
    """The state of a tenant besides its resources, rate window and recorded requests.

    - ``clock``: the offset or the frozen time of its clock. ``latency``: the delay of every response in seconds.
    - ``rate_limit``: a limit that was set at run time, None for no limit. UNSET means the limit of the settings.
    - ``ids``: the number of generated ids and secrets. ``draws``: the number of random decisions of injected faults.
    - ``faults``: the active faults, oldest first. ``last_write``: what the effect ``stale`` needs.
    - ``cleared``: the number of requests that were recorded when the recorded requests were deleted.
    """

    clock: ClockState = ClockState()
    latency: float = 0.0
    rate_limit: RateLimit | Literal["spec"] | msgspec.UnsetType | None = msgspec.UNSET
    ids: int = 0
    draws: int = 0
    faults: tuple[ActiveFault, ...] = ()
    last_write: LastWrite | None = None
    cleared: int = 0
