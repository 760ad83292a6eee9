"""What a client is set up with, checked before anything is sent."""

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
"""Seconds that each of connecting, sending, and waiting for the next bytes may take."""


class Settings(msgspec.Struct, frozen=True):
    """The parts of a request that never change.

    ``base_url`` has no trailing slash; ``origin`` is the same as httpx2 reads it. The repr shows no more, for
    ``headers`` hold the credentials.
    """

    base_url: str
    origin: httpx2.URL
    headers: httpx2.Headers
    extensions: dict[str, object]
    retry: RetryPolicy

    def __repr__(self) -> str:
        return f"<Settings of {self.base_url}>"


def choose_api_key(argument: str | None, environ: Mapping[str, str]) -> str:
    """Choose the key from the argument, else from the environ.

    Raises ConfigurationError if there is none, or if HTTP Basic cannot carry it (RFC 7617, section 2: no colon and no control
    characters in a user name). The message never holds the key.
    """
    source = "api_key" if argument is not None else API_KEY_VARIABLE
    key = argument if argument is not None else environ.get(API_KEY_VARIABLE, "")
    if not key:
        raise ConfigurationError(
            f"There is no admin API key. Pass api_key, or set the environment variable {API_KEY_VARIABLE}."
        )
    if ":" in key:
        raise ConfigurationError(f"{source} holds a colon, which no admin API key does. Pass the key alone.")
    if not key.isascii() or not key.isprintable():
        raise ConfigurationError(
            f"{source} holds a line break, another control character, or a character that is not ASCII. "
            "Was it read from a file? Strip it."
        )
    return key


def choose_base_url(argument: str | None, environ: Mapping[str, str], server: str) -> str:
    """Choose the base URL from the argument, else from the environment, else the document's server; without a trailing slash.

    Raises ConfigurationError if it is not an absolute http or https URL, or holds credentials, a query or a fragment.
    """
    source = "base_url" if argument is not None else BASE_URL_VARIABLE
    base_url = argument if argument is not None else environ.get(BASE_URL_VARIABLE, "") or server
    try:
        url = httpx2.URL(base_url)
    except httpx2.InvalidURL as error:
        raise ConfigurationError(f"{source} is not a URL: {error}") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise ConfigurationError(f"{source} must begin with https:// or http:// and name a host.")
    if url.userinfo or url.query or url.fragment:
        raise ConfigurationError(f"{source} must hold no credentials, no query and no fragment.")
    return str(url).rstrip("/")


def basic_authorization(api_key: str) -> str:
    """Give the value of the Authorization header: the key is the user name, the password is empty (RFC 7617)."""
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
    """Put the unchanging parts of each request together; ``headers`` of the caller's own client stay, under ours."""
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
    """Give the settings with what is not None. Raises ConfigurationError for what cannot be used."""
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
