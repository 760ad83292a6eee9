"""Sends one request, as often as it takes: the throttle before each try, the retry policy after it."""

from __future__ import annotations

import random
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import TYPE_CHECKING

import httpx2
import msgspec

from .exchange import connection_error
from .hooks import Hooks
from .log import log_retry, log_try, log_wait

if TYPE_CHECKING:
    from .retry import Attempts
    from .throttle import AsyncThrottle, Throttle
    from .window import Place
    from .wire import AsyncWire, Wire

Outcome = httpx2.Response | httpx2.HTTPError


class Surroundings(msgspec.Struct, frozen=True):
    """What a blocking client takes from the world: a clock that never goes back (seconds), a wait (seconds), chance (0 to 1)."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], object] = time.sleep
    random: Callable[[], float] = random.random


async def _sleep(seconds: float) -> None:
    import asyncio  # here, for it takes as long to load as all of this package, and a blocking program does not need it

    await asyncio.sleep(seconds)


class AsyncSurroundings(msgspec.Struct, frozen=True):
    """The asynchronous twin of Surroundings."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[object]] = _sleep
    random: Callable[[], float] = random.random


class Sender(msgspec.Struct, frozen=True):
    """What all calls of a blocking client and of its variants share: connections, throttle and hooks."""

    wire: Wire
    throttle: Throttle | None
    hooks: Hooks[object]
    world: Surroundings = Surroundings()

    def send(self, request: httpx2.Request, attempts: Attempts) -> httpx2.Response:
        """Give the final answer, whatever its status. Raises AdminConnectionError if the last try got none."""
        first: float | None = None
        while True:
            place = self._place(request)
            start = self.world.clock()
            first = start if first is None else first
            outcome = self._try(request, place)
            now = self.world.clock()
            log_try(request, outcome, now - start)
            delay = attempts.after(outcome, now - first)
            if delay is None:
                break
            _pause(self.throttle, outcome, attempts)
            log_retry(request, attempts, delay)
            self.world.sleep(delay)
        if isinstance(outcome, httpx2.HTTPError):
            raise connection_error(outcome, request) from outcome
        return outcome

    def _place(self, request: httpx2.Request) -> Place | None:
        if self.throttle is None:
            return None
        place = self.throttle.try_acquire()
        if place is None:
            start = self.world.clock()
            place = self.throttle.acquire()
            log_wait(request, self.world.clock() - start)
        return place

    def _try(self, request: httpx2.Request, place: Place | None) -> Outcome:
        outcome: Outcome | None = None
        try:
            for before in self.hooks.request:
                before(request)
            outcome = self.wire.send(request)
            if isinstance(outcome, httpx2.Response):
                for after in self.hooks.response:
                    after(outcome)
            return outcome
        finally:
            if self.throttle is not None and place is not None:
                self.throttle.finish(place, outcome)


class AsyncSender(msgspec.Struct, frozen=True):
    """The asynchronous twin of Sender."""

    wire: AsyncWire
    throttle: AsyncThrottle | None
    hooks: Hooks[Awaitable[object]]
    world: AsyncSurroundings = AsyncSurroundings()

    async def send(self, request: httpx2.Request, attempts: Attempts) -> httpx2.Response:
        """Give the final answer, whatever its status. Raises AdminConnectionError if the last try got none."""
        first: float | None = None
        while True:
            place = await self._place(request)
            start = self.world.clock()
            first = start if first is None else first
            outcome = await self._try(request, place)
            now = self.world.clock()
            log_try(request, outcome, now - start)
            delay = attempts.after(outcome, now - first)
            if delay is None:
                break
            _pause(self.throttle, outcome, attempts)
            log_retry(request, attempts, delay)
            await self.world.sleep(delay)
        if isinstance(outcome, httpx2.HTTPError):
            raise connection_error(outcome, request) from outcome
        return outcome

    async def _place(self, request: httpx2.Request) -> Place | None:
        if self.throttle is None:
            return None
        place = self.throttle.try_acquire()
        if place is None:
            start = self.world.clock()
            place = await self.throttle.acquire()
            log_wait(request, self.world.clock() - start)
        return place

    async def _try(self, request: httpx2.Request, place: Place | None) -> Outcome:
        outcome: Outcome | None = None
        try:
            for before in self.hooks.request:
                await before(request)
            outcome = await self.wire.send(request)
            if isinstance(outcome, httpx2.Response):
                for after in self.hooks.response:
                    await after(outcome)
            return outcome
        finally:
            if self.throttle is not None and place is not None:
                self.throttle.finish(place, outcome)


def _pause(throttle: Throttle | AsyncThrottle | None, outcome: Outcome, attempts: Attempts) -> None:
    """Hold everybody back where the server refused one for the rate: what it asks of one, it asks of the key."""
    refused = isinstance(outcome, httpx2.Response) and outcome.status_code == HTTPStatus.TOO_MANY_REQUESTS
    if throttle is not None and refused and attempts.failure is not None and attempts.failure.asked:
        throttle.pause(attempts.failure.asked)
