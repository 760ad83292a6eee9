"""The faults that a test can inject: their effects, and the requests that they apply to."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Literal

import msgspec

from apivideo_admin_mock.shorten import shorten
from apivideo_admin_mock.spec import Operation
from apivideo_admin_mock.suggest import did_you_mean

_MAX_SECONDS = 3600
_MAX_RETRY_AFTER = 86400
_MAX_COUNT = 1_000_000
_MAX_PATH = 1000
_MAX_MEDIA_TYPE = 100
_METHOD = re.compile(r"[A-Z]{1,20}", re.ASCII)
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9_.+-]+/[A-Za-z0-9_.+-]+(; *[A-Za-z0-9_=.+-]+)*", re.ASCII)


class StatusEffect(msgspec.Struct, tag_field="kind", tag="status", frozen=True, forbid_unknown_fields=True):
    """Respond with an error status and its problem body. If ``performed`` is true, the request is carried out first."""

    status: int
    performed: bool = False
    retry_after: int | None = None


class LatencyEffect(msgspec.Struct, tag_field="kind", tag="latency", frozen=True, forbid_unknown_fields=True):
    """Delay the response by ``seconds``, plus a random time between ``low`` and ``high``."""

    seconds: float = 0
    low: float = 0
    high: float = 0


class ResetEffect(msgspec.Struct, tag_field="kind", tag="reset", frozen=True, forbid_unknown_fields=True):
    """Close the connection: ``before`` the request is carried out, ``after`` it, or ``mid_body`` (after half of the body)."""

    when: Literal["before", "after", "mid_body"] = "before"


class TruncateEffect(msgspec.Struct, tag_field="kind", tag="truncate", frozen=True, forbid_unknown_fields=True):
    """Send only the first part of the body, with a matching ``Content-Length``. ``keep`` is the fraction to send."""

    keep: float = 0.5


class MalformedEffect(msgspec.Struct, tag_field="kind", tag="malformed", frozen=True, forbid_unknown_fields=True):
    """Send a body of the same length that is not JSON."""


class ContentTypeEffect(msgspec.Struct, tag_field="kind", tag="content_type", frozen=True, forbid_unknown_fields=True):
    """Send another ``Content-Type``."""

    value: str = "text/html"


class StallEffect(msgspec.Struct, tag_field="kind", tag="stall", frozen=True, forbid_unknown_fields=True):
    """Send half of the body, then nothing for ``seconds``, then close the connection."""

    seconds: float = 30


class StaleEffect(msgspec.Struct, tag_field="kind", tag="stale", frozen=True, forbid_unknown_fields=True):
    """Respond to a read with the data from before the last write, as a lagging replica does."""


Effect = (
    StatusEffect
    | LatencyEffect
    | ResetEffect
    | TruncateEffect
    | MalformedEffect
    | ContentTypeEffect
    | StallEffect
    | StaleEffect
)


#: The effects that need no options.
_BY_NAME: Mapping[str, Callable[[], Effect]] = {
    "reset": ResetEffect,
    "truncate": TruncateEffect,
    "malformed": MalformedEffect,
    "content_type": ContentTypeEffect,
    "stall": StallEffect,
    "stale": StaleEffect,
}


def to_effect(effect: Effect | int | str) -> Effect:
    """Return the effect for an error status or the name of an effect. Raises ValueError for an unknown name."""
    if isinstance(effect, int):
        return StatusEffect(effect)
    if isinstance(effect, str):
        if effect not in _BY_NAME:
            known = ", ".join(_BY_NAME)
            raise ValueError(f"{effect!r} is not an effect.{did_you_mean(effect, _BY_NAME)} Known: {known}")
        return _BY_NAME[effect]()
    return effect


class Fault(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An injected fault: an effect and the requests that it applies to.

    A request matches if it has the ``method``, ``operation_id`` and ``path`` (``*`` matches any text) that are set. The effect
    applies from the ``nth`` matching request on, to ``times`` requests (None: no limit), each with ``probability``.
    """

    effect: Effect
    method: str | None = None
    operation_id: str | None = None
    path: str | None = None
    nth: int = 1
    times: int | None = 1
    probability: float = 1.0

    def __post_init__(self) -> None:
        """Raise ValueError for an invalid option."""
        counts = (self.nth, 1 if self.times is None else self.times)
        if not all(1 <= count <= _MAX_COUNT for count in counts) or not 0 <= self.probability <= 1:
            raise ValueError(f"nth and times must be from 1 to {_MAX_COUNT}, and probability from 0 to 1")
        if self.method is not None and not _METHOD.fullmatch(self.method):
            raise ValueError(f"{shorten(self.method)!r} is not a method: write it in uppercase, like GET")
        if self.path is not None and len(self.path) > _MAX_PATH:
            raise ValueError(f"path must have at most {_MAX_PATH} characters")
        _check_effect(self.effect)

    def matches(self, operation: Operation, method: str, path: str) -> bool:
        """Whether the fault applies to requests like this one."""
        return (
            self.method in {None, method}
            and self.operation_id in {None, operation.id}
            and (self.path is None or _matches(path, self.path))
        )


def _matches(path: str, pattern: str) -> bool:
    """Whether a path matches a pattern, in which ``*`` matches any text. Takes linear time: each part is found once, from left to right."""
    first, *parts = pattern.split("*")
    if not parts:
        return path == first
    last = parts.pop()
    if not path.startswith(first) or len(path) < len(first) + len(last) or not path.endswith(last):
        return False
    position, end = len(first), len(path) - len(last)
    for part in parts:
        position = path.find(part, position, end)
        if position < 0:
            return False
        position += len(part)
    return True


def _check_effect(effect: Effect) -> None:
    """Raise ValueError if an option of an effect is out of range."""
    match effect:
        case StatusEffect(status=status, retry_after=wait):
            if not 400 <= status <= 599:  # noqa: PLR2004 - error statuses
                raise ValueError("the status of a fault must be from 400 to 599")
            if wait is not None and not 0 <= wait <= _MAX_RETRY_AFTER:
                raise ValueError(f"retry_after must be from 0 to {_MAX_RETRY_AFTER} seconds")
        case LatencyEffect(seconds=seconds, low=low, high=high):
            if not all(0 <= value <= _MAX_SECONDS for value in (seconds, low, high)):
                raise ValueError(f"a latency must be from 0 to {_MAX_SECONDS} seconds")
        case StallEffect(seconds=seconds) if not 0 <= seconds <= _MAX_SECONDS:
            raise ValueError(f"a stall must be from 0 to {_MAX_SECONDS} seconds")
        case TruncateEffect(keep=keep) if not 0 <= keep <= 1:
            raise ValueError("keep must be from 0 to 1")
        case ContentTypeEffect(value=value) if len(value) > _MAX_MEDIA_TYPE or not _MEDIA_TYPE.fullmatch(value):
            raise ValueError(f"value must be a media type, like text/html, of at most {_MAX_MEDIA_TYPE} characters")
        case _:
            pass
