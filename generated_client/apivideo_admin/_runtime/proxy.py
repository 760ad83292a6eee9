"""Find the proxy for a server in the environment variables, exactly as ``httpx2.Client`` does."""

from __future__ import annotations

import os
from importlib.util import find_spec

import httpx2
from httpx2._utils import (  # no public name; a test compares the result with httpx2.Client
    URLPattern,
    get_environment_proxies,
)

from .errors import ConfigurationError

VARIABLES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")


def environment_proxy(url: httpx2.URL) -> httpx2.Proxy | None:
    """Return the proxy for a server, or None. Raise ConfigurationError if its URL in the environment is invalid."""
    try:
        found = sorted((URLPattern(pattern), address) for pattern, address in get_environment_proxies().items())
        address = next((address for pattern, address in found if pattern.matches(url)), None)
        proxy = None if address is None else httpx2.Proxy(address)
    except (httpx2.InvalidURL, ValueError):
        raise ConfigurationError(
            f"The proxy in the environment ({_set_variables()}) is not a valid URL. Use the form http://host:port, "
            "or socks5://host:port, or name the server in NO_PROXY."
        ) from None
    if proxy is not None and proxy.url.scheme.startswith("socks") and find_spec("socksio") is None:
        raise ConfigurationError(
            f"The proxy in the environment ({_set_variables()}) is a SOCKS proxy, which needs the package socksio. Install "
            "httpx2[socks], or name the server in NO_PROXY."
        )
    return proxy


def describe(proxy: httpx2.Proxy) -> str:
    """Return a proxy as text for messages, without its credentials."""
    return f"{proxy.url.scheme}://{proxy.url.netloc.decode('ascii')}"


def _set_variables() -> str:
    names = [name for name in VARIABLES if os.environ.get(name) or os.environ.get(name.lower())]
    return ", ".join(names) or "the settings of the system"
