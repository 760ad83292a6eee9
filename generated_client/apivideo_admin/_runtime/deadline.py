"""End a call at a fixed time, however slowly bytes arrive.

The timeout of httpx2 applies to each wait for the next bytes, so a server that sends one byte per second keeps a call open for
ever. The request carries the time that its call has left, and the network streams below compute each wait from it.
"""

from __future__ import annotations

from typing import Any

import httpx2

from .clock import monotonic

EXTENSION = "apivideo_admin_seconds_left"
"""The request extension with the seconds that the call may still take."""

MESSAGE = "the call took longer than max_call_seconds"


class DeadlineExceededError(httpx2.ReadTimeout):
    """The time of the call is over. A part of the request may have been sent."""


class NotConnectedError(httpx2.ConnectTimeout):
    """The time of the call is over, and nothing was sent."""


class Deadline:
    """The time at which the present call on a connection ends; None for a call without an end."""

    __slots__ = ("at",)

    def __init__(self) -> None:
        self.at: float | None = None

    def start(self, seconds: float | None) -> None:
        """End the next call after this many seconds."""
        self.at = None if seconds is None else monotonic() + seconds

    def bound(
        self, timeout: float | None, error: type[httpx2.TimeoutException] = DeadlineExceededError
    ) -> float | None:
        """Return the shorter of a timeout and the time that is left. Raise the error if none is left."""
        if self.at is None:
            return timeout
        self.check(error)
        left = max(0.001, self.at - monotonic())
        return left if timeout is None else min(left, timeout)

    def check(self, error: type[httpx2.TimeoutException]) -> None:
        """Raise the error if the time of the call is over."""
        if self.at is not None and self.at <= monotonic():
            raise error(MESSAGE)


class BoundedBackend:
    """A network backend of httpcore2 whose waits end at the deadline of the call."""

    def __init__(self, backend: Any, deadline: Deadline) -> None:
        self._backend = backend
        self._deadline = deadline

    def connect_tcp(self, *args: Any, timeout: float | None = None, **kwargs: Any) -> Any:
        """Connect, and bound the stream."""
        timeout = self._deadline.bound(timeout, NotConnectedError)
        return BoundedStream(self._backend.connect_tcp(*args, timeout=timeout, **kwargs), self._deadline)

    def sleep(self, seconds: float) -> None:
        """Sleep."""
        self._backend.sleep(seconds)


class BoundedStream:
    """A network stream of httpcore2 whose waits end at the deadline of the call."""

    def __init__(self, stream: Any, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> Any:
        """Read the next bytes."""
        return self._bounded(self._stream.read, max_bytes, timeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> Any:
        """Write all bytes."""
        return self._bounded(self._stream.write, buffer, timeout)

    def start_tls(self, *args: Any, timeout: float | None = None, **kwargs: Any) -> Any:
        """Begin TLS, and bound the new stream."""
        timeout = self._deadline.bound(timeout, NotConnectedError)
        return BoundedStream(self._stream.start_tls(*args, timeout=timeout, **kwargs), self._deadline)

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        """Return what the stream knows about its socket."""
        return self._stream.get_extra_info(info)

    def _bounded(self, function: Any, argument: Any, timeout: float | None) -> Any:
        return function(argument, timeout=self._deadline.bound(timeout))
