"""Where a server is: its URL as the user gives it, its host as the network knows it, and the client that reaches it."""

from __future__ import annotations

import ipaddress
import re
from typing import Final

import httpx2

#: RFC 1123, section 2.1; underscores are not of it, but are met in networks of containers.
_HOST: Final = re.compile(r"(?!.{254})[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")


def base_url_of(text: str) -> str:
    """Give the URL of a server without a slash at its end. Raises ValueError with the reason if it is none, or more than that."""
    try:
        url = httpx2.URL(text)
    except httpx2.InvalidURL as error:
        raise ValueError(str(error)) from None
    if url.scheme not in {"http", "https"}:
        raise ValueError("it begins with neither http:// nor https://")
    if url.port is not None and not 0 < url.port < 2**16:
        raise ValueError(f"there is no port {url.port}")
    more = {"a user": url.userinfo, "a query": "?" in text, "a fragment": "#" in text}
    found = [name for name, is_there in more.items() if is_there]
    if found:
        raise ValueError(
            f"it has {found[0]}; keys go into --key and its like, and paths and queries come from the document"
        )
    if not _is_host(host_of(text)):
        raise ValueError("its host is no name, and no address")
    return text.rstrip("/")


def host_of(url: str) -> str:
    """Give the host of a URL as DNS knows it: in ASCII, in lower case, without the dot of the root. Raises httpx2.InvalidURL."""
    return httpx2.URL(url).raw_host.decode("ascii").lower().removesuffix(".")


def is_here(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def client_of(base_url: str) -> httpx2.Client:
    """Make the client of a server: it goes by the proxy that the environment names, but none leads to this machine."""
    host = host_of(base_url)
    direct = {f"all://{f'[{host}]' if ':' in host else host}": None} if is_here(host) else None
    return httpx2.Client(base_url=base_url, timeout=30.0, mounts=direct)


def _is_host(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return _HOST.fullmatch(host) is not None
    return True
