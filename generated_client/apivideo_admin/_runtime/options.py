"""What a caller can set for one call, or for a variant of a client; checked before anything is sent."""

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
"""Headers that tell where a request goes, and where it ends."""


class CallOptions(NamedTuple):
    """The options of one call; None leaves it to the client."""

    timeout: float | httpx2.Timeout | None = None
    max_retries: int | None = None
    extra_headers: Mapping[str, str] | None = None


NO_OPTIONS = CallOptions()


def timeout_extension(timeout: float | httpx2.Timeout) -> dict[str, object]:
    """Give the timeout, in seconds, as a transport takes it."""
    return {"timeout": httpx2.Timeout(timeout).as_dict()}


def make_retry_policy(policy: RetryPolicy, max_retries: object, max_retry_seconds: float | None = None) -> RetryPolicy:
    """Give a policy with what is not None. Raises ConfigurationError for what is no number of retries, or of seconds."""
    if max_retries is not None:
        if isinstance(max_retries, bool) or not isinstance(max_retries, int) or max_retries < 0:
            raise ConfigurationError(f"max_retries is {max_retries!r}; pass 0 or a larger whole number.")
        policy = replace(policy, max_retries=max_retries)
    if max_retry_seconds is not None:
        if math.isnan(max_retry_seconds) or max_retry_seconds < 0:
            raise ConfigurationError(f"max_retry_seconds is {max_retry_seconds!r}; pass 0 or more seconds.")
        policy = replace(policy, max_seconds=max_retry_seconds)
    return policy


def check_headers(headers: Mapping[str, str]) -> Mapping[str, str]:
    """Give the headers back. Raises ConfigurationError, which never shows a value, for one that cannot be sent."""
    for name, value in headers.items():
        if not _TOKEN.fullmatch(name):
            raise ConfigurationError(f"{name!r} cannot be the name of a header.")
        if name.lower() in _CONNECTION_HEADERS:
            raise ConfigurationError(f"extra_headers must not hold {name}: it belongs to the connection.")
        if not _is_printable(value):
            raise ConfigurationError(f"The value of the header {name} is no text of printable ASCII characters.")
    return headers


def _is_printable(value: object) -> bool:
    return isinstance(value, str) and value.isascii() and value.isprintable()
