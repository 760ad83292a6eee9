"""Validate the configuration of a client and build the constant parts of its requests."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import httpx2
import msgspec
from msgspec.structs import replace

from .errors import ConfigurationError
from .options import check_headers, make_retry_policy, timeout_extension
from .retry import RetryPolicy

if TYPE_CHECKING:
    from collections.abc import Mapping

API_KEY_VARIABLE = "APIVIDEO_ADMIN_API_KEY"
BASE_URL_VARIABLE = "APIVIDEO_ADMIN_BASE_URL"
DEFAULT_TIMEOUT = 30.0
"""Seconds. The limit applies separately to connecting, to sending, and to waiting for the next bytes."""


class Settings(msgspec.Struct, frozen=True):
    """The parts that all requests of a client share.

    ``base_url`` has no trailing slash; ``origin`` is the same URL, parsed by httpx2. ``headers`` contain the
    credentials, so the repr shows only ``base_url``.
    """

    base_url: str
    origin: httpx2.URL
    headers: httpx2.Headers
    extensions: dict[str, object]
    retry: RetryPolicy

    def __repr__(self) -> str:
        return f"<Settings of {self.base_url}>"


def choose_api_key(argument: str | None, environ: Mapping[str, str]) -> str:
    """Return the API key from the argument or, if that is None, from the environment variable.

    Raise ConfigurationError if there is no key, or if the key cannot be a user name of HTTP Basic (RFC 7617, section 2:
    no colons and no control characters). The message never contains the key.
    """
    source = "api_key" if argument is not None else API_KEY_VARIABLE
    key = argument if argument is not None else environ.get(API_KEY_VARIABLE, "")
    if not key:
        raise ConfigurationError(
            f"The admin API key is missing. Pass api_key or set the environment variable {API_KEY_VARIABLE}."
        )
    if ":" in key:
        raise ConfigurationError(f"{source} contains a colon; an admin API key has none. Pass only the key.")
    if not key.isascii() or not key.isprintable():
        raise ConfigurationError(
            f"{source} contains a line break, another control character, or a non-ASCII character. "
            "If it comes from a file, strip the trailing newline."
        )
    return key


def choose_base_url(argument: str | None, environ: Mapping[str, str], server: str) -> str:
    """Return the base URL without a trailing slash: from the argument, the environment variable, or ``server``.

    Raise ConfigurationError if it is not an absolute http or https URL, or contains credentials, a query or a fragment.
    """
    source = "base_url" if argument is not None else BASE_URL_VARIABLE
    base_url = argument if argument is not None else environ.get(BASE_URL_VARIABLE, "") or server
    try:
        url = httpx2.URL(base_url)
    except httpx2.InvalidURL as error:
        raise ConfigurationError(f"{source} is not a URL: {error}") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise ConfigurationError(f"{source} must start with https:// or http:// and contain a host name.")
    if url.userinfo or url.query or url.fragment:
        raise ConfigurationError(f"{source} must not contain credentials, a query or a fragment.")
    return str(url).rstrip("/")


def basic_authorization(api_key: str) -> str:
    """Return the value of the Authorization header: the key is the user name, the password is empty (RFC 7617)."""
    return "Basic " + base64.b64encode(f"{api_key}:".encode("ascii")).decode("ascii")


def make_settings(
    *,
    api_key: str,
    base_url: str,
    user_agent: str,
    timeout: float | httpx2.Timeout,
    retry: RetryPolicy,
    headers: httpx2.Headers | None = None,
) -> Settings:
    """Build the settings. The SDK's own headers override ``headers``, which come from the caller's httpx2 client."""
    origin = httpx2.URL(base_url)
    merged = httpx2.Headers(headers)
    merged.update(
        {
            "Host": origin.netloc.decode("ascii"),
            "Authorization": basic_authorization(api_key),
            "Accept": "application/json, application/problem+json",
            "User-Agent": user_agent,
        }
    )
    if "Accept-Encoding" not in merged:
        merged["Accept-Encoding"] = "gzip, deflate"
    if "Connection" not in merged:
        merged["Connection"] = "keep-alive"
    return Settings(base_url, origin, merged, timeout_extension(timeout), retry)


def with_options(
    settings: Settings,
    *,
    timeout: float | httpx2.Timeout | None,
    max_retries: int | None,
    max_retry_seconds: float | None,
    extra_headers: Mapping[str, str] | None,
) -> Settings:
    """Return a copy of the settings with every option that is not None. Raise ConfigurationError for an invalid one."""
    headers = settings.headers
    if extra_headers:
        headers = httpx2.Headers(headers)
        headers.update(check_headers(extra_headers))
    return replace(
        settings,
        headers=headers,
        extensions=settings.extensions if timeout is None else timeout_extension(timeout),
        retry=make_retry_policy(settings.retry, max_retries, max_retry_seconds),
    )
