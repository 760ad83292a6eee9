"""Applies the effect of a fault to an answer; the rims do what only a connection can."""

from __future__ import annotations

from dataclasses import replace

from apivideo_admin_mock.faults import (
    ContentTypeEffect,
    Effect,
    Faults,
    LatencyEffect,
    MalformEffect,
    ResetEffect,
    StallEffect,
    StatusEffect,
    TruncateEffect,
)
from apivideo_admin_mock.http import Delivery, Response


def is_performed(effect: Effect) -> bool:
    """Whether a request is carried out although the fault hits it."""
    match effect:
        case StatusEffect(performed=performed):
            return performed
        case ResetEffect(when=when):
            return when != "before"
        case _:
            return True


def damage(response: Response, effect: Effect, faults: Faults) -> Response:  # noqa: PLR0911 - one for each kind
    """Give the answer as the fault leaves it; what is late already is no less late."""
    before = response.delivery or Delivery()
    half = len(response.body) // 2
    match effect:
        case LatencyEffect():
            return replace(response, delivery=replace(before, delay=before.delay + faults.delay(effect)))
        case ResetEffect(when=when):
            return replace(response, delivery=replace(before, sent=half if when == "amid" else None))
        case StallEffect(seconds=seconds):
            return replace(response, delivery=replace(before, sent=half, stall=seconds))
        case TruncateEffect(keep=keep):
            return replace(response, body=response.body[: int(len(response.body) * keep)])
        case MalformEffect():
            return replace(response, body=b"<" * len(response.body))
        case ContentTypeEffect(value=value):
            headers = [(name, value if name == "Content-Type" else old) for name, old in response.headers]
            return replace(response, headers=headers)
        case _:
            return response
