"""Decide whether and when to retry. Clock readings and random numbers are arguments; nothing here waits.

Decisions (2026-11-24):

- A POST creates something, so it is retried only if the server certainly did not execute it. That is the case after a 429,
  and after a connection that failed before anything was sent.
- A PATCH is retried like GET, PUT and DELETE, although RFC 9110 does not call it idempotent. In this API it contains the
  values to set, so executing it twice has the same effect as executing it once.
- A DELETE that is retried after an unknown outcome and gets a 404 counts as successful; see ``Attempts.is_already_deleted``.
- A complete response is final unless its status is 408, 429 or 5xx. A response that cannot be decoded or decompressed is also
  final.
- An invalid certificate and an unknown host are final: they are mistakes in a configuration.
"""

from __future__ import annotations

import socket
import ssl
from http import HTTPStatus
from typing import TYPE_CHECKING

import httpx2
import msgspec

from .problem import retry_after_seconds

if TYPE_CHECKING:
    from collections.abc import Callable

DEFAULT_MAX_RETRIES = 4
DEFAULT_MAX_SECONDS = 60.0
DEFAULT_MAX_CALL_SECONDS = 300.0
INITIAL_BACKOFF = 0.5
"""Seconds. The upper bound of the random wait before the first retry; it doubles with each retry."""

MAX_BACKOFF = 8.0

UNSAFE_TO_RETRY = frozenset({"POST"})
_NOT_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError)
_TRANSIENT = (
    httpx2.TimeoutException,
    httpx2.NetworkError,
    httpx2.RemoteProtocolError,
    httpx2.ProxyError,
)
_FIRST_CLIENT_ERROR = 400
_FIRST_SERVER_ERROR = 500
_UNKNOWN_HOST = {getattr(socket, name) for name in ("EAI_NONAME", "EAI_NODATA") if hasattr(socket, name)}
"""The errors of a name that does not exist. EAI_AGAIN is one of the network."""


class RetryPolicy(msgspec.Struct, frozen=True):
    """The limits of one call: at most ``max_retries`` retries, none later than ``max_seconds`` after the first attempt.

    The call ends ``max_call_seconds`` after its first attempt started. It waits at most ``max_queue_seconds`` in the throttle
    for its first attempt; None sets no limit.
    """

    max_retries: int = DEFAULT_MAX_RETRIES
    max_seconds: float = DEFAULT_MAX_SECONDS
    max_call_seconds: float = DEFAULT_MAX_CALL_SECONDS
    max_queue_seconds: float | None = None

    @property
    def last_start(self) -> float:
        """The seconds after the first attempt after which no attempt starts."""
        return min(self.max_seconds, self.max_call_seconds)


class Failure(msgspec.Struct, frozen=True):
    """A transient failure of one attempt.

    ``may_have_executed`` is False if the server certainly did not execute the request. ``retry_after`` is the number of
    seconds that the server asks to wait, or None.
    """

    reason: str
    may_have_executed: bool
    retry_after: float | None = None


def was_sent(error: httpx2.HTTPError) -> bool:
    """Return whether a part of the request may have reached the server."""
    return not isinstance(error, _NOT_SENT)


def classify_failure(outcome: httpx2.Response | httpx2.HTTPError) -> Failure | None:
    """Return the failure if it is transient, or None if the response or error is final."""
    if isinstance(outcome, httpx2.HTTPError):
        if not isinstance(outcome, _TRANSIENT) or _is_permanent(outcome):
            return None
        return Failure(type(outcome).__name__, may_have_executed=was_sent(outcome))
    status = outcome.status_code
    if status < _FIRST_CLIENT_ERROR:
        return None
    if status not in (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS) and status < _FIRST_SERVER_ERROR:
        return None
    may_have_executed = status != HTTPStatus.TOO_MANY_REQUESTS
    return Failure(str(status), may_have_executed, retry_after_seconds(status, outcome.headers))


def _is_permanent(error: BaseException) -> bool:
    """Return whether a connection failed for a reason that a retry does not change: its certificate, or an unknown host."""
    cause: BaseException | None = error
    seen: set[int] = set()
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        if isinstance(cause, ssl.SSLCertVerificationError):
            return True
        if isinstance(cause, socket.gaierror):
            return cause.errno in _UNKNOWN_HOST
        cause = cause.__cause__ or cause.__context__
    return False


def retry_delay(
    policy: RetryPolicy, failure: Failure, method: str, *, retries: int, elapsed: float, random: float
) -> float | None:
    """Return the seconds to wait before the next attempt, or None to give up.

    The wait is the time that the server asks for plus a random part of the backoff (``random`` is from 0 to 1). The backoff
    doubles with each of the ``retries`` made so far. The random part keeps clients from retrying at the same moment.
    """
    if retries >= policy.max_retries or (failure.may_have_executed and method in UNSAFE_TO_RETRY):
        return None
    backoff = min(MAX_BACKOFF, INITIAL_BACKOFF * 2.0**retries)
    delay = (failure.retry_after or 0.0) + random * backoff
    return None if elapsed + delay > policy.last_start else delay


class Attempts:
    """The attempts of one call so far."""

    __slots__ = ("_method", "_random", "failure", "outcome_unknown", "policy", "retries")

    def __init__(self, policy: RetryPolicy, method: str, random: Callable[[], float]) -> None:
        self.policy = policy
        self._method = method
        self._random = random
        self.retries = 0
        self.failure: Failure | None = None
        self.outcome_unknown = False

    def next_delay(self, outcome: httpx2.Response | httpx2.HTTPError, elapsed: float) -> float | None:
        """Record an attempt that ended ``elapsed`` seconds after the first one started.

        Return the delay before the next attempt, or None if there is none.
        """
        self.failure = failure = classify_failure(outcome)
        if failure is None:
            return None
        delay = retry_delay(
            self.policy, failure, self._method, retries=self.retries, elapsed=elapsed, random=self._random()
        )
        if delay is not None:
            self.retries += 1
            self.outcome_unknown = self.outcome_unknown or failure.may_have_executed
        return delay

    def is_already_deleted(self, response: httpx2.Response) -> bool:
        """Return whether the response is the 404 of a DELETE that an earlier attempt of this call may have executed."""
        return self.outcome_unknown and self._method == "DELETE" and response.status_code == HTTPStatus.NOT_FOUND
