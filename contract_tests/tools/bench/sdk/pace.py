"""How near the SDK gets to the limit, against a mock that enforces it: one walk, eight threads, eight tasks; and no refusal."""

from __future__ import annotations

import asyncio
import importlib
import json
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
Measured = tuple[int, float]
"""Items, and the seconds from the first request on."""


def measure() -> bool:
    """Measure and print; give whether every way reaches the aim. A refusal is raised, for nothing is retried."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as scenario:
        json.dump({"projects": {"count": ITEMS}}, scenario)
        scenario.flush()
        print(f"\n{ITEMS} projects by {PAGE_SIZE}, against a mock that takes {LIMIT} requests a second:")
        met = [
            _way(name, read, scenario.name) for name, read in _WAYS.items()
        ]  # each is shown, whatever came of the one before
        return all(met)


def _way(name: str, read: Callable[[str], Measured], scenario: str) -> bool:
    with serving("apivideo_admin_mock", "serve", "--port", "0", "--key", "k", "--scenario", scenario) as url:
        items, seconds = read(url)
    # The first ten requests find an empty window; what the limit allows shows in those that follow.
    rate = (items - LIMIT * PAGE_SIZE) / seconds
    share = rate / (LIMIT * PAGE_SIZE)
    print(
        f"  {name:10}{items / seconds:8.0f} items/s in all, {rate:6.0f} once the window is full: {share:.1%}   aim: >= {AIM:.0%}, no 429"
    )
    return items == ITEMS and share >= AIM


def _walk(url: str) -> Measured:
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
    importlib.import_module("anyio")  # httpx2 loads it with the first request, which would be taken for waiting

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


_WAYS: dict[str, Callable[[str], Measured]] = {"one walk": _walk, "8 threads": _threads, "8 tasks": _tasks}
