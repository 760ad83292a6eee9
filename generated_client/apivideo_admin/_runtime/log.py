"""What the client logs, all under one logger: each try at DEBUG, each retry at INFO.

No line holds a header, a body or a query, for these can hold the key and other secrets.
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
    """Log what came of one try, and how long it took."""
    if LOGGER.isEnabledFor(logging.DEBUG):
        shown = str(outcome.status_code) if isinstance(outcome, httpx2.Response) else type(outcome).__name__
        LOGGER.debug("%s %s: %s in %.3f s", request.method, without_query(request.url), shown, seconds)


def log_throttled(request: httpx2.Request, seconds: float) -> None:
    """Log that the throttle held a request back."""
    if LOGGER.isEnabledFor(logging.DEBUG):
        LOGGER.debug(
            "%s %s: held back by the rate limit for %.3f s", request.method, without_query(request.url), seconds
        )


def log_retry(request: httpx2.Request, attempts: Attempts, delay: float) -> None:
    """Log that a request is sent again, and why."""
    if LOGGER.isEnabledFor(logging.INFO):
        reason = attempts.failure.reason if attempts.failure else ""
        url = without_query(request.url)
        LOGGER.info("%s %s: %s; retry %d in %.3f s", request.method, url, reason, attempts.retries, delay)


def log_already_deleted(request: httpx2.Request) -> None:
    """Log that a repeated DELETE found nothing left to do."""
    LOGGER.info("%s %s: an earlier try had done it", request.method, without_query(request.url))
