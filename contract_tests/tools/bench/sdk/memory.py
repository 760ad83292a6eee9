"""Measure the memory of an iteration over a million items, after 10 % of the items and at the end."""

from __future__ import annotations

import gc
import tracemalloc

import httpx2

from apivideo_admin import AdminClient
from contract_tests.tools.bench.sdk.canned import HEADERS, PROJECT_ID, page

_ID = PROJECT_ID.encode()
MAX_GROWTH = 256 * 1024


def measure(pages: int) -> bool:
    """Iterate and print. Return whether the memory stays within the limit."""

    def response(request: httpx2.Request) -> httpx2.Response:
        number = int(request.url.params.get("page", 1))
        return httpx2.Response(200, headers=HEADERS, content=bodies(number))

    template = page(2, pages)

    def bodies(number: int) -> bytes:
        if number == pages:
            return page(number, pages)
        # Each page has other items than the one before it, as the client expects of a list.
        return template.replace(b"&page=3", b"&page=%d" % (number + 1)).replace(_ID, b"project_%d" % number, 1)

    count, after_a_tenth = 0, 0
    with AdminClient("k", transport=httpx2.MockTransport(response)) as admin:
        tracemalloc.start()
        for count, _ in enumerate(admin.projects.list(page_size=100), start=1):
            if count == pages * 10:
                after_a_tenth = _allocated()
        growth = _allocated() - after_a_tenth
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    print(
        f"\niteration over {count:,} items: {growth / 1024:+.0f} KiB from 10 % to the end, peak {peak / 2**20:.1f} MiB"
    )
    print(f"  aim: at most {MAX_GROWTH // 1024:+d} KiB")
    return count == pages * 100 and growth <= MAX_GROWTH


def _allocated() -> int:
    gc.collect()
    return tracemalloc.get_traced_memory()[0]
