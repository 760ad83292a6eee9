"""Keep the garbage collector away from what lives until the end of a test run, in all test folders."""

from __future__ import annotations

import gc


def pytest_collection_finish() -> None:
    """Leave modules and collected tests out of garbage collections, which took a tenth of the time of the tests.

    Each full collection visited all of them, and each run of pytest within a test makes several. Collections are rarer as well: tests
    make many objects that need none.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(5000, 20, 20)
