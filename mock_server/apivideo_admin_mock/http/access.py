"""Refuse requests that other web pages, other names or proxies send to a mock on this machine.

Every page that a developer opens can send requests to the loopback address: a form needs no permission of the server
(cross-site request forgery), and a page whose name resolves to 127.0.0.1 can read the responses as well (DNS rebinding).
"""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from apivideo_admin_mock.http.cors import Cors
from apivideo_admin_mock.shorten import shorten

#: The value of ``Via`` of the proxy of this package. No web page can send it, and a mock behind the proxy accepts it.
OWN_VIA: Final = "1.1 apivideo-admin-mock"

#: The header that carries the control token.
TOKEN_HEADER: Final = "X-Mock-Control-Token"  # noqa: S105 - the name of a header

# Fetch Metadata, section 2.4: "none" is a request that the user started, for example with the address bar.
_OWN_SITES: Final = frozenset({None, "same-origin", "none"})
# The longest name in DNS has 253 characters; a port adds 6.
_MAX_HOST: Final = 260


class Source(NamedTuple):
    """Where a request comes from, as its headers state. ``forwarded`` is the name of a header that a proxy added."""

    host: str | None = None
    origin: str | None = None
    fetch_site: str | None = None
    forwarded: str | None = None
    token: str | None = None


class Refusal(NamedTuple):
    """Why a request is a 403: what is wrong, and where and how to fix it."""

    title: str
    detail: str


class AccessPolicy:
    """Decides which requests are refused.

    ``hosts`` are names or addresses to accept besides those of the loopback interface; an unspecified address among them
    (``0.0.0.0``, ``::``) accepts every IP address. A request that carries the ``token`` is never refused. With a token, other
    machines are expected: every ``Host``, and forwarded requests, are accepted. Requests of pages of an origin that ``cors`` allows are
    not those of other pages.
    """

    def __init__(self, hosts: Iterable[str], token: str | None, cors: Cors) -> None:
        self._cors = cors
        self._hosts = frozenset(_name(host) for host in hosts)
        self._any_address = any(_is_unspecified(host) for host in self._hosts)
        self._token = token
        self._accepts = lru_cache(maxsize=256)(self._is_accepted)

    def refusal(self, source: Source) -> Refusal | None:
        """Return why a request is refused, or None."""
        if self._token is not None and source.token is not None and is_token(source.token, self._token):
            return None
        other_page = None if self._cors.allows(source.origin) else _other_page(source)
        return other_page or (None if self._token is not None else self._other_machine(source))

    def _other_machine(self, source: Source) -> Refusal | None:
        """Return why a request is refused that names another machine, or passed a proxy there."""
        if source.forwarded is not None:
            return Refusal(
                "The mock does not accept forwarded requests.",
                f"A proxy added the header `{source.forwarded}`. fix: send the request to the mock itself, or start the mock "
                "with --control-token.",
            )
        host = source.host
        if host is None or (len(host) <= _MAX_HOST and self._accepts(host)):
            return None
        return Refusal(
            "The mock does not accept this Host.",
            f"`Host: {shorten(host)}` is not a name of this machine, such as localhost or 127.0.0.1. fix: start the mock with "
            f"--allow-host {shorten(_name(host))}, or with --control-token.",
        )

    def _is_accepted(self, host: str) -> bool:
        name = _name(host)
        return name in self._hosts or is_loopback_host(name) or (self._any_address and _address(name) is not None)


def is_loopback_host(name: str) -> bool:
    """Whether a name or an address leads to the loopback interface."""
    if name == "localhost" or name.endswith(".localhost"):  # RFC 6761, section 6.3
        return True
    address = _address(name)
    return address is not None and is_loopback(address)


def is_token(sent: str, token: str) -> bool:
    """Whether a request sent the token. The time that this takes does not depend on the text."""
    return hmac.compare_digest(sent.encode(), token.encode())


def is_loopback(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether an address is one of the loopback interface. A server on an IPv6 socket sees 127.0.0.1 as ::ffff:127.0.0.1."""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def is_local(address: str | None) -> bool:
    """Whether the address of a client is one of the loopback interface. Without an address, it is in process or on a Unix socket."""
    if not address:
        return True
    try:
        return is_loopback(ipaddress.ip_address(address))
    except ValueError:
        return False


def _other_page(source: Source) -> Refusal | None:
    """Return why a request of a web page is refused that the mock did not send."""
    if source.origin is not None and not _is_own(source.origin, source.host):
        header, value = "Origin", source.origin
    elif source.fetch_site not in _OWN_SITES:
        header, value = "Sec-Fetch-Site", str(source.fetch_site)
    else:
        return None
    return Refusal(
        "The mock does not accept requests from other web pages.",
        f"`{header}: {shorten(value)}` is not a page of this mock ({shorten(source.host or 'no Host')}). fix: send the request "
        f"from a program, start the mock with --cors for pages that use the API, or with --control-token and send the token as "
        f"`{TOKEN_HEADER}`.",
    )


def _is_own(origin: str, host: str | None) -> bool:
    """Whether an origin has the name and port of a ``Host`` header. The opaque origin ``null`` has neither."""
    scheme, separator, rest = origin.partition("://")
    return bool(scheme and separator and rest) and rest.lower() == (host or "").lower()


def _name(host: str) -> str:
    """Return the name or address in a ``Host`` header, without the port, brackets and final dot (RFC 3986, section 3.2.2)."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    if host.count(":") > 1:  # an IPv6 address without brackets, as in --host
        return host.lower()
    return host.partition(":")[0].removesuffix(".").lower()


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


def _is_unspecified(name: str) -> bool:
    address = _address(name)
    return address is not None and address.is_unspecified
