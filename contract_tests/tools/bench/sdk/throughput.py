"""Measure how close the SDK gets to the rate limit, against a mock that enforces it.

One iteration, eight threads and eight tasks are measured. No request may get a 429 response.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from apivideo_admin import AdminClient, AsyncAdminClient
from contract_tests.tools.bench.__main__ import serving

ITEMS, PAGE_SIZE, LIMIT = 5000, 100, 10
AIM = 0.97
_WORKERS = 8
_RUNS = {"8 tasks": 5}  # their rate varies most
Measured = tuple[int, float]
"""The number of items, and the seconds since the first request."""


def measure() -> bool:
    """Measure and print. Return whether every method reaches the aim.

    A 429 response raises an exception, because retries are off.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".json") as scenario:
        json.dump({"projects": {"count": ITEMS}}, scenario)
        scenario.flush()
        print(f"\n{ITEMS} projects in pages of {PAGE_SIZE}, against a mock that accepts {LIMIT} requests per second:")
        met = [
            _measure_method(name, read, scenario.name) for name, read in _METHODS.items()
        ]  # all results are printed, even after a miss
        return all(met)


def _measure_method(name: str, read: Callable[[str], Measured], scenario: str) -> bool:
    runs = []
    for _ in range(_RUNS.get(name, 1)):
        with serving("apivideo_admin_mock", "serve", "--port", "0", "--key", "k", "--scenario", scenario) as url:
            runs.append(read(url))
    # The first ten requests fill the empty window; only the later ones measure the limit.
    rates = [(items - LIMIT * PAGE_SIZE) / seconds for items, seconds in runs]
    rate = statistics.median(rates)
    share = rate / (LIMIT * PAGE_SIZE)
    overall = statistics.median(items / seconds for items, seconds in runs)
    print(
        f"  {name:10}{overall:8.0f} items/s overall, {rate:6.0f} after the window is full: {share:.1%}"
        f"{f', median of {len(runs)} runs' if len(runs) > 1 else ''}   aim: >= {AIM:.0%}, no 429"
    )
    return all(items == ITEMS for items, _ in runs) and share >= AIM


def _iteration(url: str) -> Measured:
    with AdminClient("k", base_url=url, max_retries=0) as admin:
        start = time.perf_counter()
        items = sum(1 for _ in admin.projects.list(page_size=PAGE_SIZE))
        return items, time.perf_counter() - start


def _threads(url: str) -> Measured:
    counts: list[int] = []
    pages = _pages()
    lock = threading.Lock()
    with AdminClient("k", base_url=url, max_retries=0) as admin:

        def run() -> None:
            while True:
                with lock:
                    page = next(pages, None)
                if page is None:
                    return
                counts.append(_items(admin.projects.list(page=page, page_size=PAGE_SIZE).first_page()))

        threads = [threading.Thread(target=run) for _ in range(_WORKERS)]
        start = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(counts), time.perf_counter() - start


def _tasks(url: str) -> Measured:
    # httpx2 imports this at the first request, which would count as waiting.
    importlib.import_module("anyio._backends._asyncio")

    async def main() -> Measured:
        pages = _pages()
        async with AsyncAdminClient("k", base_url=url, max_retries=0) as admin:

            async def run() -> int:
                lists = (admin.projects.list(page=page, page_size=PAGE_SIZE) for page in pages)
                return sum([_items(await one.first_page()) for one in lists])

            start = time.perf_counter()
            counts = await asyncio.gather(*(run() for _ in range(_WORKERS)))
            return sum(counts), time.perf_counter() - start

    return asyncio.run(main())


def _pages() -> Iterator[int]:
    return iter(range(1, ITEMS // PAGE_SIZE + 1))


def _items(page: Any) -> int:
    return len(page.items)


_METHODS: dict[str, Callable[[str], Measured]] = {"iteration": _iteration, "8 threads": _threads, "8 tasks": _tasks}
