"""The window by itself, with limits that the API does not have: longer, shorter, and with a clock that goes back."""

from __future__ import annotations

import pytest

from apivideo_admin_mock.ratelimit import Allowance, RateLimit, SlidingWindow


@pytest.mark.parametrize(
    ("limit", "text"), [(RateLimit(10, 1), "10/s"), (RateLimit(10, 0.5), "10/0.5s"), (RateLimit(100, 60), "100/60s")]
)
def test_a_limit_is_written_as_the_command_line_takes_it(limit: RateLimit, text: str) -> None:
    assert str(limit) == text


def test_the_reset_is_when_the_first_of_the_window_leaves_it() -> None:
    window = SlidingWindow(RateLimit(3, 10))
    assert [window.take(now).reset for now in (0, 4, 8)] == [10, 6, 2]
    assert window.take(9) == Allowance(accepted=False, limit=3, remaining=0, reset=1)
    assert window.take(10) == Allowance(accepted=True, limit=3, remaining=0, reset=4)


def test_looking_takes_no_place() -> None:
    window = SlidingWindow(RateLimit(2, 10))
    assert [window.peek(0), window.peek(0)] == [Allowance(accepted=True, limit=2, remaining=2, reset=0)] * 2
    window.take(1)
    assert window.peek(5) == Allowance(accepted=True, limit=2, remaining=1, reset=6)
    assert window.peek(11) == Allowance(accepted=True, limit=2, remaining=2, reset=0)


def test_a_clock_that_goes_back_empties_the_window_even_if_some_of_it_is_still_past() -> None:
    window = SlidingWindow(RateLimit(2, 10))
    assert [window.take(now).accepted for now in (1, 5, 6)] == [True, True, False]
    assert [window.take(now).accepted for now in (3, 3, 3)] == [True, True, False]


def test_where_a_limit_was_lowered_nothing_remains_and_not_less() -> None:
    window = SlidingWindow(RateLimit(3, 10))
    assert [window.take(now).accepted for now in (0, 0, 0)] == [True, True, True]
    window.limit = RateLimit(1, 10)
    assert window.peek(1).remaining == window.take(1).remaining == 0


def test_without_a_limit_there_is_room_for_all() -> None:
    window = SlidingWindow(None)
    assert window.take(0) == window.peek(0) == Allowance(accepted=True, limit=1_000_000, remaining=1_000_000, reset=0)
