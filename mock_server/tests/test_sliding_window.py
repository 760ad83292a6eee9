"""The sliding window, with other limits than the API's and with a clock that is moved back."""

from __future__ import annotations

import pytest

from apivideo_admin_mock.http.rate_limit import Allowance, SlidingWindow
from apivideo_admin_mock.spec import RateLimit


@pytest.mark.parametrize(
    ("limit", "text"), [(RateLimit(10, 1), "10/s"), (RateLimit(10, 0.5), "10/0.5s"), (RateLimit(100, 60), "100/60s")]
)
def test_a_limit_is_formatted_like_the_command_line_option(limit: RateLimit, text: str) -> None:
    assert str(limit) == text


def test_the_reset_is_the_time_until_the_oldest_request_leaves_the_window() -> None:
    window, limit = SlidingWindow(), RateLimit(3, 10)
    assert [window.take(now, limit).reset for now in (0, 4, 8)] == [10, 6, 2]
    assert window.take(9, limit) == Allowance(accepted=False, limit=3, remaining=0, reset=1)
    assert window.take(10, limit) == Allowance(accepted=True, limit=3, remaining=0, reset=4)


def test_peek_does_not_count_a_request() -> None:
    window, limit = SlidingWindow(), RateLimit(2, 10)
    assert [window.peek(0, limit), window.peek(0, limit)] == [
        Allowance(accepted=True, limit=2, remaining=2, reset=0)
    ] * 2
    window.take(1, limit)
    assert window.peek(5, limit) == Allowance(accepted=True, limit=2, remaining=1, reset=6)
    assert window.peek(11, limit) == Allowance(accepted=True, limit=2, remaining=2, reset=0)


def test_moving_the_clock_back_empties_the_window() -> None:
    window, limit = SlidingWindow(), RateLimit(2, 10)
    assert [window.take(now, limit).accepted for now in (1, 5, 6)] == [True, True, False]
    assert [window.take(now, limit).accepted for now in (3, 3, 3)] == [True, True, False]


def test_remaining_is_0_after_the_limit_was_lowered() -> None:
    window, limit = SlidingWindow(), RateLimit(3, 10)
    assert [window.take(now, limit).accepted for now in (0, 0, 0)] == [True, True, True]
    lower = RateLimit(1, 10)
    assert window.peek(1, lower).remaining == window.take(1, lower).remaining == 0


def test_without_a_limit_every_request_is_accepted() -> None:
    window = SlidingWindow()
    assert (
        window.take(0, None)
        == window.peek(0, None)
        == Allowance(accepted=True, limit=1_000_000, remaining=1_000_000, reset=0)
    )
