"""Event hooks of the caller: a mapping with the same event names as in httpx2."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Generic, TypedDict, TypeVar

import httpx2
import msgspec

from .errors import ConfigurationError

ResultT = TypeVar("ResultT")


class EventHooks(TypedDict, total=False):
    """Functions to call for each attempt.

    ``request`` functions receive the request, with its credentials, before it is sent. ``response`` functions receive the
    completely read response. An exception from a hook ends the call.
    """

    request: Sequence[Callable[[httpx2.Request], object]]
    response: Sequence[Callable[[httpx2.Response], object]]


class AsyncEventHooks(TypedDict, total=False):
    """Coroutine functions to call for each attempt; see EventHooks."""

    request: Sequence[Callable[[httpx2.Request], Awaitable[object]]]
    response: Sequence[Callable[[httpx2.Response], Awaitable[object]]]


class Hooks(msgspec.Struct, Generic[ResultT], frozen=True):
    """The validated hooks of a client."""

    request: tuple[Callable[[httpx2.Request], ResultT], ...] = ()
    response: tuple[Callable[[httpx2.Response], ResultT], ...] = ()


def check_hooks(hooks: Mapping[str, Any] | None) -> dict[str, tuple[Any, ...]]:
    """Return the hooks of each event as tuples. Raise ConfigurationError for an unknown event or a hook that cannot be called."""
    if hooks is None:
        return {}
    if not isinstance(hooks, Mapping):
        raise ConfigurationError("event_hooks must be a mapping of events to lists of functions.")
    unknown = set(hooks) - {"request", "response"}
    if unknown:
        names = ", ".join(sorted(map(str, unknown)))
        raise ConfigurationError(f"event_hooks has no event {names}; use `request` and `response`.")
    for event, functions in hooks.items():
        if not isinstance(functions, Sequence) or not all(map(callable, functions)):
            raise ConfigurationError(f"event_hooks[{event!r}] must be a list of functions.")
    return {event: tuple(functions) for event, functions in hooks.items()}
