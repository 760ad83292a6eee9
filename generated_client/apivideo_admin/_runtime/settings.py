"""Validate the configuration of a client and build the constant parts of its requests."""

from __future__ import annotations

import base64
import ipaddress
import re
from typing import TYPE_CHECKING

import httpx2
import msgspec
from msgspec.structs import replace

from . import body
from .errors import ConfigurationError
from .options import check_headers, check_whole_number, make_retry_policy, timeout_extension
from .retry import RetryPolicy

if TYPE_CHECKING:
    from collections.abc import Mapping

API_KEY_VARIABLE = "APIVIDEO_ADMIN_API_KEY"
BASE_URL_VARIABLE = "APIVIDEO_ADMIN_BASE_URL"
ALLOW_HTTP_VARIABLE = "APIVIDEO_ADMIN_ALLOW_HTTP"
_SWITCH = {"": False, "0": False, "false": False, "no": False, "1": True, "true": True, "yes": True}
_LAST_PORT = 65535
_LONGEST_HOST = 254
_LONGEST_LABEL = 63
BASIC = "Basic"
_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")
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


def choose_api_key(argument: str | None, environ: Mapping[str, str], scheme: str) -> str:
    """Return the API key from the argument or, if that is None, from the environment variable.

    Raise ConfigurationError if there is no key, or if the scheme cannot carry it: a user name of HTTP Basic has no colons and no
    control characters (RFC 7617, section 2), a Bearer token only some characters (RFC 6750, section 2.1). The message never
    contains the key.
    """
    source = "api_key" if argument is not None else API_KEY_VARIABLE
    if argument is not None and not isinstance(argument, str):
        raise ConfigurationError(f"api_key is of type {type(argument).__name__}; pass the admin API key as a string.")
    key = argument if argument is not None else environ.get(API_KEY_VARIABLE, "")
    if not key:
        raise ConfigurationError(
            f"The admin API key is missing. Pass api_key or set the environment variable {API_KEY_VARIABLE}."
        )
    if scheme == BASIC and ":" in key:
        raise ConfigurationError(f"{source} contains a colon; an admin API key has none. Pass only the key.")
    if not key.isascii() or not key.isprintable():
        raise ConfigurationError(
            f"{source} contains a line break, another control character, or a non-ASCII character. "
            "If it comes from a file, strip the trailing newline."
        )
    if scheme != BASIC and not _TOKEN.fullmatch(key):
        raise ConfigurationError(
            f"{source} contains a character that a Bearer token cannot have: only letters, digits and -._~+/"
        )
    return key


def choose_base_url(argument: str | None, environ: Mapping[str, str], server: str) -> str:
    """Return the base URL without a trailing slash: from the argument, the environment variable, or ``server``.

    Raise ConfigurationError if it is not an absolute http or https URL, or contains credentials, a query or a fragment.
    """
    source = "base_url" if argument is not None else BASE_URL_VARIABLE
    base_url = argument if argument is not None else environ.get(BASE_URL_VARIABLE, "") or server
    if not isinstance(base_url, str):
        raise ConfigurationError(f"base_url is of type {type(base_url).__name__}; pass a string.")
    try:
        url = httpx2.URL(base_url)
    except httpx2.InvalidURL as error:
        raise ConfigurationError(f"{source} is not a URL: {error}") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise ConfigurationError(f"{source} must start with https:// or http:// and contain a host name.")
    if not _is_host(url.raw_host.decode("ascii")):
        raise ConfigurationError(f"{source} has an invalid host name: each part must have 1 to 63 characters.")
    if url.port is not None and not 0 < url.port <= _LAST_PORT:
        raise ConfigurationError(f"{source} has the port {url.port}; ports are 1 to {_LAST_PORT}.")
    if url.userinfo or url.query or url.fragment:
        raise ConfigurationError(f"{source} must not contain credentials, a query or a fragment.")
    return str(url).rstrip("/")


def _is_host(host: str) -> bool:
    """Return whether a name can be looked up (RFC 1035, section 2.3.4). Addresses are valid already."""
    labels = host.removesuffix(".").split(".")
    return len(host) <= _LONGEST_HOST and all(0 < len(label) <= _LONGEST_LABEL for label in labels)


def check_transport_security(base_url: str, *, argument: object, environ: Mapping[str, str]) -> None:
    """Raise ConfigurationError if requests, with the key, would cross a network without TLS, and nobody allowed it."""
    url = httpx2.URL(base_url)
    if url.scheme == "https" or _is_loopback(url.host):
        return
    if argument is None:
        value = environ.get(ALLOW_HTTP_VARIABLE, "").lower()
        if value not in _SWITCH:
            raise ConfigurationError(f"{ALLOW_HTTP_VARIABLE} is {value!r}; set it to 1 or 0.")
        allowed = _SWITCH[value]
    else:
        allowed = check_switch("allow_http", argument)
    if not allowed:
        raise ConfigurationError(
            f"The base URL {base_url} has no TLS, so anyone between this machine and {url.host} could read the admin API key. "
            f"Use https://, or allow it in a network that you trust: allow_http=True, or {ALLOW_HTTP_VARIABLE}=1."
        )


def check_switch(name: str, value: object) -> bool:
    """Return True or False unchanged. Raise ConfigurationError for anything else."""
    if not isinstance(value, bool):
        raise ConfigurationError(f"{name} is {value!r}; pass True or False.")
    return value


def _is_loopback(host: str) -> bool:
    """Return whether a host is this machine: RFC 6761 reserves the names, RFC 1122 and RFC 4291 the addresses."""
    if host.rstrip(".").rpartition(".")[2] == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def authorization(scheme: str, api_key: str) -> str:
    """Return the value of the Authorization header.

    For ``Basic``, the key is the user name, and the password is empty (RFC 7617). For ``Bearer``, the key is the token (RFC 6750).
    """
    credentials = base64.b64encode(f"{api_key}:".encode("ascii")).decode("ascii") if scheme == BASIC else api_key
    return f"{scheme} {credentials}"


def make_settings(
    *,
    scheme: str,
    api_key: str,
    base_url: str,
    user_agent: str,
    timeout: object,
    retry: RetryPolicy,
    headers: httpx2.Headers | None = None,
) -> Settings:
    """Build the settings. The SDK's own headers override ``headers``, which come from the caller's httpx2 client."""
    origin = httpx2.URL(base_url)
    merged = httpx2.Headers(headers)
    merged.update(
        {
            "Host": origin.netloc.decode("ascii"),
            "Authorization": authorization(scheme, api_key),
            "Accept": "application/json, application/problem+json",
            "User-Agent": user_agent,
        }
    )
    if "Accept-Encoding" not in merged:
        merged["Accept-Encoding"] = "gzip, deflate"
    if "Connection" not in merged:
        merged["Connection"] = "keep-alive"
    extensions = {**timeout_extension(timeout), body.LIMIT: body.DEFAULT_MAX_BYTES}
    return Settings(base_url, origin, merged, extensions, retry)


class ClientSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The options that a client and its variants have. None keeps the present value."""

    timeout: object = None
    max_retries: object = None
    max_retry_seconds: object = None
    max_call_seconds: object = None
    max_queue_seconds: object = None
    max_response_bytes: object = None
    default_headers: Mapping[str, str] | None = None


def with_options(settings: Settings, options: ClientSettings) -> Settings:
    """Return a copy of the settings with every option that is not None. Raise ConfigurationError for an invalid one."""
    headers = settings.headers
    extensions = settings.extensions
    if options.default_headers is not None:
        headers = httpx2.Headers(headers)
        headers.update(check_headers(options.default_headers, "default_headers"))
    if options.timeout is not None:
        extensions = {**extensions, **timeout_extension(options.timeout)}
    if options.max_response_bytes is not None:
        limit = check_whole_number("max_response_bytes", options.max_response_bytes, lowest=1)
        extensions = {**extensions, body.LIMIT: limit}
    retry = make_retry_policy(
        settings.retry,
        options.max_retries,
        options.max_retry_seconds,
        options.max_call_seconds,
        options.max_queue_seconds,
    )
    return replace(settings, headers=headers, extensions=extensions, retry=retry)
