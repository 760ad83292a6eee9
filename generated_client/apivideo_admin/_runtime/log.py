"""Log each attempt at DEBUG and each retry at INFO, with one logger.

No line contains a header, a body or a query, because these can contain the key and other secrets.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import httpx2

from .errors import without_query

if TYPE_CHECKING:
    from .retry import Attempts

LOGGER = logging.getLogger("apivideo_admin")


def log_attempt(request: httpx2.Request, outcome: httpx2.Response | httpx2.HTTPError, seconds: float) -> None:
    """Log the result and the duration of one attempt."""
    if LOGGER.isEnabledFor(logging.DEBUG):
        shown = str(outcome.status_code) if isinstance(outcome, httpx2.Response) else type(outcome).__name__
        LOGGER.debug("%s %s: %s in %.3f s", request.method, without_query(request.url), shown, seconds)


def log_throttled(request: httpx2.Request, seconds: float) -> None:
    """Log how long the throttle delayed a request."""
    if LOGGER.isEnabledFor(logging.DEBUG):
        LOGGER.debug("%s %s: delayed %.3f s by the rate limit", request.method, without_query(request.url), seconds)


def log_retry(request: httpx2.Request, attempts: Attempts, delay: float) -> None:
    """Log that a request will be retried, and why."""
    if LOGGER.isEnabledFor(logging.INFO):
        reason = attempts.failure.reason if attempts.failure else ""
        url = without_query(request.url)
        LOGGER.info("%s %s: %s; retry %d in %.3f s", request.method, url, reason, attempts.retries, delay)


def log_already_deleted(request: httpx2.Request) -> None:
    """Log that a retried DELETE got a 404 because an earlier attempt succeeded."""
    LOGGER.info("%s %s: already deleted by an earlier attempt", request.method, without_query(request.url))
