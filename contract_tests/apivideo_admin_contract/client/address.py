"""The address of a server: parse its base URL, find its host, and open a client."""

from __future__ import annotations

import ipaddress
import re
from typing import Final

import httpx2

#: RFC 1123, section 2.1. Underscores are not allowed there, but networks of containers use them.
_HOST: Final = re.compile(r"(?!.{254})[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")


def parse_base_url(text: str) -> str:
    """Return the base URL of a server without a slash at its end. Raises ValueError with the reason if it is not one."""
    try:
        url = httpx2.URL(text)
    except httpx2.InvalidURL as error:
        raise ValueError(str(error)) from None
    if url.scheme not in {"http", "https"}:
        raise ValueError("it starts with neither http:// nor https://")
    if url.port is not None and not 0 < url.port < 2**16:
        raise ValueError(f"port {url.port} does not exist")
    more = {"a user": url.userinfo, "a query": "?" in text, "a fragment": "#" in text}
    found = [name for name, is_there in more.items() if is_there]
    if found:
        raise ValueError(f"it has {found[0]}; hint: pass keys with --key, paths and queries come from the document")
    if not _is_host(host_of(text)):
        raise ValueError("its host is neither a name nor an address")
    return text.rstrip("/")


def host_of(url: str) -> str:
    """Return the host of a URL as DNS knows it: in ASCII, in lower case, without a final dot. Raises httpx2.InvalidURL."""
    return httpx2.URL(url).raw_host.decode("ascii").lower().removesuffix(".")


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def open_client(base_url: str) -> httpx2.Client:
    """Open a client for a server. It uses the proxy of the environment, except for a loopback address."""
    host = host_of(base_url)
    direct = {f"all://{f'[{host}]' if ':' in host else host}": None} if is_loopback(host) else None
    return httpx2.Client(base_url=base_url, timeout=30.0, mounts=direct)


def _is_host(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return _HOST.fullmatch(host) is not None
    return True
