"""Find a report, and generate its figures. The same seed, resource and day produce the same figures."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from itertools import product
from typing import Any, assert_never

from apivideo_admin_mock.backends.matching import TESTS
from apivideo_admin_mock.errors import MockError, SpecError
from apivideo_admin_mock.http.routing import Route, Router
from apivideo_admin_mock.shorten import shorten
from apivideo_admin_mock.spec import Api, Operation, Parameter, Report
from apivideo_admin_mock.spec.extensions import (
    Generate,
    GenerateAfter,
    GenerateCumulative,
    GenerateDaily,
    GenerateDay,
    GenerateGroup,
    GenerateId,
    GenerateNow,
    GenerateSecret,
    GenerateUpdated,
)

# The earliest time of a clock. The days of a report before it have a total of 0.
_EPOCH = date(1970, 1, 1).toordinal()


def find_report(router: Router, api: Api, path: str) -> tuple[Operation, tuple[str, ...]]:
    """Return the report operation at a path and the ids in the path. Raises MockError for any other path."""
    route = router.match("GET", path)
    if not isinstance(route, Route) or route.operation.report is None:
        reports = ", ".join(operation.path for operation in api.operations if operation.report)
        raise MockError(f"{shorten(path)!r} is not the path of a report. Reports: {reports}")
    return route.operation, route.ids


def days_until(now: float, count: int) -> list[date]:
    """Return the last ``count`` calendar days (UTC), oldest first, up to the day of ``now``."""
    today = datetime.fromtimestamp(now, UTC).date()
    return [today - timedelta(days=back) for back in reversed(range(count))]


def figures(report: Report, values: Mapping[str, Any], now: float, key: str) -> list[dict[str, Any]]:
    """Return the rows of a report, one for each day and combination of its groups.

    ``values`` are those of the query. ``key`` identifies the seed and the resource.
    """
    interval = report.interval
    count = report.window if interval is None else (interval.days or {})[values[interval.name]]
    return [_row(report, day, group, key) for day in days_until(now, count or 0) for group in _groups(report)]


def _groups(report: Report) -> list[dict[str, str]]:
    """Return the combinations of the groups of a report: a single empty one without groups."""
    return [dict(zip(report.groups, one, strict=True)) for one in product(*report.groups.values())]


def _row(report: Report, day: date, group: Mapping[str, str], key: str) -> dict[str, Any]:
    key = "|".join([key, *group.values()])
    return {
        name: group[name] if name in group else _value(generate, name, day, key)
        for name, generate in report.fields.items()
    }


def select(
    report: Report, parameters: Sequence[Parameter], values: Mapping[str, Any], rows: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return the rows that match the filters of a query, added up for each combination of what it groups by."""
    for parameter in parameters:
        if parameter.filter is not None and parameter.name in values:
            passes, name, wanted = TESTS[parameter.filter.match], parameter.filter.property, values[parameter.name]
            rows = [row for row in rows if passes(row[name], wanted)]
    if report.group_by is None and report.day is not None:
        return rows
    chosen = values.get(report.group_by.name, ()) if report.group_by else report.dimensions
    left_out = set(report.dimensions) - {*([chosen] if isinstance(chosen, str) else chosen)}
    sums: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        kept = {name: value for name, value in row.items() if name not in left_out}
        place = tuple(value for name, value in kept.items() if name in report.dimensions)
        known = sums.get(place)
        if known is None:
            sums[place] = kept
        else:
            known |= {name: known[name] + value for name, value in kept.items() if name not in report.dimensions}
    return list(sums.values())


def with_overrides(
    report: Report, items: list[dict[str, Any]], overrides: Mapping[str, Mapping[str, Any]], key: str
) -> list[dict[str, Any]]:
    """Return the items with the figures of ``overrides``, which are by day. ``key`` is that of `figures`.

    A total never falls and never jumps: from one overridden total to the next, it grows as the generated total does, up to the
    next one. Before the first one, it is lower by what the generated total grows until then.
    """
    day = report.day
    if not overrides or day is None:
        return items
    changed = [{**item, **overrides.get(item[day], {})} for item in items]
    for name in report.totals:
        known = sorted((one, figures[name]) for one, figures in overrides.items() if name in figures)
        for item in changed:
            if name not in overrides.get(item[day], {}) and known:
                item[name] = _continued(report.fields[name], name, item[day], known, key)
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
        case GenerateId() | GenerateNow() | GenerateUpdated() | GenerateAfter() | GenerateSecret() | GenerateGroup():
            raise SpecError("", f"`{name}`: a row of a report can only have a day, group, daily or cumulative value")
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
