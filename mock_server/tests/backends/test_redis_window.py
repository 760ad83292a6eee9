"""The window in Redis behaves like the one in memory."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apivideo_admin_mock.backends.redis import RedisWindows
from apivideo_admin_mock.http.rate_limit import SlidingWindow
from apivideo_admin_mock.spec import RateLimit

LIMIT = RateLimit(3, 10)
STEPS = st.lists(st.tuples(st.sampled_from(["take", "peek"]), st.floats(0, 8, allow_nan=False)), max_size=30)


@pytest.fixture(scope="module")
def windows(redis_url):
    return RedisWindows(redis_url)


@settings(deadline=None)
@given(STEPS)
def test_a_window_in_redis_returns_the_same_as_one_in_memory(windows, steps):
    window, model, now = windows.open("key"), SlidingWindow(), 1_770_000_000.0
    window.clear()
    for name, seconds in steps:
        now += seconds
        assert getattr(window, name)(now, LIMIT) == getattr(model, name)(now, LIMIT)


def test_a_clock_that_is_moved_back_empties_the_window(windows):
    window = windows.open("moved")
    assert [window.take(1000, LIMIT).accepted for _ in range(4)] == [True, True, True, False]
    assert window.take(10, LIMIT).accepted


def test_a_clock_that_is_a_little_behind_does_not_empty_the_window(windows):
    window = windows.open("behind")
    assert [window.take(now, LIMIT).accepted for now in (100, 99.9, 100, 99.9)] == [True, True, True, False]


def test_the_requests_of_a_failed_transaction_are_not_counted(windows):
    window = windows.open("failed")
    window.take(100, LIMIT)
    failed = windows.open("failed")
    failed.take(100, LIMIT)
    failed.take(100, LIMIT)
    failed.undo()
    assert window.peek(100, LIMIT).remaining == 2


def test_without_a_limit_every_request_is_accepted(windows):
    window = windows.open("unlimited")
    assert window.take(0, None) == window.peek(0, None) == SlidingWindow().take(0, None)
