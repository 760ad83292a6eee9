"""Loads that must leave the mock correct and small: mixed requests to two workers, and bodies of 1 MB to `serve --any-key`."""

from __future__ import annotations

import http.client
import json
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from apivideo_admin_mock.settings import Settings
from apivideo_admin_mock.testing import AdminMock
from contract_tests.tools.bench.__main__ import serving, serving_process

THREADS, KEYS = 16, 4
CLIENTS: Final = 64
BODY: Final = json.dumps({"name": "x" * 1_000_000}).encode()
MEGABYTE: Final = 1_000_000
FULL: Final = 507
SERVE: Final = ("apivideo_admin_mock", "serve", "--port", "0", "--rate-limit", "off")


def send(
    connection: http.client.HTTPConnection, key: str, method: str, path: str, body: bytes | None
) -> tuple[int, Any]:
    """Send a request. Return the status and the JSON of the response; status 0 means no response."""
    headers = {"Authorization": AdminMock.authorization_of(key), "Content-Type": "application/json"}
    try:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        received = response.read()
    except (OSError, http.client.HTTPException):
        connection.close()
        return 0, None
    return response.status, json.loads(received) if received else None


class Writer:
    """A thread with mixed requests. It is the only one that changes its items, and shares their collection with others.

    ``names`` has the name of each item as the last successful response left it.
    """

    def __init__(self, url: str, key: str, collection: str, number: int) -> None:
        self.netloc, self.key, self.collection = urlsplit(url).netloc, key, collection
        self.number, self.random = number, random.Random(number)  # noqa: S311 - a choice of requests, no secret
        self.statuses: Counter[int] = Counter()
        self.names: dict[str, str] = {}
        self.stale = 0

    def send(self, method: str, path: str, name: str | None = None) -> tuple[bool, Any]:
        """Send a request on a new connection: each one can reach another worker. Return whether it succeeded, and the JSON."""
        body = None if name is None else json.dumps({"name": name}).encode()
        with closing(http.client.HTTPConnection(self.netloc, timeout=60)) as connection:
            status, found = send(connection, self.key, method, path, body)
        self.statuses[status] += 1
        return 200 <= status < 300, found

    def run(self, until: float) -> None:
        """Send requests until a moment of the monotonic clock."""
        step = 0
        while time.monotonic() < until:
            step += 1
            name = f"{self.number} {step}"
            action = self.random.choice(("create", "get", "update", "list", "delete"))
            if action == "create" or not self.names:
                succeeded, item = self.send("POST", self.collection, name)
                if succeeded:
                    self.names[item["api_key_id"]] = name
            elif action == "list":
                self.send("GET", f"{self.collection}?page_size=20&sort_by=name")
            else:
                self.change(action, self.random.choice([*self.names]), name)

    def change(self, action: str, item_id: str, name: str) -> None:
        """Read, update or delete an item."""
        path = f"{self.collection}/{item_id}"
        if action == "get":
            succeeded, item = self.send("GET", path)
            self.stale += not succeeded or item["name"] != self.names[item_id]
        elif action == "update" and self.send("PATCH", path, name)[0]:
            self.names[item_id] = name
        elif action == "delete" and self.send("DELETE", path)[0]:
            del self.names[item_id]

    def stored(self) -> Iterator[tuple[str, str]]:
        """Yield the id and the name of each item of the collection."""
        target: str | None = f"{self.collection}?page_size=100"
        while target:
            _, page = self.send("GET", target)
            yield from ((item["api_key_id"], item["name"]) for item in page["items"])
            target = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)


def run_mixed_traffic(name: str, database: str, seconds: float) -> bool:
    """Send mixed requests to two workers, then compare what they store with what they acknowledged.

    Print the number of failed requests, stale reads and lost writes. Return whether there are none.
    """
    keys = [f"bench-{number}" for number in range(KEYS)]
    flags = [flag for key in keys for flag in ("--key", key)]
    lost = 0
    with serving(*SERVE, *flags, "--backend", database, "--workers", "2") as url:
        collections = {key: f"/projects/{_new_project(url, key)}/api-keys" for key in keys}
        writers = [
            Writer(url, key, collections[key], number) for number, key in enumerate(keys * (THREADS // len(keys)))
        ]
        until = time.monotonic() + seconds
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(lambda writer: writer.run(until), writers))
        statuses = sum((writer.statuses for writer in writers), Counter[int]())
        for key in keys:
            own = [writer for writer in writers if writer.key == key]
            expected = {item for writer in own for item in writer.names.items()}
            lost += len(expected ^ set(own[0].stored()))
            _, counted = own[0].send("GET", f"{collections[key]}/count")
            lost += counted["count"] != len(expected)
    failed = sum(count for status, count in statuses.items() if status == 0 or status >= 400)
    errors = sum(count for status, count in statuses.items() if status >= 500)
    stale = sum(writer.stale for writer in writers)
    print(f"{name}, 2 workers: {statuses.total():,} mixed requests from {THREADS} threads in {seconds:g} s")
    print(f"  5xx {errors}, other failures {failed - errors}, stale reads {stale}, lost writes {lost} (aim: 0 each)")
    return failed == stale == lost == 0


def _new_project(url: str, key: str) -> str:
    with closing(http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)) as connection:
        status, project = send(connection, key, "POST", "/projects", b'{"name":"mixed"}')
    if project is None or "project_id" not in project:
        raise RuntimeError(f"cannot create a project: status {status}")
    return str(project["project_id"])


def measure_memory(seconds: float, max_total_bytes: int | None) -> bool:
    """Create resources of 1 MB from many clients, and print the peak memory. Return whether only expected statuses occurred.

    Memory that is bounded does not grow in the second half of the time.
    """
    limit = Settings.max_total_bytes if max_total_bytes is None else max_total_bytes
    flags = ("--any-key", "--max-total-bytes", str(limit))
    statuses: Counter[int] = Counter()
    with tempfile.TemporaryFile("w+") as log, serving_process(*SERVE, *flags, log=log) as (url, process):
        _new_project(url, "first")
        peaks = [peak_memory(process)]
        with ThreadPoolExecutor(CLIENTS) as pool:
            for half in ("first", "second"):
                until = time.monotonic() + seconds / 2
                runs = pool.map(partial(_fill, url, half, until), range(CLIENTS))
                statuses = sum(runs, statuses)
                peaks.append(peak_memory(process))
        log.seek(0)
        found = re.findall(r"^deleted the data of the (?:(\d+) )?least", log.read(), re.MULTILINE)
        evictions = sum(int(number or 1) for number in found)
    start, middle, end = (peak / MEGABYTE for peak in peaks)
    shown = ", ".join(f"{count:,} x {status}" for status, count in sorted(statuses.items()))
    print(f"{CLIENTS} clients with bodies of {len(BODY) / MEGABYTE:.1f} MB for {seconds:g} s: {shown}")
    print(f"  peak RSS {start:,.0f} MB before the load, {middle:,.0f} MB in its first half, {end:,.0f} MB at its end")
    print(f"  --max-total-bytes allows {limit / MEGABYTE:,.0f} MB of data; {evictions:,} evictions of a key are logged")
    print(f"  growth beside the data that the flag allows: {(end - start) * MEGABYTE / limit:.2f}")
    return statuses.keys() <= {201, FULL}


def _fill(url: str, half: str, until: float, client: int) -> Counter[int]:
    """Create resources with a key, and with another one when the data of a key is full. Return the number of each status."""
    statuses: Counter[int] = Counter()
    with closing(http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)) as connection:
        while time.monotonic() < until:
            status, _ = send(connection, f"{half}-{client}-{statuses[FULL]}", "POST", "/projects", BODY)
            statuses[status] += 1
    return statuses


def peak_memory(process: int) -> int:
    """Return the sum of the peak resident memory of a process and of those below it, in bytes."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    own = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))
    children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="utf-8").split()
    return own + sum(peak_memory(int(child)) for child in children)
