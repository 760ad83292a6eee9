"""A report has one item for each day, in order, with right figures (openapi/README.md, Objects).

The figures of today may grow, so they are compared only with a frozen clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from apivideo_admin_contract.document.document import Document, Operation, Parameter
from apivideo_admin_contract.document.subjects import reports
from apivideo_admin_contract.rules import http_rules as rules
from apivideo_admin_contract.rules.expect import body, equal, holds, shown
from apivideo_admin_contract.rules.verdict import Skipped
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.session import Session

_DAY: Final = 86_400
#: How many items are compared, and how many different figures a report must have to be compared.
_OWNERS: Final = 4
_TELLING: Final = 5

Item = dict[str, Any]


def _daily(document: Document) -> Iterator[tuple[Operation]]:
    """Yield the reports with an item for each day."""
    yield from ((one,) for (one,) in reports(document) if _of_kind(one, "day") and any(two.days for two in one.query))


def _with_totals(document: Document) -> Iterator[tuple[Operation]]:
    yield from ((one,) for (one,) in _daily(document) if _of_kind(one, "cumulative"))


def _interval(operation: Operation) -> Parameter:
    return next(one for one in operation.query if one.days)


def _intervals(operation: Operation) -> list[str]:
    """Return the intervals, the shortest first."""
    days = _interval(operation).days
    return sorted(days, key=lambda interval: days[interval])


def _read(session: Session, operation: Operation, ids: tuple[str, ...], interval: str) -> list[Item]:
    response = session.account.call(operation, ids, {_interval(operation).name: interval})
    items: list[Item] = body(response, operation.status, f"{operation.id} of a {interval}")["items"]
    return items


def _properties(operation: Operation) -> dict[str, Any]:
    properties: dict[str, Any] = (operation.response or {})["properties"]["items"]["items"]["properties"]
    return properties


def _of_kind(operation: Operation, kind: str) -> list[str]:
    return [name for name, one in _properties(operation).items() if one.get("x-generate", {}).get("kind") == kind]


def _past(session: Session, items: list[Item]) -> list[Item]:
    """Return the items that cannot change any more: all, or all but today's."""
    return items if session.clock else items[:-1]


@check(rules.REPORT_DAYS, _daily)
def a_report_lists_exactly_its_days_oldest_first(session: Session, operation: Operation) -> None:
    """Days are those of UTC. If midnight passes meanwhile, both days are accepted as today."""
    ids, days = session.parent_ids(operation), _interval(operation).days
    for interval in _intervals(operation):
        before = session.time.now() - session.time.tolerance
        items = _read(session, operation, ids, interval)
        after = session.time.now() + session.time.tolerance
        (day,) = _of_kind(operation, "day")
        seen = [item[day] for item in items]
        todays = [datetime.fromtimestamp(moment, UTC).date() for moment in (before, after)]
        expected = [_days(today, days[interval]) for today in todays]
        equal(seen, next((one for one in expected if one == seen), expected[-1]), f"{day} of a {interval}")


@check(rules.REPORT_FIGURES, _daily)
def the_figures_of_a_day_are_complete_whole_numbers(session: Session, operation: Operation) -> None:
    """Figures must be written as integers: ``1.0`` matches the schema, but clients in some languages do not accept it."""
    ids, figures = session.parent_ids(operation), [*_of_kind(operation, "daily"), *_of_kind(operation, "cumulative")]
    for interval in _intervals(operation):
        response = session.account.call(operation, ids, {_interval(operation).name: interval})
        found = body(response, operation.status, f"{operation.id} of a {interval}")
        equal(sorted(found), sorted((operation.response or {})["properties"]), f"the properties of {operation.id}")
        for item in found["items"]:
            equal(sorted(item), sorted(_properties(operation)), f"the properties of a day of a {interval}")
            for name in figures:
                value = item[name]
                is_whole = isinstance(value, int) and not isinstance(value, bool)
                holds(is_whole and value >= 0, f"{name} of a day: expected a whole number from 0, got {shown(value)}")


@check(rules.REPORT_TOTALS, _with_totals)
def cumulative_figures_never_decrease(session: Session, operation: Operation) -> None:
    """Compare the days of several items, because one may have no usage."""
    totals = _of_kind(operation, "cumulative")
    for ids in _parent_ids(session, operation):
        for interval in _intervals(operation):
            items = _read(session, operation, ids, interval)
            for name in totals:
                seen = [item[name] for item in items]
                equal(seen, sorted(seen), f"{name} of the days of a {interval}, which must never fall")


@check(rules.REPORT_AGREES, _daily)
def a_report_is_the_same_when_read_again(session: Session, operation: Operation) -> None:
    """Read the report of every interval twice."""
    ids = session.parent_ids(operation)
    first = {interval: _read(session, operation, ids, interval) for interval in _intervals(operation)}
    for interval in _intervals(operation):
        fresh = _read(session, operation, ids, interval)
        _same_days(session, operation, fresh, first[interval], f"{operation.id} of a {interval}, read again")


@check(rules.REPORT_AGREES, _daily)
def a_shorter_report_equals_the_end_of_a_longer_one(session: Session, operation: Operation) -> None:
    """Compare the days that two intervals have in common."""
    ids = session.parent_ids(operation)
    *shorter, longest = [_read(session, operation, ids, interval) for interval in _intervals(operation)]
    for short in shorter:
        what = f"the last {len(short)} days of {len(longest)}"
        _same_days(session, operation, short, longest[-len(short) :], f"{operation.id}: {what}")


@check(rules.REPORT_OWNER, _daily)
def different_items_have_different_reports(session: Session, operation: Operation) -> None:
    """Compare the reports of items with usage; new items may have none."""
    interval = _intervals(operation)[-1]
    found = [_figures(operation, _read(session, operation, ids, interval)) for ids in _parent_ids(session, operation)]
    distinguishing_values = [one for one in found if len({str(day) for day in one}) >= _TELLING]
    if len(distinguishing_values) < 2:
        raise Skipped("too few items have different figures")
    holds(
        any(one != distinguishing_values[0] for one in distinguishing_values[1:]),
        f"{len(distinguishing_values)} items have the same {operation.id}",
    )


@check(rules.REPORT_DAYS, _daily, Need.CLOCK)
def the_days_of_a_report_change_at_midnight(session: Session, operation: Operation) -> None:
    """Read the report before and after midnight. The figures of the other days stay."""
    ids, interval = session.parent_ids(operation), _intervals(operation)[0]
    session.move(_DAY - session.time.now() % _DAY - 1)
    before = _read(session, operation, ids, interval)
    session.move(1)
    after = _read(session, operation, ids, interval)
    equal(after[:-1], before[1:], f"{operation.id} at midnight: all days but the new one")


def _parent_ids(session: Session, operation: Operation) -> list[tuple[str, ...]]:
    """Return the ids of some items with a report. Raise Skipped if there are none."""
    owner = session.document.parents_of(operation)[-1:]
    if not owner:
        return [()]
    fixture = session.fixture(owner[0])
    return [fixture.path_ids(row) for row in fixture.fill(_OWNERS)[:_OWNERS]]


def _figures(operation: Operation, items: list[Item]) -> list[Any]:
    names = [*_of_kind(operation, "daily"), *_of_kind(operation, "cumulative")]
    return [[item[name] for name in names] for item in items]


def _same_days(session: Session, operation: Operation, seen: list[Item], expected: list[Item], what: str) -> None:
    """Compare the days that are in both: all but one if midnight passed meanwhile."""
    (day,) = _of_kind(operation, "day")
    ours, theirs = ({item[day]: item for item in _past(session, items)} for items in (seen, expected))
    common = [one for one in theirs if one in ours]
    holds(len(common) >= len(ours) - 1, f"{what}: expected the days {shown(list(theirs))}, got {shown(list(ours))}")
    equal([ours[one] for one in common], [theirs[one] for one in common], what)


def _days(today: date, count: int) -> list[str]:
    return [(today - timedelta(days=back)).isoformat() for back in range(count - 1, -1, -1)]
