"""Makes the figures of a report: plausible, and the same for the same seed, resource and day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from itertools import pairwise
from typing import Any, assert_never

from apivideo_admin_mock.errors import SpecError
from apivideo_admin_mock.spec import Report
from apivideo_admin_mock.spec.extensions import (
    Generate,
    GenerateCumulative,
    GenerateDaily,
    GenerateDay,
    GenerateId,
    GenerateNow,
    GenerateSecret,
)

# No clock goes back further. A report of that day reaches back before it; nothing was there then.
_EPOCH = date(1970, 1, 1).toordinal()


def days_until(now: float, count: int) -> list[date]:
    """Give so many calendar days (UTC), the oldest first; the last is that of ``now``."""
    today = datetime.fromtimestamp(now, UTC).date()
    return [today - timedelta(days=back) for back in reversed(range(count))]


def figures(report: Report, interval: str, now: float, key: str) -> list[dict[str, Any]]:
    """Give the items of a report, one a day. ``key`` tells apart seeds and resources."""
    days = (report.interval.days or {})[interval]
    return [
        {name: _value(generate, name, day, key) for name, generate in report.fields.items()}
        for day in days_until(now, days)
    ]


def with_given(
    report: Report, items: list[dict[str, Any]], given: Mapping[str, Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Give items with the figures in the place of theirs that were set, by day.

    A total that was set holds the others up or down: none before it is above, and none after it below, for a total never falls.
    """
    if not given:
        return items
    changed = [{**item, **given.get(item[report.day], {})} for item in items]
    for name in _totals(report):
        known = sorted((day, figures[name]) for day, figures in given.items() if name in figures)
        for item in changed:
            low = max((value for day, value in known if day <= item[report.day]), default=0)
            high = min((value for day, value in known if day >= item[report.day]), default=item[name])
            item[name] = max(low, min(high, item[name]))
    return changed


def falling_totals(report: Report, given: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str, str]]:
    """Give the name, the day and the day before, of each total that was set to fall."""
    for name in _totals(report):
        days = sorted(day for day, figures in given.items() if name in figures)
        yield from ((name, day, before) for before, day in pairwise(days) if given[day][name] < given[before][name])


def _totals(report: Report) -> list[str]:
    return [name for name, generate in report.fields.items() if isinstance(generate, GenerateCumulative)]


def _value(generate: Generate, name: str, day: date, key: str) -> Any:
    match generate:
        case GenerateDay():
            return day.isoformat()
        case GenerateDaily(low=low, high=high):
            return low + _noise(f"{key}|{name}|{day}") % (high - low + 1)
        case GenerateCumulative(low=low, high=high):
            return _total(low, high, name, day, key)
        case GenerateId() | GenerateNow() | GenerateSecret():
            raise SpecError("", f"`{name}`: an item of a report has a day, daily or cumulative value only")
        case _:
            assert_never(generate)


def _total(low: int, high: int, name: str, day: date, key: str) -> int:
    """Give a total in closed form: a resource's own steady rate, and a noise below one day's growth.

    The noise of a day is less than the rate, so that the next day's total is never below this one's.
    """
    if (days := day.toordinal() - _EPOCH) < 0:
        return 0
    rate = low + _noise(f"{key}|{name}") % (high - low + 1)
    noise = _noise(f"{key}|{name}|{day}") % rate if rate else 0
    return rate * days + noise


def _noise(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=6).digest(), "big")
