"""The active faults of a tenant, and their effects on requests and responses. The adapters do what needs the connection."""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

from msgspec.structs import replace

from apivideo_admin_mock.backends.interface import Tenant
from apivideo_admin_mock.backends.state import ActiveFault
from apivideo_admin_mock.faults import (
    ContentTypeEffect,
    Effect,
    Fault,
    LatencyEffect,
    MalformedEffect,
    ResetEffect,
    StallEffect,
    StatusEffect,
    TruncateEffect,
)
from apivideo_admin_mock.http.messages import Delivery, Response
from apivideo_admin_mock.spec import Operation

# Each request is compared with all of them.
_MAX_FAULTS: Final = 1000


def add_fault(tenant: Tenant, fault: Fault) -> None:
    """Add a fault to the active ones of a tenant. The first one that applies to a request takes effect.

    Raises ValueError if the tenant has the maximum number of faults.
    """
    if len(tenant.state.faults) >= _MAX_FAULTS:
        raise ValueError(f"there are {_MAX_FAULTS} active faults already; fix: remove them with DELETE /_mock/faults")
    tenant.state = replace(tenant.state, faults=(*tenant.state.faults, ActiveFault(fault)))


def clear_faults(tenant: Tenant) -> None:
    """Remove all faults."""
    tenant.state = replace(tenant.state, faults=())


def next_effect(tenant: Tenant, operation: Operation, method: str, path: str) -> Effect | None:
    """Count a request, and return the effect that applies to it, or None."""
    hit: ActiveFault | None = None
    active: list[ActiveFault] = []
    for one in tenant.state.faults:
        if not one.fault.matches(operation, method, path):
            active.append(one)
            continue
        seen = replace(one, seen=one.seen + 1)
        if hit is None and seen.seen >= one.fault.nth and _draw(tenant) < one.fault.probability:
            hit = seen = replace(seen, hits=one.hits + 1)
        if seen.hits != one.fault.times:
            active.append(seen)
    tenant.state = replace(tenant.state, faults=tuple(active))
    return None if hit is None else hit.fault.effect


def _draw(tenant: Tenant) -> float:
    """Return the next random number of a tenant, from 0 to 1 (exclusive). It depends on the seed."""
    number = tenant.state.draws
    tenant.state = replace(tenant.state, draws=number + 1)
    text = f"{tenant.seed}/{tenant.key}|fault|{number}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(text, digest_size=6).digest(), "big") / 2**48


def is_performed(effect: Effect) -> bool:
    """Whether a request with this effect is carried out."""
    match effect:
        case StatusEffect(performed=performed):
            return performed
        case ResetEffect(when=when):
            return when != "before"
        case _:
            return True


def apply_effect(response: Response, effect: Effect, tenant: Tenant) -> Response:  # noqa: PLR0911 - one for each kind
    """Return the response with the effect applied. A delay adds to the delay that the response has already."""
    before = response.delivery or Delivery()
    half = len(response.body) // 2
    match effect:
        case LatencyEffect():
            return replace(response, delivery=replace(before, delay=before.delay + _delay(effect, tenant)))
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


def _delay(effect: LatencyEffect, tenant: Tenant) -> float:
    """Return the delay of a response in seconds."""
    return effect.seconds + effect.low + (effect.high - effect.low) * _draw(tenant)
