"""Validate the options of one call or of a client before anything is sent."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NamedTuple

import httpx2
from msgspec.structs import replace

from .errors import ConfigurationError
from .retry import RetryPolicy

if TYPE_CHECKING:
    from collections.abc import Mapping

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""The name of a header (RFC 9110, section 5.1)."""

_CONNECTION_HEADERS = frozenset({"connection", "content-length", "host", "transfer-encoding"})
"""Headers that route a request or mark its end."""


class CallOptions(NamedTuple):
    """The options of one call; None uses the value of the client."""

    timeout: float | httpx2.Timeout | None = None
    max_retries: int | None = None
    extra_headers: Mapping[str, str] | None = None


NO_OPTIONS = CallOptions()


def timeout_extension(timeout: float | httpx2.Timeout) -> dict[str, object]:
    """Return the request extension that passes the timeout (seconds) to a transport."""
    return {"timeout": httpx2.Timeout(timeout).as_dict()}


def make_retry_policy(policy: RetryPolicy, max_retries: object, max_retry_seconds: float | None = None) -> RetryPolicy:
    """Return a copy of the policy with every value that is not None. Raise ConfigurationError for an invalid value."""
    if max_retries is not None:
        if isinstance(max_retries, bool) or not isinstance(max_retries, int) or max_retries < 0:
            raise ConfigurationError(f"max_retries is {max_retries!r}; pass a whole number, 0 or more.")
        policy = replace(policy, max_retries=max_retries)
    if max_retry_seconds is not None:
        if math.isnan(max_retry_seconds) or max_retry_seconds < 0:
            raise ConfigurationError(
                f"max_retry_seconds is {max_retry_seconds!r}; pass a number of seconds, 0 or more."
            )
        policy = replace(policy, max_seconds=max_retry_seconds)
    return policy


def check_headers(headers: Mapping[str, str]) -> Mapping[str, str]:
    """Return the headers unchanged. Raise ConfigurationError if one cannot be sent; the message never shows its value."""
    for name, value in headers.items():
        if not _TOKEN.fullmatch(name):
            raise ConfigurationError(f"{name!r} is not a valid header name.")
        if name.lower() in _CONNECTION_HEADERS:
            raise ConfigurationError(f"extra_headers must not contain {name}: the connection sets it.")
        if not _is_printable(value):
            raise ConfigurationError(f"The value of the header {name} must be a string of printable ASCII characters.")
    return headers


def _is_printable(value: object) -> bool:
    return isinstance(value, str) and value.isascii() and value.isprintable()
