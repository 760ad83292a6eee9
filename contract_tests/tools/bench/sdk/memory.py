"""The memory of a walk over a million items: what is allocated after a tenth of it, and at its end."""

from __future__ import annotations

import gc
import tracemalloc

import httpx2

from apivideo_admin import AdminClient
from contract_tests.tools.bench.sdk.canned import HEADERS, page

MOST_GROWTH = 256 * 1024


def measure(pages: int) -> bool:
    """Walk and print; give whether the memory stayed flat."""

    def response(request: httpx2.Request) -> httpx2.Response:
        number = int(request.url.params.get("page", 1))
        return httpx2.Response(200, headers=HEADERS, content=bodies(number))

    template = page(2, pages)

    def bodies(number: int) -> bytes:
        if number == pages:
            return page(number, pages)
        return template.replace(b"&page=3", b"&page=%d" % (number + 1))

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
        f"\nwalk of {count:,} items: {growth / 1024:+.0f} KiB from a tenth of it to its end, peak {peak / 2**20:.1f} MiB"
    )
    print(f"  aim: at most {MOST_GROWTH // 1024:+d} KiB")
    return count == pages * 100 and growth <= MOST_GROWTH


def _allocated() -> int:
    gc.collect()
    return tracemalloc.get_traced_memory()[0]
