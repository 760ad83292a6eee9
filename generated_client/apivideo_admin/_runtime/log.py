"""Log each attempt at DEBUG and each retry at INFO, with one logger.

No line contains a header, a body or a query, because these can contain the key and other secrets. The loggers of httpcore2 log
the status line and the headers of each response at DEBUG, and that of httpx2 the status line. A server can repeat the key there, so
the lines that they log during a call of this client are redacted.
"""

from __future__ import annotations

import logging
import sys
from contextvars import ContextVar
from typing import TYPE_CHECKING, TextIO

import httpx2

from .errors import ConfigurationError, shown_url
from .redact import printable, redact

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .retry import Attempts

LOG_VARIABLE = "APIVIDEO_ADMIN_LOG"
_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO}
LOGGER = logging.getLogger("apivideo_admin")
CURRENT_REQUEST: ContextVar[httpx2.Request | None] = ContextVar("apivideo_admin_request", default=None)
"""The request that this thread or task is sending."""


class _Redacting(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        request = CURRENT_REQUEST.get()
        if request is not None:
            record.msg, record.args = printable(redact(record.getMessage(), request)), ()
        return True


for _name in ("connection", "http11", "http2", "proxy", "socks"):
    logging.getLogger(f"httpcore2.{_name}").addFilter(_Redacting())
logging.getLogger("httpx2").addFilter(_Redacting())


class _WithoutHandlers(logging.StreamHandler[TextIO]):
    """Writes to the standard error of the program, where the program configured no logging of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        if not logging.getLogger().handlers:
            self.stream = sys.stderr  # which tests and programs replace
            super().emit(record)


def configure_log(environ: Mapping[str, str]) -> None:
    """Show log lines from the level of the variable on. Raise ConfigurationError if it is not a level."""
    value = environ.get(LOG_VARIABLE, "")
    if not value:
        return
    if value.lower() not in _LEVELS:
        raise ConfigurationError(f"{LOG_VARIABLE} is {value!r}; set it to {' or '.join(_LEVELS)}.")
    LOGGER.setLevel(_LEVELS[value.lower()])
    if not any(isinstance(one, _WithoutHandlers) for one in LOGGER.handlers):
        LOGGER.addHandler(_WithoutHandlers())


def log_attempt(request: httpx2.Request, outcome: httpx2.Response | httpx2.HTTPError, seconds: float) -> None:
    """Log the result and the duration of one attempt."""
    if LOGGER.isEnabledFor(logging.DEBUG):
        shown = str(outcome.status_code) if isinstance(outcome, httpx2.Response) else type(outcome).__name__
        LOGGER.debug("%s %s: %s in %.3f s", request.method, shown_url(request), shown, seconds)


def log_throttled(request: httpx2.Request, seconds: float) -> None:
    """Log how long the throttle delayed a request."""
    if LOGGER.isEnabledFor(logging.DEBUG):
        LOGGER.debug("%s %s: delayed %.3f s by the rate limit", request.method, shown_url(request), seconds)


def log_retry(request: httpx2.Request, attempts: Attempts, delay: float) -> None:
    """Log that a request will be retried, and why."""
    if LOGGER.isEnabledFor(logging.INFO):
        reason = attempts.failure.reason if attempts.failure else ""
        url = shown_url(request)
        LOGGER.info("%s %s: %s; retry %d in %.3f s", request.method, url, reason, attempts.retries, delay)


def log_already_deleted(request: httpx2.Request) -> None:
    """Log that a retried DELETE got a 404 because an earlier attempt succeeded."""
    LOGGER.info("%s %s: already deleted by an earlier attempt", request.method, shown_url(request))
