"""Apply the effect of an injected fault to a response. The adapters do what needs the connection."""

from __future__ import annotations

from dataclasses import replace

from apivideo_admin_mock.faults import (
    ContentTypeEffect,
    Effect,
    Faults,
    LatencyEffect,
    MalformedEffect,
    ResetEffect,
    StallEffect,
    StatusEffect,
    TruncateEffect,
)
from apivideo_admin_mock.http import Delivery, Response


def is_performed(effect: Effect) -> bool:
    """Whether a request with this effect is carried out."""
    match effect:
        case StatusEffect(performed=performed):
            return performed
        case ResetEffect(when=when):
            return when != "before"
        case _:
            return True


def apply_effect(response: Response, effect: Effect, faults: Faults) -> Response:  # noqa: PLR0911 - one for each kind
    """Return the response with the effect applied. A delay adds to the delay that the response has already."""
    before = response.delivery or Delivery()
    half = len(response.body) // 2
    match effect:
        case LatencyEffect():
            return replace(response, delivery=replace(before, delay=before.delay + faults.delay(effect)))
        case ResetEffect(when=when):
            return replace(response, delivery=replace(before, sent=half if when == "mid_body" else None))
        case StallEffect(seconds=seconds):
            return replace(response, delivery=replace(before, sent=half, stall=seconds))
        case TruncateEffect(keep=keep):
            return replace(response, body=response.body[: int(len(response.body) * keep)])
        case MalformedEffect():
            return replace(response, body=b"<" * len(response.body))
        case ContentTypeEffect(value=value):
            headers = [(name, value if name == "Content-Type" else old) for name, old in response.headers]
            return replace(response, headers=headers)
        case _:
            return response
