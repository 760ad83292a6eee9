"""Send one request with retries: the throttle runs before each attempt, the retry policy after it."""

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
from .log import log_attempt, log_retry, log_throttled

if TYPE_CHECKING:
    from .retry import Attempts
    from .throttle import AsyncThrottle, Throttle
    from .transport import AsyncTransport, Transport
    from .window import Permit

Outcome = httpx2.Response | httpx2.HTTPError


class Environment(msgspec.Struct, frozen=True):
    """The clock (monotonic, seconds), sleep function (seconds) and random source (0 to 1) of a blocking client."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], object] = time.sleep
    random: Callable[[], float] = random.random


async def _sleep(seconds: float) -> None:
    import asyncio  # imported late: it loads as slowly as this whole package, and a blocking program does not need it

    await asyncio.sleep(seconds)


class AsyncEnvironment(msgspec.Struct, frozen=True):
    """The clock, sleep function and random source of an asynchronous client; see Environment."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[object]] = _sleep
    random: Callable[[], float] = random.random


class Sender(msgspec.Struct, frozen=True):
    """Sends the requests of a blocking client and its variants, which share connections, throttle and hooks."""

    transport: Transport
    throttle: Throttle | None
    hooks: Hooks[object]
    environment: Environment = Environment()

    def send(self, request: httpx2.Request, attempts: Attempts) -> httpx2.Response:
        """Return the final response, whatever its status. Raise AdminConnectionError if the last attempt got none."""
        first: float | None = None
        while True:
            permit = self._acquire_permit(request)
            start = self.environment.clock()
            first = start if first is None else first
            outcome = self._attempt(request, permit)
            now = self.environment.clock()
            log_attempt(request, outcome, now - start)
            delay = attempts.next_delay(outcome, now - first)
            if delay is None:
                break
            _pause_throttle(self.throttle, outcome, attempts)
            log_retry(request, attempts, delay)
            self.environment.sleep(delay)
        if isinstance(outcome, httpx2.HTTPError):
            raise connection_error(outcome, request) from outcome
        return outcome

    def _acquire_permit(self, request: httpx2.Request) -> Permit | None:
        if self.throttle is None:
            return None
        permit = self.throttle.try_acquire()
        if permit is None:
            start = self.environment.clock()
            permit = self.throttle.acquire()
            log_throttled(request, self.environment.clock() - start)
        return permit

    def _attempt(self, request: httpx2.Request, permit: Permit | None) -> Outcome:
        outcome: Outcome | None = None
        try:
            for before in self.hooks.request:
                before(request)
            outcome = self.transport.send(request)
            if isinstance(outcome, httpx2.Response):
                for after in self.hooks.response:
                    after(outcome)
            return outcome
        finally:
            if self.throttle is not None and permit is not None:
                self.throttle.finish(permit, outcome)


class AsyncSender(msgspec.Struct, frozen=True):
    """Sends the requests of an asynchronous client and its variants; see Sender."""

    transport: AsyncTransport
    throttle: AsyncThrottle | None
    hooks: Hooks[Awaitable[object]]
    environment: AsyncEnvironment = AsyncEnvironment()

    async def send(self, request: httpx2.Request, attempts: Attempts) -> httpx2.Response:
        """Return the final response, whatever its status. Raise AdminConnectionError if the last attempt got none."""
        first: float | None = None
        while True:
            permit = await self._acquire_permit(request)
            start = self.environment.clock()
            first = start if first is None else first
            outcome = await self._attempt(request, permit)
            now = self.environment.clock()
            log_attempt(request, outcome, now - start)
            delay = attempts.next_delay(outcome, now - first)
            if delay is None:
                break
            _pause_throttle(self.throttle, outcome, attempts)
            log_retry(request, attempts, delay)
            await self.environment.sleep(delay)
        if isinstance(outcome, httpx2.HTTPError):
            raise connection_error(outcome, request) from outcome
        return outcome

    async def _acquire_permit(self, request: httpx2.Request) -> Permit | None:
        if self.throttle is None:
            return None
        permit = self.throttle.try_acquire()
        if permit is None:
            start = self.environment.clock()
            permit = await self.throttle.acquire()
            log_throttled(request, self.environment.clock() - start)
        return permit

    async def _attempt(self, request: httpx2.Request, permit: Permit | None) -> Outcome:
        outcome: Outcome | None = None
        try:
            for before in self.hooks.request:
                await before(request)
            outcome = await self.transport.send(request)
            if isinstance(outcome, httpx2.Response):
                for after in self.hooks.response:
                    await after(outcome)
            return outcome
        finally:
            if self.throttle is not None and permit is not None:
                self.throttle.finish(permit, outcome)


def _pause_throttle(throttle: Throttle | AsyncThrottle | None, outcome: Outcome, attempts: Attempts) -> None:
    """Pause the throttle after a 429 with a wait time, because the rate limit applies to all requests with the key."""
    limited = isinstance(outcome, httpx2.Response) and outcome.status_code == HTTPStatus.TOO_MANY_REQUESTS
    if throttle is not None and limited and attempts.failure is not None and attempts.failure.retry_after:
        throttle.pause(attempts.failure.retry_after)
