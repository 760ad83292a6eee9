"""Load a server with `wrk`, or with a loader on raw sockets if `wrk` is not installed."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import threading
import time
from urllib.parse import urlsplit

CONNECTIONS = 4


def requests_per_second(url: str, headers: dict[str, str], seconds: float) -> float:
    """Return the number of requests per second. Raise RuntimeError if a response has another status than 200."""
    return _wrk(url, headers, seconds) if shutil.which("wrk") else _sockets(url, headers, seconds)


def loader() -> str:
    """Return the name of the loader that is used."""
    return "wrk" if shutil.which("wrk") else "raw sockets (hint: install wrk for more precise ratios)"


def free_port() -> int:
    """Return a free port."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _wrk(url: str, headers: dict[str, str], seconds: float) -> float:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s"]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    output = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in output or "Socket errors" in output:
        raise RuntimeError(f"errors under load: {output}")
    match = re.search(r"Requests/sec:\s+([0-9.]+)", output)
    if match is None:
        raise RuntimeError(f"wrk printed no rate: {output}")
    return float(match[1])


def _sockets(url: str, headers: dict[str, str], seconds: float) -> float:
    counts = [0] * CONNECTIONS
    failures: list[str] = []
    until = time.monotonic() + seconds

    def run(index: int) -> None:
        try:
            counts[index] = _one_connection(url, headers, until)
        except (OSError, RuntimeError) as error:
            failures.append(str(error))

    threads = [threading.Thread(target=run, args=(index,)) for index in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise RuntimeError(f"errors under load: {failures[0]}")
    return sum(counts) / seconds


def _one_connection(url: str, headers: dict[str, str], until: float) -> int:
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    lines = [
        f"GET {target} HTTP/1.1",
        f"Host: {parts.netloc}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    request = ("\r\n".join(lines) + "\r\n\r\n").encode()
    count = 0
    with socket.create_connection((parts.hostname or "", parts.port or 80)) as connection:
        while time.monotonic() < until:
            connection.sendall(request)
            _read_response(connection)
            count += 1
    return count


def _read_response(connection: socket.socket) -> None:
    received = connection.recv(65536)
    while b"\r\n\r\n" not in received:
        received += connection.recv(65536)
    head, _, body = received.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200 "):
        raise RuntimeError(head.partition(b"\r\n")[0].decode())
    match = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    missing = int(match[1]) - len(body) if match else 0
    while missing > 0:
        missing -= len(connection.recv(missing))
