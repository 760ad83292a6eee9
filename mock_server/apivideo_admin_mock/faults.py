"""Faults on purpose: which requests they hit, and what they do to the answer."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from typing import Literal

import msgspec

from apivideo_admin_mock.spec import Operation
from apivideo_admin_mock.suggest import did_you_mean

_LONGEST = 3600
_DAY = 86400
_MOST = 1_000_000
_METHOD = re.compile(r"[A-Z]+", re.ASCII)
_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(; *[\w=.+-]+)*", re.ASCII)


class StatusEffect(msgspec.Struct, tag_field="kind", tag="status", frozen=True, forbid_unknown_fields=True):
    """Answer with an error status and its problem body; ``performed`` tells whether the request is carried out first."""

    status: int
    performed: bool = False
    retry_after: int | None = None


class LatencyEffect(msgspec.Struct, tag_field="kind", tag="latency", frozen=True, forbid_unknown_fields=True):
    """Answer late: after ``seconds``, or after a time between ``low`` and ``high``."""

    seconds: float = 0
    low: float = 0
    high: float = 0


class ResetEffect(msgspec.Struct, tag_field="kind", tag="reset", frozen=True, forbid_unknown_fields=True):
    """Close the connection: ``before`` the request is carried out, ``after`` it, or ``amid`` the body of the answer."""

    when: Literal["before", "after", "amid"] = "before"


class TruncateEffect(msgspec.Struct, tag_field="kind", tag="truncate", frozen=True, forbid_unknown_fields=True):
    """Send a part of the body as if it were all."""

    keep: float = 0.5


class MalformEffect(msgspec.Struct, tag_field="kind", tag="malform", frozen=True, forbid_unknown_fields=True):
    """Send a body of the same length that is not JSON."""


class ContentTypeEffect(msgspec.Struct, tag_field="kind", tag="content_type", frozen=True, forbid_unknown_fields=True):
    """Declare the body as something else."""

    value: str = "text/html"


class StallEffect(msgspec.Struct, tag_field="kind", tag="stall", frozen=True, forbid_unknown_fields=True):
    """Send half of the body, then nothing for ``seconds``, then close the connection."""

    seconds: float = 30


class StaleEffect(msgspec.Struct, tag_field="kind", tag="stale", frozen=True, forbid_unknown_fields=True):
    """Answer a read from before the last write, as a replica does that lags behind."""


Effect = (
    StatusEffect
    | LatencyEffect
    | ResetEffect
    | TruncateEffect
    | MalformEffect
    | ContentTypeEffect
    | StallEffect
    | StaleEffect
)


#: Those that say all by their names; an error needs a status, and a latency its seconds.
_BY_NAME: Mapping[str, Callable[[], Effect]] = {
    "reset": ResetEffect,
    "truncate": TruncateEffect,
    "malform": MalformEffect,
    "content_type": ContentTypeEffect,
    "stall": StallEffect,
    "stale": StaleEffect,
}


def to_effect(effect: Effect | int | str) -> Effect:
    """Give an effect for an error status, or for the name of a kind. Raises ValueError where there is none."""
    if isinstance(effect, int):
        return StatusEffect(effect)
    if isinstance(effect, str):
        if effect not in _BY_NAME:
            known = ", ".join(_BY_NAME)
            raise ValueError(f"{effect!r} is no effect by itself.{did_you_mean(effect, _BY_NAME)} Known: {known}")
        return _BY_NAME[effect]()
    return effect


class Fault(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A fault and the requests that it hits.

    A request matches by ``method``, ``operation_id`` and ``path`` (``*`` stands for any text), each where given. Of
    those, the ``nth`` and the following ones are hit, ``times`` in all (None: for ever), each with ``probability``.
    """

    effect: Effect
    method: str | None = None
    operation_id: str | None = None
    path: str | None = None
    nth: int = 1
    times: int | None = 1
    probability: float = 1.0

    def __post_init__(self) -> None:
        """Refuse what can't happen."""
        counts = (self.nth, 1 if self.times is None else self.times)
        if not all(1 <= count <= _MOST for count in counts) or not 0 <= self.probability <= 1:
            raise ValueError(f"nth and times count from 1 to {_MOST}, and probability is from 0 to 1")
        if self.method is not None and not _METHOD.fullmatch(self.method):
            raise ValueError(f"{self.method!r} is no method: write it in capitals, like GET")
        _check_effect(self.effect)

    def matches(self, operation: Operation, method: str, path: str) -> bool:
        """Whether a request is one of those that the fault is for."""
        return (
            self.method in {None, method}
            and self.operation_id in {None, operation.id}
            and (self.path is None or fnmatchcase(path, self.path))
        )


def _check_effect(effect: Effect) -> None:
    """Raise ValueError for what can't happen."""
    match effect:
        case StatusEffect(status=status, retry_after=wait):
            if not 400 <= status <= 599:  # noqa: PLR2004 - error statuses
                raise ValueError("the status of a fault is from 400 to 599")
            if wait is not None and not 0 <= wait <= _DAY:
                raise ValueError(f"retry_after is from 0 to {_DAY} seconds")
        case LatencyEffect(seconds=seconds, low=low, high=high):
            if not all(0 <= value <= _LONGEST for value in (seconds, low, high)):
                raise ValueError(f"a latency is from 0 to {_LONGEST} seconds")
        case StallEffect(seconds=seconds) if not 0 <= seconds <= _LONGEST:
            raise ValueError(f"a stall is from 0 to {_LONGEST} seconds")
        case TruncateEffect(keep=keep) if not 0 <= keep <= 1:
            raise ValueError("what a truncation keeps is from 0 to 1")
        case ContentTypeEffect(value=value) if not _MEDIA_TYPE.fullmatch(value):
            raise ValueError("a content type is like text/html")
        case _:
            pass


class Faults:
    """The faults of a world, in the order in which they were added; a request is hit by the first that applies."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)  # noqa: S311 - repeatable on purpose, nothing is protected by it
        self._active: list[_Active] = []

    def add(self, fault: Fault) -> None:
        """Add a fault."""
        self._active.append(_Active(fault))

    def clear(self) -> None:
        """Remove all faults."""
        self._active.clear()

    def list(self) -> list[Fault]:
        """Give the faults that can still hit."""
        return [one.fault for one in self._active]

    def next(self, operation: Operation, method: str, path: str) -> Effect | None:
        """Give what happens to a request, if anything does."""
        hit: _Active | None = None
        for one in self._active:
            if one.fault.matches(operation, method, path):
                one.seen += 1
                if hit is None and one.seen >= one.fault.nth and self._random.random() < one.fault.probability:
                    hit = one
        if hit is None:
            return None
        hit.hits += 1
        if hit.hits == hit.fault.times:
            self._active.remove(hit)
        return hit.fault.effect

    def delay(self, effect: LatencyEffect) -> float:
        """Give the seconds that an answer is late."""
        return effect.seconds + self._random.uniform(effect.low, effect.high)

    def __bool__(self) -> bool:
        return bool(self._active)


class _Active:
    __slots__ = ("fault", "hits", "seen")

    def __init__(self, fault: Fault) -> None:
        self.fault, self.seen, self.hits = fault, 0, 0
