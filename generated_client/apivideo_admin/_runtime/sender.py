"""Send one request with retries: the throttle runs before each attempt, the retry policy after it."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import TYPE_CHECKING

import httpx2
import msgspec

from . import deadline
from .clock import monotonic
from .errors import ConfigurationError
from .exchange import connection_error
from .hooks import Hooks
from .log import CURRENT_REQUEST, log_attempt, log_retry, log_throttled
from .throttle import TaskHolder

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

    from .retry import Attempts
    from .throttle import AsyncThrottle, Throttle
    from .tracing import Tracing
    from .transport import AsyncTransport, Transport
    from .window import Holder, Permit

Outcome = httpx2.Response | httpx2.HTTPError


class QueueTimeoutError(httpx2.PoolTimeout):
    """The call waited for its permit as long as it may. Nothing was sent."""


class Environment(msgspec.Struct, frozen=True):
    """The clock (monotonic, seconds), sleep function (seconds) and random source (0 to 1) of a blocking client."""

    clock: Callable[[], float] = monotonic
    sleep: Callable[[float], object] = time.sleep
    random: Callable[[], float] = random.random


async def _sleep(seconds: float) -> None:
    import asyncio  # imported late: it loads as slowly as this whole package, and a blocking program does not need it

    await asyncio.sleep(seconds)


class AsyncEnvironment(msgspec.Struct, frozen=True):
    """The clock, sleep function and random source of an asynchronous client; see Environment."""

    clock: Callable[[], float] = monotonic
    sleep: Callable[[float], Awaitable[object]] = _sleep
    random: Callable[[], float] = random.random


class Sender(msgspec.Struct, frozen=True):
    """Sends the requests of a blocking client and its variants, which share connections, throttle and hooks."""

    transport: Transport
    throttle: Throttle | None
    hooks: Hooks[object]
    tracing: Tracing | None = None
    environment: Environment = Environment()

    def send(self, request: httpx2.Request, attempts: Attempts) -> httpx2.Response:
        """Return the final response, whatever its status. Raise APIConnectionError if the last attempt got none."""
        clock = self.environment.clock
        first: float | None = None
        outcome: Outcome | None = None
        while True:
            # Held while the attempt runs: however it ends, its permit is known to be lost (see ``window``).
            with (holder := threading.Lock()):
                permit = self._acquire_permit(request, holder, _longest_wait(attempts, first, clock))
                if permit is None and self.throttle is not None:
                    outcome = _without_permit(attempts, outcome)
                    break
                start = clock()
                first = start if first is None else first
                request.extensions[deadline.EXTENSION] = attempts.policy.max_call_seconds - (start - first)
                outcome = self._attempt(request, permit)
            now = clock()
            log_attempt(request, outcome, now - start)
            delay = attempts.next_delay(outcome, now - first)
            if delay is None:
                break
            _pause_throttle(self.throttle, outcome, attempts)
            log_retry(request, attempts, delay)
            self.environment.sleep(delay)
        if isinstance(outcome, httpx2.HTTPError):
            raise connection_error(outcome, request, self.transport.proxy)
        return outcome

    def _acquire_permit(self, request: httpx2.Request, holder: Holder, seconds: float | None) -> Permit | None:
        """Return a permit, or None without a throttle or after this many seconds."""
        if self.throttle is None:
            return None
        permit = self.throttle.try_acquire(holder)
        if permit is None:
            start = self.environment.clock()
            permit = self.throttle.acquire(holder, seconds)
            log_throttled(request, self.environment.clock() - start)
        return permit

    def _attempt(self, request: httpx2.Request, permit: Permit | None) -> Outcome:
        outcome: Outcome | None = None
        token = CURRENT_REQUEST.set(request)
        try:
            for before in self.hooks.request:
                before(request)
            outcome = self.transport.send(request)
            if isinstance(outcome, httpx2.Response):
                for after in self.hooks.response:
                    after(outcome)
            return outcome
        finally:
            CURRENT_REQUEST.reset(token)
            if self.throttle is not None and permit is not None:
                self.throttle.finish(permit, outcome)


class AsyncSender(msgspec.Struct, frozen=True):
    """Sends the requests of an asynchronous client and its variants; see Sender."""

    transport: AsyncTransport
    throttle: AsyncThrottle | None
    hooks: Hooks[Awaitable[object]]
    tracing: Tracing | None = None
    environment: AsyncEnvironment = AsyncEnvironment()

    async def send(self, request: httpx2.Request, attempts: Attempts) -> httpx2.Response:
        """Return the final response, whatever its status. Raise APIConnectionError if the last attempt got none."""
        clock = self.environment.clock
        loop = _running_loop()
        first: float | None = None
        outcome: Outcome | None = None
        while True:
            with (lock := threading.Lock()):  # see Sender
                holder = TaskHolder(lock, loop)
                permit = await self._acquire_permit(request, holder, _longest_wait(attempts, first, clock))
                if permit is None and self.throttle is not None:
                    outcome = _without_permit(attempts, outcome)
                    break
                start = clock()
                first = start if first is None else first
                request.extensions[deadline.EXTENSION] = attempts.policy.max_call_seconds - (start - first)
                outcome = await self._attempt(request, permit)
            now = clock()
            log_attempt(request, outcome, now - start)
            delay = attempts.next_delay(outcome, now - first)
            if delay is None:
                break
            _pause_throttle(self.throttle, outcome, attempts)
            log_retry(request, attempts, delay)
            await self.environment.sleep(delay)
        if isinstance(outcome, httpx2.HTTPError):
            raise connection_error(outcome, request, self.transport.proxy)
        return outcome

    async def _acquire_permit(self, request: httpx2.Request, holder: Holder, seconds: float | None) -> Permit | None:
        """Return a permit, or None without a throttle or after this many seconds."""
        if self.throttle is None:
            return None
        permit = self.throttle.try_acquire(holder)
        if permit is None:
            start = self.environment.clock()
            permit = await self.throttle.acquire(holder, seconds)
            log_throttled(request, self.environment.clock() - start)
        return permit

    async def _attempt(self, request: httpx2.Request, permit: Permit | None) -> Outcome:
        outcome: Outcome | None = None
        token = CURRENT_REQUEST.set(request)
        try:
            for before in self.hooks.request:
                await before(request)
            outcome = await self.transport.send(request)
            if isinstance(outcome, httpx2.Response):
                for after in self.hooks.response:
                    await after(outcome)
            return outcome
        finally:
            CURRENT_REQUEST.reset(token)
            if self.throttle is not None and permit is not None:
                self.throttle.finish(permit, outcome)


def _longest_wait(attempts: Attempts, first: float | None, clock: Callable[[], float]) -> float | None:
    """Return how long an attempt may wait in the throttle, in seconds: a retry until the time after which none starts."""
    policy = attempts.policy
    return policy.max_queue_seconds if first is None else policy.last_start - (clock() - first)


def _without_permit(attempts: Attempts, outcome: Outcome | None) -> Outcome:
    """Return the outcome of a call whose wait in the throttle is over: that of its last attempt, if it made one."""
    if outcome is not None:
        attempts.retries -= 1
        return outcome
    return QueueTimeoutError(
        f"the rate limit delays this call by more than max_queue_seconds ({attempts.policy.max_queue_seconds} s)"
    )


def _running_loop() -> AbstractEventLoop:
    """Return the running event loop. Raise ConfigurationError if it is not one of asyncio."""
    import asyncio  # imported late, as above

    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        raise ConfigurationError(
            "AsyncAdminClient needs an event loop of asyncio, and none is running in this thread. In trio, call AdminClient "
            "with trio.to_thread.run_sync."
        ) from None


def _pause_throttle(throttle: Throttle | AsyncThrottle | None, outcome: Outcome, attempts: Attempts) -> None:
    """Pause the throttle after a 429 with a wait time, because the rate limit applies to all requests with the key."""
    limited = isinstance(outcome, httpx2.Response) and outcome.status_code == HTTPStatus.TOO_MANY_REQUESTS
    if throttle is not None and limited and attempts.failure is not None and attempts.failure.retry_after:
        throttle.pause(attempts.failure.retry_after)
