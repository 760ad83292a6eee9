"""`nox -s bench -- hostile`: load the mock with slow, waiting, greedy and very large requests, and time its health checks meanwhile.

All loads run at once, each from a number of connections: bodies of which one byte a second arrives, long waits in the control plane,
payloads with 100,000 unknown properties, and bodies of 1 GB.
"""

from __future__ import annotations

import argparse
import json
import re
import socket
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from contract_tests.tools.bench.__main__ import HEADERS, MOCK, serving_process, wait_for_response
from contract_tests.tools.bench.pressure import MEGABYTE, peak_memory

SLOW: Final = 130
WAITS: Final = 130
#: Connections with payloads of many properties, and with bodies of 1 GB.
GREEDY, HUGE = 4, 4
GIGABYTE: Final = 1_000_000_000
PROPERTIES: Final = json.dumps({str(number): 0 for number in range(100_000)}, separators=(",", ":")).encode()
PAUSE: Final = 0.05
AIM_SECONDS: Final = 1.0
AIM_GROWTH: Final = 256 * MEGABYTE
#: The statuses of the documented limits: too slow, too many waits, too large, invalid properties; 200 for a wait that ended.
EXPECTED: Final = frozenset({200, 400, 408, 413, 429})
FIELDS: Final = f"Host: localhost\r\nAuthorization: {HEADERS['Authorization']}\r\n"


def main() -> int:
    """Measure and print. Exit with 1 if a health check is too late, memory grows beyond its bound, or a status is unexpected."""
    parser = argparse.ArgumentParser(
        prog="nox -s bench -- hostile", description="Time the health checks of a mock under hostile load."
    )
    parser.add_argument("--seconds", type=float, default=20, help="duration of the load (default: %(default)s)")
    parser.add_argument("--probe", metavar="URL", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    seconds = arguments.seconds
    if arguments.probe:
        print(json.dumps(_health_delays(arguments.probe, time.monotonic() + seconds)))
        return 0
    with serving_process(*MOCK[:-1]) as (url, process):
        wait_for_response(url)
        _health_delays(url, time.monotonic() + PAUSE)  # the first request to the control plane imports Flask
        before = peak_memory(process)
        until = time.monotonic() + seconds
        loads = [_slow_body] * SLOW + [_wait] * WAITS + [_many_properties] * GREEDY + [_huge_body] * HUGE
        with ThreadPoolExecutor(len(loads)) as pool:
            running = [pool.submit(_repeat, partial(load, url), until) for load in loads]
            # In a process of its own: the threads of this one would delay it.
            probe = [
                sys.executable,
                "-m",
                "contract_tests.tools.bench.hostile",
                "--probe",
                url,
                "--seconds",
                f"{seconds}",
            ]
            delays = json.loads(subprocess.run(probe, stdout=subprocess.PIPE, check=True).stdout)
            statuses = sum((one.result() for one in running), Counter[int]())
        growth = peak_memory(process) - before
    shown = ", ".join(f"{count:,} x {status or 'closed'}" for status, count in sorted(statuses.items()))
    print(f"{SLOW} slow bodies, {WAITS} waits, {GREEDY} x {len(PROPERTIES) / MEGABYTE:.1f} MB of properties,", end=" ")
    print(f"{HUGE} x 1 GB, for {seconds:g} s: {shown}")
    print(f"  {len(delays)} health checks: median {1000 * statistics.median(delays):.0f} ms,", end=" ")
    slowest = max(range(len(delays)), key=delays.__getitem__)
    print(f"slowest {1000 * delays[slowest]:.0f} ms (aim: <= {1000 * AIM_SECONDS:.0f} ms)", end=" ")
    print(f"after {sum(delays[:slowest]) + PAUSE * slowest:.1f} s")
    print(f"  growth of the peak RSS: {growth / MEGABYTE:.0f} MB (aim: <= {AIM_GROWTH / MEGABYTE:.0f} MB)")
    unexpected = statuses.keys() - EXPECTED - {0}
    met = max(delays) <= AIM_SECONDS and growth <= AIM_GROWTH and not unexpected
    print("PASS: every aim is met" if met else "FAIL: an aim is missed, or a status is not documented")
    return 0 if met else 1


def _health_delays(url: str, until: float) -> list[float]:
    """Request the health of the mock on new connections until a moment. Return the seconds that each one took."""
    delays: list[float] = []
    request = b"GET /_mock/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    while time.monotonic() < until:
        start = time.perf_counter()
        with closing(_connect(url)) as connection:
            connection.sendall(request)
            if (status := _status(connection)) != 200:
                raise RuntimeError(f"the health check got {status or 'no response'}")
        delays.append(time.perf_counter() - start)
        time.sleep(PAUSE)
    return delays


def _repeat(load: Callable[[float], int], until: float) -> Counter[int]:
    """Repeat a load until a moment. Return the number of each status; 0 is a closed connection."""
    statuses: Counter[int] = Counter()
    while time.monotonic() < until:
        try:
            statuses[load(until)] += 1
        except OSError:
            statuses[0] += 1
    return statuses


def _connect(url: str) -> socket.socket:
    parts = urlsplit(url)
    return socket.create_connection((parts.hostname or "", parts.port or 80), timeout=60)


def _head(method: str, path: str, length: int = 0) -> bytes:
    """Return the head of a request."""
    body = f"Content-Type: application/json\r\nContent-Length: {length}\r\n" if length else ""
    return f"{method} {path} HTTP/1.1\r\n{FIELDS}{body}\r\n".encode()


def _status(connection: socket.socket) -> int:
    """Return the status of the response, or 0 if the connection is closed without one."""
    received = b""
    while b"\r\n\r\n" not in received and (chunk := connection.recv(65536)):
        received += chunk
    found = re.match(rb"HTTP/1\.1 (\d{3}) ", received)
    return int(found[1]) if found else 0


def _slow_body(url: str, until: float) -> int:
    """Send one byte a second of a body."""
    with closing(_connect(url)) as connection:
        connection.sendall(_head("POST", "/projects", 10_000) + b"{")
        connection.settimeout(1)
        while time.monotonic() < until:
            try:
                return _status(connection)
            except TimeoutError:
                connection.sendall(b" ")
        return 0


def _wait(url: str, until: float) -> int:
    """Wait for more requests than there will be."""
    seconds = max(0.0, until - time.monotonic())
    with closing(_connect(url)) as connection:
        connection.sendall(_head("GET", f"/_mock/requests?count=1000&wait={min(30, seconds):.0f}"))
        status = _status(connection)
    time.sleep(PAUSE)
    return status


def _many_properties(url: str, until: float) -> int:
    """Create a project with many unknown properties."""
    with closing(_connect(url)) as connection:
        connection.sendall(_head("POST", "/projects", len(PROPERTIES)) + PROPERTIES)
        return _status(connection)


def _huge_body(url: str, until: float) -> int:
    """Send a scenario of 1 GB, until the mock has responded and closed the connection."""
    block = b" " * 1_000_000
    with closing(_connect(url)) as connection:
        connection.sendall(_head("POST", "/_mock/reset", GIGABYTE))
        try:
            for _ in range(GIGABYTE // len(block)):
                connection.sendall(block)
        except OSError:
            pass  # the response may have arrived before the connection was closed
        return _status(connection)


if __name__ == "__main__":
    sys.exit(main())
