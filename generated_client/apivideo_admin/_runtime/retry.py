"""Whether a try is made again, and when. Nothing here waits, reads a clock or draws at random: all of that is passed in.

Decisions (2026-11-24):

- A request whose repetition could do a second thing is only repeated where the first was certainly not executed: the server refused
  it for its rate (429), or the connection failed before anything was sent. That is POST, which creates.
- PATCH is repeated like GET, PUT and DELETE, though RFC 9110 does not promise that it may be: in this API it names the values
  that it sets, so that twice leaves what once leaves.
- A DELETE that is repeated after an unknown outcome and then finds nothing (404) has done its work: see ``Attempts.is_already_deleted``.
- An answer that arrived whole is final, unless its status is 408, 429 or 5xx. One that cannot be read would come again.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import httpx2
import msgspec

from .problem import retry_after_seconds

if TYPE_CHECKING:
    from collections.abc import Callable

DEFAULT_MAX_RETRIES = 4
DEFAULT_MAX_SECONDS = 60.0
INITIAL_BACKOFF = 0.5
"""The most seconds of the random wait before the first retry; it doubles with each."""

MAX_BACKOFF = 8.0

UNSAFE_TO_RETRY = frozenset({"POST"})
_NOT_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError)
_TRANSIENT = (
    httpx2.TimeoutException,
    httpx2.NetworkError,
    httpx2.RemoteProtocolError,
    httpx2.ProxyError,
    httpx2.DecodingError,
)
_FIRST_SERVER_ERROR = 500


class RetryPolicy(msgspec.Struct, frozen=True):
    """The budget of one call: at most ``max_retries`` tries after the first, none of them later than ``max_seconds``.

    Seconds count from when the first try was sent.
    """

    max_retries: int = DEFAULT_MAX_RETRIES
    max_seconds: float = DEFAULT_MAX_SECONDS


class Failure(msgspec.Struct, frozen=True):
    """A try that failed in a way that may pass.

    ``taken`` tells whether the server may have carried it out, ``asked`` how many seconds it asks to wait, if it does.
    """

    reason: str
    may_have_executed: bool
    retry_after: float | None = None


def was_sent(error: httpx2.HTTPError) -> bool:
    """Tell whether any of the request may have reached the server."""
    return not isinstance(error, _NOT_SENT)


def classify_failure(outcome: httpx2.Response | httpx2.HTTPError) -> Failure | None:
    """Give what went wrong for now, or None for an answer or an error that is final."""
    if isinstance(outcome, httpx2.HTTPError):
        if not isinstance(outcome, _TRANSIENT):
            return None
        return Failure(type(outcome).__name__, may_have_executed=was_sent(outcome))
    status = outcome.status_code
    if status not in (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS) and status < _FIRST_SERVER_ERROR:
        return None
    may_have_executed = status != HTTPStatus.TOO_MANY_REQUESTS
    return Failure(str(status), may_have_executed, retry_after_seconds(status, outcome.headers))


def retry_delay(
    policy: RetryPolicy, failure: Failure, method: str, *, retries: int, elapsed: float, random: float
) -> float | None:
    """Give the seconds to wait before the next try, or None to give up.

    The server's wish is the least that is waited. On top comes a random part (``random`` is from 0 to 1) of a bound that doubles
    with each of the ``retries`` already made, so that clients that failed together do not come back together.
    """
    if retries >= policy.max_retries or (failure.may_have_executed and method in UNSAFE_TO_RETRY):
        return None
    backoff = min(MAX_BACKOFF, INITIAL_BACKOFF * 2.0**retries)
    delay = (failure.retry_after or 0.0) + random * backoff
    return None if elapsed + delay > policy.max_seconds else delay


class Attempts:
    """The tries of one call, as far as they are made."""

    __slots__ = ("_method", "_policy", "_random", "failure", "outcome_unknown", "retries")

    def __init__(self, policy: RetryPolicy, method: str, random: Callable[[], float]) -> None:
        self._policy = policy
        self._method = method
        self._random = random
        self.retries = 0
        self.failure: Failure | None = None
        self.outcome_unknown = False

    def next_delay(self, outcome: httpx2.Response | httpx2.HTTPError, elapsed: float) -> float | None:
        """Take note of a try that ended ``elapsed`` seconds after the first; give the delay before the next, None if it was the last."""
        self.failure = failure = classify_failure(outcome)
        if failure is None:
            return None
        delay = retry_delay(
            self._policy, failure, self._method, retries=self.retries, elapsed=elapsed, random=self._random()
        )
        if delay is not None:
            self.retries += 1
            self.outcome_unknown = self.outcome_unknown or failure.may_have_executed
        return delay

    def is_already_deleted(self, response: httpx2.Response) -> bool:
        """Tell whether an answer that looks like an error shows that an earlier try of this call did the work.

        A DELETE whose outcome was unknown, and that finds nothing when it is repeated, is what the caller asked for: it is gone.
        """
        return self.outcome_unknown and self._method == "DELETE" and response.status_code == HTTPStatus.NOT_FOUND
