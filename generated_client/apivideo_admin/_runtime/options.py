"""Validate the options of one call or of a client before anything is sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple, cast

import httpx2
from msgspec.structs import replace

from .errors import ConfigurationError
from .retry import RetryPolicy

MAX_SECONDS = 1_000_000_000
"""Thirty years. System calls fail for much longer times."""

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""The name of a header (RFC 9110, section 5.1)."""

_CONNECTION_HEADERS = frozenset({"connection", "content-length", "host", "transfer-encoding"})
"""Headers that route a request or mark its end."""


class CallOptions(NamedTuple):
    """The options of one call; None uses the value of the client."""

    timeout: float | httpx2.Timeout | None = None
    max_retries: int | None = None
    extra_headers: Mapping[str, str] | None = None
    extra_query: Mapping[str, object] | None = None
    extra_body: Mapping[str, object] | None = None


NO_OPTIONS = CallOptions()


def timeout_extension(timeout: object) -> dict[str, object]:
    """Return the request extension that passes the timeout (seconds) to a transport. Raise ConfigurationError for an invalid one."""
    if isinstance(timeout, httpx2.Timeout):
        for part, seconds in timeout.as_dict().items():
            if seconds is not None:
                check_seconds(f"The {part} timeout", seconds, positive=True)
        return {"timeout": timeout.as_dict()}
    return {"timeout": httpx2.Timeout(check_seconds("timeout", timeout, positive=True)).as_dict()}


def check_seconds(name: str, value: Any, *, positive: bool = False) -> Any:
    """Return a number of seconds unchanged. Raise ConfigurationError if it is not one, or one that no system call takes."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        is_valid = 0 < value <= MAX_SECONDS or (value == 0 and not positive)
    else:
        is_valid = False
    if not is_valid:
        lowest = "more than 0" if positive else "0 or more"
        hint = " An httpx2.Timeout with None has no limit." if "timeout" in name else ""
        raise ConfigurationError(
            f"{name} is {value!r}; pass a number of seconds, {lowest} and at most {MAX_SECONDS}.{hint}"
        )
    return value


def check_whole_number(name: str, value: object, *, lowest: int = 0) -> int:
    """Return a whole number unchanged. Raise ConfigurationError if it is not one."""
    if isinstance(value, bool) or not isinstance(value, int) or value < lowest:
        raise ConfigurationError(f"{name} is {value!r}; pass a whole number, {lowest} or more.")
    return value


def make_retry_policy(
    policy: RetryPolicy,
    max_retries: object,
    max_retry_seconds: object = None,
    max_call_seconds: object = None,
    max_queue_seconds: object = None,
) -> RetryPolicy:
    """Return a copy of the policy with every value that is not None. Raise ConfigurationError for an invalid value."""
    if max_retries is not None:
        policy = replace(policy, max_retries=check_whole_number("max_retries", max_retries))
    if max_retry_seconds is not None:
        policy = replace(policy, max_seconds=check_seconds("max_retry_seconds", max_retry_seconds))
    if max_call_seconds is not None:
        policy = replace(policy, max_call_seconds=check_seconds("max_call_seconds", max_call_seconds, positive=True))
    if max_queue_seconds is not None:
        policy = replace(policy, max_queue_seconds=check_seconds("max_queue_seconds", max_queue_seconds))
    return policy


def check_headers(headers: Any, option: str = "extra_headers") -> Mapping[str, str]:
    """Return the headers unchanged. Raise ConfigurationError if one cannot be sent; the message never shows its value."""
    if not isinstance(headers, Mapping):
        raise ConfigurationError(f"{option} must be a mapping of header names to values.")
    for name, value in headers.items():
        if not isinstance(name, str) or not _TOKEN.fullmatch(name):
            raise ConfigurationError(f"{option} contains {name!r}, which is not a valid header name.")
        if name.lower() in _CONNECTION_HEADERS:
            raise ConfigurationError(f"{option} must not contain {name}: the connection sets it.")
        if not _is_printable(value):
            raise ConfigurationError(
                f"{option}: the value of {name} must be a string of printable ASCII characters, without spaces around it."
            )
    return cast(Mapping[str, str], headers)


def with_extra(option: str, values: Mapping[str, Any] | None, extra: object) -> Mapping[str, Any]:
    """Return the values of a call with additional ones, which replace those of the same name.

    Raise ConfigurationError if the additional ones are not a mapping of names to values.
    """
    if not isinstance(extra, Mapping) or not all(isinstance(name, str) for name in extra):
        raise ConfigurationError(f"{option} must be a mapping of names to values.")
    return {**(values or {}), **extra}


def _is_printable(value: object) -> bool:
    return isinstance(value, str) and value.isascii() and value.isprintable() and value == value.strip()
