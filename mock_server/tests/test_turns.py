"""Long works take turns, with rests between them."""

from __future__ import annotations

import threading

import pytest

from apivideo_admin_mock.turns import Turns


class Time:
    """A clock that stands still unless somebody waits. ``rests`` are the waits, in seconds."""

    def __init__(self) -> None:
        self.now = 100.0
        self.rests: list[float] = []

    def sleep(self, seconds: float) -> None:
        """Wait."""
        self.rests.append(round(seconds, 3))
        self.now += seconds


@pytest.mark.parametrize(
    ("work", "pause", "rests"),
    [
        (0.1, 0.0, [0.1]),
        (0.1, 0.04, [0.06]),
        (0.1, 0.5, []),
        (0.01, 0.0, []),
        (3.0, 0.0, [0.25]),
    ],
    ids=["as long as the work", "less after a pause", "none after a long pause", "none after short work", "bounded"],
)
def test_the_next_work_starts_after_a_rest(work: float, pause: float, rests: list[float]) -> None:
    time = Time()
    turns = Turns(lambda: time.now, time.sleep)
    with turns.turn():
        time.now += work
    time.now += pause
    with turns.turn():
        pass
    assert time.rests == rests


def test_a_work_that_fails_ends_its_turn() -> None:
    time = Time()
    turns = Turns(lambda: time.now, time.sleep)

    def fail() -> None:
        with turns.turn():
            time.now += 0.1
            raise ValueError("wrong")

    with pytest.raises(ValueError, match="wrong"):
        fail()
    with turns.turn():
        assert time.rests == [0.1]


def test_one_thread_works_at_a_time() -> None:
    turns = Turns()
    running, most = 0, 0
    start = threading.Barrier(4)

    def work() -> None:
        nonlocal running, most
        start.wait()
        with turns.turn():
            running += 1
            most = max(most, running)
            running -= 1

    threads = [threading.Thread(target=work) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert (running, most) == (0, 1)
