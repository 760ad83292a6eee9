"""The clock, and the formatting and parsing of times (RFC 3339)."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

import pytest

from apivideo_admin_mock.tenants.clock import MovableClock, SystemClock, from_rfc3339, rfc3339, start_of_next_month
from apivideo_admin_mock.testing import AdminMock

#: The start of the year 9000, and noon on a day in 2024.
LATEST = 221845392000
NOON = 1707134400


@dataclass
class Base:
    """A clock that a test sets."""

    time: float = 1000.0

    def now(self) -> float:
        return self.time


@pytest.fixture
def base() -> Base:
    return Base()


@pytest.fixture
def clock(base: Base) -> MovableClock:
    return AdminMock(clock=base).clock


def test_the_system_clock_returns_the_system_time() -> None:
    # The tolerance is for a change of the system clock during the test.
    assert abs(SystemClock().now() - time.time()) < 3600


def test_the_system_clock_follows_a_frozen_time_in_any_order(monkeypatch: pytest.MonkeyPatch) -> None:
    before = SystemClock()
    monkeypatch.setattr(
        time, "time", lambda: 2_000_000_000.5
    )  # as freezegun and time-machine do; both leave another clock alone
    monkeypatch.setattr(time, "monotonic", lambda: 7.0)

    assert [before.now(), SystemClock().now()] == [2_000_000_000.5] * 2


def test_waits_and_timers_go_on_while_the_time_is_frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "monotonic", lambda: 7.0)
    mock = AdminMock()

    response = mock.app.test_client().get(
        "/_mock/requests?count=1&wait=0.01", headers={"Authorization": mock.authorization}
    )

    assert response.status_code == 200


def test_an_unchanged_clock_returns_the_time_of_its_base(base: Base, clock: MovableClock) -> None:
    assert (clock.now(), clock.frozen) == (1000, False)
    base.time = 1001.5
    assert clock.now() == 1001.5


def test_a_clock_continues_after_it_was_set(base: Base, clock: MovableClock) -> None:
    clock.set(5000)
    assert (clock.now(), clock.frozen) == (5000, False)
    base.time += 7
    assert clock.now() == 5007


def test_a_clock_can_be_moved_forward_and_back(clock: MovableClock) -> None:
    clock.advance(60)
    assert clock.now() == 1060
    clock.advance(-100)
    assert clock.now() == 960


def test_a_frozen_clock_stops_until_it_is_unfrozen(base: Base, clock: MovableClock) -> None:
    clock.set(5000)
    clock.freeze()
    base.time += 7
    assert (clock.now(), clock.frozen) == (5000, True)

    clock.unfreeze()
    assert (clock.now(), clock.frozen) == (5000, False)
    base.time += 2
    assert clock.now() == 5002


def test_a_frozen_clock_can_be_moved_and_stays_frozen(base: Base, clock: MovableClock) -> None:
    clock.freeze()
    clock.set(3000)
    clock.advance(5)
    base.time += 7
    assert (clock.now(), clock.frozen) == (3005, True)


def test_unfreezing_a_running_clock_changes_nothing(base: Base, clock: MovableClock) -> None:
    clock.set(5000)
    base.time += 7
    clock.unfreeze()
    assert clock.now() == 5007


@pytest.mark.parametrize("frozen", [False, True])
def test_a_reset_returns_to_the_time_of_the_base(base: Base, clock: MovableClock, *, frozen: bool) -> None:
    clock.set(5000)
    if frozen:
        clock.freeze()
    clock.reset()
    base.time = 1234
    assert (clock.now(), clock.frozen) == (1234, False)


@pytest.mark.parametrize(
    "moment",
    [
        NOON,
        float(NOON),
        datetime(2024, 2, 5, 12, tzinfo=UTC),
        datetime(2024, 2, 5, 13, tzinfo=timezone(timedelta(hours=1))),
        "2024-02-05T12:00:00Z",
        "2024-02-05T13:00:00+01:00",
    ],
)
def test_a_clock_can_be_set_to_seconds_a_datetime_or_a_string(
    clock: MovableClock, moment: float | datetime | str
) -> None:
    clock.set(moment)
    assert clock.now() == NOON


@pytest.mark.parametrize("moment", [0, LATEST])
def test_a_clock_can_be_set_from_1970_to_9000(clock: MovableClock, moment: int) -> None:
    clock.set(moment)
    assert clock.now() == moment


@pytest.mark.parametrize("moment", [-1, -0.001, LATEST + 1, float("nan"), datetime(2024, 2, 5), "tomorrow"])  # noqa: DTZ001 - a datetime without an offset is one of the invalid values
def test_an_invalid_time_is_rejected_and_changes_nothing(clock: MovableClock, moment: float | datetime | str) -> None:
    with pytest.raises(ValueError, match=r"from the year 1970|has no offset|is not a time"):
        clock.set(moment)
    assert clock.now() == 1000


def test_a_time_is_formatted_to_the_second_with_an_offset() -> None:
    assert rfc3339(NOON + 0.999) == "2024-02-05T12:00:00+00:00"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2024-02-05T12:00:00+00:00", NOON),
        ("2024-02-05t12:00:00z", NOON),
        ("2024-02-05T10:30:00-01:30", NOON),
        ("2024-02-05T12:00:00.25Z", NOON + 0.25),
        # A leap second is parsed as the second before it.
        ("2016-12-31T23:59:60Z", 1483228799),
        ("2016-12-31T23:59:60.5+00:00", 1483228799.5),
    ],
)
def test_every_form_of_a_time_is_parsed(text: str, seconds: float) -> None:
    assert from_rfc3339(text) == seconds


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2016-12-31T23:59:61Z", "is not a time"),
        ("2024-02-05T12:00:00", "has no offset"),
        ("2024-13-05T12:00:00Z", "is not a time"),
        ("", "is not a time"),
    ],
)
def test_an_invalid_time_is_an_error(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"{text!r} {message}; write it like 2024-02-05T00:00:00"):
        from_rfc3339(text)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2024-01-31T23:59:59.9Z", "2024-02-01T00:00:00Z"),
        ("2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z"),
        ("2024-11-30T12:00:00Z", "2024-12-01T00:00:00Z"),
        ("2024-12-01T00:00:00Z", "2025-01-01T00:00:00Z"),
        ("2024-12-31T23:59:59Z", "2025-01-01T00:00:00Z"),
    ],
)
def test_the_next_month_starts_at_its_first_moment(now: str, expected: str) -> None:
    assert start_of_next_month(from_rfc3339(now)) == from_rfc3339(expected)
