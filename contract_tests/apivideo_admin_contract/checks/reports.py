"""A report has the rows of each of its days, in order, with right figures (openapi/README.md, Objects).

The figures of today may grow, so they are compared only with a frozen clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from apivideo_admin_contract.client.account import Account
from apivideo_admin_contract.document.document import Document, Operation, Row
from apivideo_admin_contract.document.filtered import as_sent
from apivideo_admin_contract.document.subjects import reports
from apivideo_admin_contract.model.reports import Period, Report, report_of, selected
from apivideo_admin_contract.rules import http_rules as rules
from apivideo_admin_contract.rules.expect import body, equal, holds, shown
from apivideo_admin_contract.rules.verdict import Skipped
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.session import Session

_DAY: Final = 86_400
#: How many items are compared, and how many different figures a report must have to be compared.
_OWNERS: Final = 4
_TELLING: Final = 5


def _by_day(document: Document) -> Iterator[tuple[Operation]]:
    """Yield the reports with rows for each day."""
    yield from ((one,) for (one,) in reports(document) if report_of(one).day in report_of(one).splits()[0])


def _with_totals(document: Document) -> Iterator[tuple[Operation]]:
    yield from ((one,) for (one,) in _by_day(document) if report_of(one).named("cumulative"))


def _with_choices(document: Document) -> Iterator[tuple[Operation]]:
    """Yield the reports whose rows a client can select or group."""
    yield from ((one,) for (one,) in reports(document) if one.filters or report_of(one).grouping)


def _read(
    session: Session,
    operation: Operation,
    ids: tuple[str, ...],
    query: Mapping[str, Any],
    account: Account | None = None,
) -> list[Row]:
    response = (account or session.account).call(operation, ids, query)
    items: list[Row] = body(response, operation.status, f"{operation.id} with {shown(query)}")["items"]
    return items


def _whole(report: Report, period: Period) -> dict[str, Any]:
    """Return the query for the rows of a period, split as finely as possible."""
    return {**period.query, **report.split_query(report.splits()[0])}


def _places(report: Report, rows: list[Row], names: list[str]) -> list[tuple[Any, ...]]:
    return [tuple(row.get(name) for name in names) for row in rows]


def _past(session: Session, report: Report, rows: list[Row]) -> list[Row]:
    """Return the rows that cannot change any more: all, or all but those of the last day."""
    if session.clock or not rows or report.day not in rows[-1]:
        return rows
    return [row for row in rows if row[report.day] != rows[-1][report.day]]


@check(rules.REPORT_DAYS, reports)
def a_report_lists_exactly_its_days_oldest_first(session: Session, operation: Operation) -> None:
    """Days are those of UTC. If midnight passes meanwhile, both days are accepted as today."""
    ids, report = session.parent_ids(operation), report_of(operation)
    for period in report.periods():
        for names in report.splits():
            before = session.time.now() - session.time.tolerance
            rows = _read(session, operation, ids, {**period.query, **report.split_query(names)})
            after = session.time.now() + session.time.tolerance
            seen = _places(report, rows, names)
            todays = [datetime.fromtimestamp(moment, UTC).date() for moment in (before, after)]
            expected = [report.places(names, today, period.days) for today in todays]
            what = f"{', '.join(names)} of a {period.name}"
            equal(seen, next((one for one in expected if one == seen), expected[-1]), what)


@check(rules.REPORT_FIGURES, reports)
def the_figures_of_a_day_are_complete_whole_numbers(session: Session, operation: Operation) -> None:
    """Figures must be written as integers: ``1.0`` matches the schema, but clients in some languages do not accept it."""
    ids, report = session.parent_ids(operation), report_of(operation)
    names = [*report.splits()[0], *report.figures]
    for period in report.periods():
        response = session.account.call(operation, ids, _whole(report, period))
        found = body(response, operation.status, f"{operation.id} of a {period.name}")
        equal(sorted(found), sorted((operation.response or {})["properties"]), f"the properties of {operation.id}")
        for item in found["items"]:
            equal(sorted(item), sorted(names), f"the properties of a day of a {period.name}")
            for name in report.figures:
                value = item[name]
                is_whole = isinstance(value, int) and not isinstance(value, bool)
                holds(is_whole and value >= 0, f"{name} of a day: expected a whole number from 0, got {shown(value)}")


@check(rules.REPORT_TOTALS, _with_totals)
def cumulative_figures_never_decrease(session: Session, operation: Operation) -> None:
    """Compare the days of several items, because one may have no usage."""
    report = report_of(operation)
    groups = report.named("group")
    for ids in _parent_ids(session, operation):
        for period in report.periods():
            rows = _read(session, operation, ids, _whole(report, period))
            for place in dict.fromkeys(_places(report, rows, groups)):
                for name in report.named("cumulative"):
                    seen = [row[name] for row in rows if tuple(row[one] for one in groups) == place]
                    equal(seen, sorted(seen), f"{name} of the days of a {period.name}, which must never fall")


@check(rules.REPORT_AGREES, reports)
def a_report_is_the_same_when_read_again(session: Session, operation: Operation) -> None:
    """Read the report of every period twice."""
    ids, report = session.parent_ids(operation), report_of(operation)
    first = [_read(session, operation, ids, _whole(report, period)) for period in report.periods()]
    for period, before in zip(report.periods(), first, strict=True):
        again = _read(session, operation, ids, _whole(report, period))
        _same_days(session, report, again, before, f"{operation.id} of a {period.name}, read again")


@check(rules.REPORT_AGREES, _by_day)
def a_shorter_report_equals_the_end_of_a_longer_one(session: Session, operation: Operation) -> None:
    """Compare the days that two periods have in common, or the longest with itself."""
    ids, report = session.parent_ids(operation), report_of(operation)
    periods = report.periods()
    *shorter, longest = [_read(session, operation, ids, _whole(report, period)) for period in periods]
    for short, period in zip(shorter, periods, strict=False):
        end = [row for row in longest if row[report.day] >= short[0][report.day]] if short and report.day else longest
        _same_days(session, report, short, end, f"{operation.id}: a {period.name} and the end of a {periods[-1].name}")


@check(rules.REPORT_AGREES, _with_choices)
def a_report_selects_and_adds_up_its_rows(session: Session, operation: Operation) -> None:
    """Filter and group, and compare with the rows that are read without it."""
    ids, report = session.parent_ids(operation), report_of(operation)
    for split in report.splits():
        period = report.periods()[-1]
        rows = _read(session, operation, ids, {**period.query, **report.split_query(split)})
        for names in _groupings(report, split):
            for query in _selections(report, rows, split):
                if session.clock is None and report.day not in names:
                    continue  # the sums contain the figures of today
                sent = {**period.query, **report.split_query(names), **query}
                seen, expected = _read(session, operation, ids, sent), selected(report, rows, query, names)
                equal(
                    _past(session, report, seen), _past(session, report, expected), f"{operation.id} with {shown(sent)}"
                )


def _groupings(report: Report, split: list[str]) -> list[list[str]]:
    """Return the ways to group the rows of a split, in which each property is alone, together with the others, or left out."""
    if report.grouping is None:
        return [split]
    without: list[list[str]] = [] if report.grouping.required else [[]]
    if not report.grouping.is_list:
        return [split, *without]
    each = [[name] for name in split]
    return [one for one in [split, *without, *each, split[1:], split[:-1]] if one or without]


def _selections(report: Report, rows: list[Row], split: list[str]) -> list[dict[str, Any]]:
    """Return queries with one filter, with all, and with bounds in the wrong order."""
    found: list[dict[str, Any]] = [{}]
    for parameter in report.operation.filters:
        if parameter.filters_by in split:
            values = list(dict.fromkeys(row[parameter.filters_by] for row in rows))
            chosen = [values[len(values) // 3], values[-(len(values) // 3) - 1]] if values else []
            found += [{parameter.name: as_sent(parameter, value)} for value in dict.fromkeys(chosen)]
    every, reverse = dict[str, Any](), dict[str, Any]()
    for one in found:
        every, reverse = {**one, **every}, {**reverse, **one}
    return [*found, every, reverse]


@check(rules.REPORT_OWNER, reports)
def different_items_have_different_reports(session: Session, operation: Operation) -> None:
    """Compare the reports of items with usage, or of accounts; new items may have none."""
    report = report_of(operation)
    query = _whole(report, report.periods()[-1])
    if operation.path_parameters:
        found = [_figures(report, _read(session, operation, ids, query)) for ids in _parent_ids(session, operation)]
    else:
        accounts = filter(None, (session.account, session.other))
        found = [_figures(report, _read(session, operation, (), query, one)) for one in accounts]
    distinguishing_values = [one for one in found if len({str(day) for day in one}) >= _TELLING]
    if len(distinguishing_values) < 2:
        raise Skipped("too few items have different figures")
    holds(
        any(one != distinguishing_values[0] for one in distinguishing_values[1:]),
        f"{len(distinguishing_values)} items have the same {operation.id}",
    )


@check(rules.REPORT_DAYS, _by_day, Need.CLOCK)
def the_days_of_a_report_change_at_midnight(session: Session, operation: Operation) -> None:
    """Read the report before and after midnight. The figures of the other days stay."""
    ids, report = session.parent_ids(operation), report_of(operation)
    query = _whole(report, report.periods()[0])
    session.move(_DAY - session.time.now() % _DAY - 1)
    before = _read(session, operation, ids, query)
    session.move(1)
    after = _read(session, operation, ids, query)
    first, last = (min(row[str(report.day)] for row in before), max(row[str(report.day)] for row in after))
    kept = [[row for row in rows if row[str(report.day)] not in {first, last}] for rows in (after, before)]
    equal(kept[0], kept[1], f"{operation.id} at midnight: all days but the new one")
    equal(last, _next_day(max(row[str(report.day)] for row in before)), f"{operation.id} at midnight: the new day")


def _next_day(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _parent_ids(session: Session, operation: Operation) -> list[tuple[str, ...]]:
    """Return the ids of some items with a report. Raise Skipped if there are none."""
    owner = session.document.parents_of(operation)[-1:]
    if not owner:
        return [()]
    fixture = session.fixture(owner[0])
    return [fixture.path_ids(row) for row in fixture.fill(_OWNERS)[:_OWNERS]]


def _figures(report: Report, rows: list[Row]) -> list[Any]:
    return [[row[name] for name in report.figures] for row in rows]


def _same_days(session: Session, report: Report, seen: list[Row], expected: list[Row], what: str) -> None:
    """Compare the rows that are in both: all but those of one day if midnight passed meanwhile."""
    names = report.splits()[0]
    ours, theirs = (
        dict(zip(_places(report, past, names), past, strict=True))
        for past in (_past(session, report, rows) for rows in (seen, expected))
    )
    common = [one for one in theirs if one in ours]
    by_day = len({one[names.index(report.day)] for one in ours}) if report.day in names else len(ours) or 1
    least = len(ours) - len(ours) // max(by_day, 1)
    holds(len(common) >= least, f"{what}: expected the rows {shown(list(theirs))}, got {shown(list(ours))}")
    equal([ours[one] for one in common], [theirs[one] for one in common], what)
