"""Open the sockets that a server listens on."""

from __future__ import annotations

import errno
import os
import socket
from typing import Any, Final

from apivideo_admin_mock.errors import MockError

_BACKLOG: Final = 1024
_TRIES: Final = 20
# An interface that this machine does not have: `localhost` is 127.0.0.1 and ::1 also where IPv6 is switched off.
_MISSING: Final = frozenset({errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT})


class ListenError(MockError):
    """The server cannot listen on the address."""


def listen(host: str, port: int) -> list[socket.socket]:
    """Return a listening socket for each address of a host, all on the same port. Port 0 selects a free one.

    No other server can listen on the port meanwhile. Raises ListenError if the port is in use, or the host is not of this machine.
    """
    for _ in range(_TRIES if port == 0 else 1):
        try:
            return _open(host, port)
        except OSError as error:
            last = error
            if port or error.errno != errno.EADDRINUSE:
                break
    reason = os.strerror(last.errno) if isinstance(last.errno, int) and last.errno > 0 else (last.strerror or str(last))
    raise ListenError(
        f"cannot listen on {host}:{port}: {reason}. Choose another --host or --port (0 selects a free port)."
    )


def _open(host: str, port: int) -> list[socket.socket]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    addresses = sorted({(family, address) for family, _, _, _, address in found})
    sockets: list[socket.socket] = []
    missing: OSError | None = None
    for family, (name, _, *scope) in addresses:
        chosen = sockets[0].getsockname()[1] if sockets else port
        try:
            sockets.append(_listen_on(family, (name, chosen, *scope), is_dual=host == "::"))
        except OSError as error:
            if error.errno not in _MISSING:
                for one in sockets:
                    one.close()
                raise
            missing = error
    if not sockets and missing is not None:
        raise missing
    return sockets


def _listen_on(family: Any, address: tuple[Any, ...], *, is_dual: bool) -> socket.socket:
    one = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "nt":
            # Windows lets a second server take over a port unless the first one forbids it.
            one.setsockopt(socket.SOL_SOCKET, getattr(socket, "SO_EXCLUSIVEADDRUSE"), 1)  # noqa: B009 - only Windows has it
        else:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0 if is_dual else 1)
        one.bind(address)
        one.listen(_BACKLOG)
        one.setblocking(False)
    except BaseException:
        one.close()
        raise
    return one
