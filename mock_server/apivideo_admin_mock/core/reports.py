"""Generate the figures of a report. The same seed, resource and day produce the same figures."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from typing import Any, assert_never

from apivideo_admin_mock.errors import SpecError
from apivideo_admin_mock.spec import Report
from apivideo_admin_mock.spec.extensions import (
    Generate,
    GenerateAfter,
    GenerateCumulative,
    GenerateDaily,
    GenerateDay,
    GenerateId,
    GenerateNow,
    GenerateSecret,
    GenerateUpdated,
)

# The earliest time of a clock. The days of a report before it have a total of 0.
_EPOCH = date(1970, 1, 1).toordinal()


def days_until(now: float, count: int) -> list[date]:
    """Return the last ``count`` calendar days (UTC), oldest first, up to the day of ``now``."""
    today = datetime.fromtimestamp(now, UTC).date()
    return [today - timedelta(days=back) for back in reversed(range(count))]


def figures(report: Report, interval: str, now: float, key: str) -> list[dict[str, Any]]:
    """Return the items of a report, one for each day. ``key`` identifies the seed and the resource."""
    days = (report.interval.days or {})[interval]
    return [
        {name: _value(generate, name, day, key) for name, generate in report.fields.items()}
        for day in days_until(now, days)
    ]


def with_overrides(
    report: Report, items: list[dict[str, Any]], overrides: Mapping[str, Mapping[str, Any]], key: str
) -> list[dict[str, Any]]:
    """Return the items with the figures of ``overrides``, which are by day. ``key`` is that of `figures`.

    A total never falls and never jumps: from one overridden total to the next, it grows as the generated total does, up to the
    next one. Before the first one, it is lower by what the generated total grows until then.
    """
    if not overrides:
        return items
    changed = [{**item, **overrides.get(item[report.day], {})} for item in items]
    for name in report.totals:
        known = sorted((day, figures[name]) for day, figures in overrides.items() if name in figures)
        for item in changed:
            if name not in overrides.get(item[report.day], {}) and known:
                item[name] = _continued(report.fields[name], name, item[report.day], known, key)
    return changed


def _continued(generate: Generate, name: str, day: str, known: list[tuple[str, Any]], key: str) -> int:
    """Return the total of a day between, before or after the ``known`` totals, which are by day."""

    def generated(of: str) -> int:
        return int(_value(generate, name, date.fromisoformat(of), key))

    position = bisect([one for one, _ in known], day)
    if position == 0:
        first, total = known[0]
        return max(0, int(total) - (generated(first) - generated(day)))
    before, total = known[position - 1]
    grown = int(total + generated(day) - generated(before))
    return grown if position == len(known) else min(grown, int(known[position][1]))


def _value(generate: Generate, name: str, day: date, key: str) -> Any:
    match generate:
        case GenerateDay():
            return day.isoformat()
        case GenerateDaily(low=low, high=high):
            return low + _noise(f"{key}|{name}|{day}") % (high - low + 1)
        case GenerateCumulative(low=low, high=high):
            return _total(low, high, name, day, key)
        case GenerateId() | GenerateNow() | GenerateUpdated() | GenerateAfter() | GenerateSecret():
            raise SpecError("", f"`{name}`: an item of a report can only have a day, daily or cumulative value")
        case _:
            assert_never(generate)


def _total(low: int, high: int, name: str, day: date, key: str) -> int:
    """Return a total: a constant daily rate, chosen for each resource, plus noise.

    The noise of a day is less than the rate, so that the next day's total is never lower.
    """
    if (days := day.toordinal() - _EPOCH) < 0:
        return 0
    rate = low + _noise(f"{key}|{name}") % (high - low + 1)
    noise = _noise(f"{key}|{name}|{day}") % rate if rate else 0
    return rate * days + noise


def _noise(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=6).digest(), "big")
