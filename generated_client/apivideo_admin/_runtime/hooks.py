"""The caller's event hooks: the same mapping that httpx2 takes, with the same names."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Generic, TypedDict, TypeVar

import httpx2
import msgspec

from .errors import ConfigurationError

ResultT = TypeVar("ResultT")


class EventHooks(TypedDict, total=False):
    """Functions that are called for each try.

    ``request`` before it is sent, with credentials and all; ``response`` when its answer was read whole. What they raise ends the call.
    """

    request: Sequence[Callable[[httpx2.Request], object]]
    response: Sequence[Callable[[httpx2.Response], object]]


class AsyncEventHooks(TypedDict, total=False):
    """Coroutine functions that are called for each try, as in EventHooks."""

    request: Sequence[Callable[[httpx2.Request], Awaitable[object]]]
    response: Sequence[Callable[[httpx2.Response], Awaitable[object]]]


class Hooks(msgspec.Struct, Generic[ResultT], frozen=True):
    """The hooks of a client, checked."""

    request: tuple[Callable[[httpx2.Request], ResultT], ...] = ()
    response: tuple[Callable[[httpx2.Response], ResultT], ...] = ()


def check_hooks(hooks: Mapping[str, Any] | None) -> dict[str, tuple[Any, ...]]:
    """Give the hooks of each event. Raises ConfigurationError for an event that there is not."""
    unknown = set(hooks or ()) - {"request", "response"}
    if unknown:
        raise ConfigurationError(f"event_hooks takes `request` and `response`, and not {', '.join(sorted(unknown))}.")
    return {event: tuple(functions) for event, functions in (hooks or {}).items()}
