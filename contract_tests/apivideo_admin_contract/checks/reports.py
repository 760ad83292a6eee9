"""Reports have a figure for each day, in order, and totals that never fall (facts document, Objects).

What a report says of today may still grow on a server whose time goes on, and is compared only where time stands still.
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
#: How many resources are tried until two differ, and how many different figures tell a report from a constant.
_OWNERS: Final = 4
_TELLING: Final = 5

Item = dict[str, Any]


def _daily(document: Document) -> Iterator[tuple[Operation]]:
    """Give the reports that have an item a day."""
    yield from ((one,) for (one,) in reports(document) if _of_kind(one, "day") and any(two.days for two in one.query))


def _with_totals(document: Document) -> Iterator[tuple[Operation]]:
    yield from ((one,) for (one,) in _daily(document) if _of_kind(one, "cumulative"))


def _interval(operation: Operation) -> Parameter:
    return next(one for one in operation.query if one.days)


def _words(operation: Operation) -> list[str]:
    """Give the intervals, the shortest first."""
    days = _interval(operation).days
    return sorted(days, key=lambda word: days[word])


def _read(session: Session, operation: Operation, ids: tuple[str, ...], word: str) -> list[Item]:
    response = session.account.call(operation, ids, {_interval(operation).name: word})
    items: list[Item] = body(response, operation.status, f"{operation.id} of a {word}")["items"]
    return items


def _properties(operation: Operation) -> dict[str, Any]:
    properties: dict[str, Any] = (operation.response or {})["properties"]["items"]["items"]["properties"]
    return properties


def _of_kind(operation: Operation, kind: str) -> list[str]:
    return [name for name, one in _properties(operation).items() if one.get("x-generate", {}).get("kind") == kind]


def _past(session: Session, items: list[Item]) -> list[Item]:
    """Give the items that can't change any more: all, or all but today's."""
    return items if session.clock else items[:-1]


@check(rules.REPORT_DAYS, _daily)
def a_report_lists_exactly_its_days_oldest_first(session: Session, operation: Operation) -> None:
    """Days are those of UTC. Where midnight comes in between, either day is today."""
    ids, days = session.parent_ids(operation), _interval(operation).days
    for word in _words(operation):
        before = session.time.now() - session.time.tolerance
        items = _read(session, operation, ids, word)
        after = session.time.now() + session.time.tolerance
        (day,) = _of_kind(operation, "day")
        seen = [item[day] for item in items]
        todays = [datetime.fromtimestamp(moment, UTC).date() for moment in (before, after)]
        expected = [_days(today, days[word]) for today in todays]
        equal(seen, next((one for one in expected if one == seen), expected[-1]), f"{day} of a {word}")


@check(rules.REPORT_DAYS, _daily, Need.CLOCK)
def the_days_of_a_report_change_at_midnight(session: Session, operation: Operation) -> None:
    """All at once, and what was said of a day stays."""
    ids, word = session.parent_ids(operation), _words(operation)[0]
    session.move(_DAY - session.time.now() % _DAY - 1)
    before = _read(session, operation, ids, word)
    session.move(1)
    after = _read(session, operation, ids, word)
    equal(after[:-1], before[1:], f"{operation.id} at midnight: all days but the new one")


@check(rules.REPORT_FIGURES, _daily)
def the_figures_of_a_day_are_complete_whole_numbers(session: Session, operation: Operation) -> None:
    """What a schema calls an integer may be written as ``1.0``, which clients of some languages don't take."""
    ids, figures = session.parent_ids(operation), [*_of_kind(operation, "daily"), *_of_kind(operation, "cumulative")]
    for word in _words(operation):
        response = session.account.call(operation, ids, {_interval(operation).name: word})
        found = body(response, operation.status, f"{operation.id} of a {word}")
        equal(sorted(found), sorted((operation.response or {})["properties"]), f"the properties of {operation.id}")
        for item in found["items"]:
            equal(sorted(item), sorted(_properties(operation)), f"the properties of a day of a {word}")
            for name in figures:
                value = item[name]
                is_whole = isinstance(value, int) and not isinstance(value, bool)
                holds(is_whole and value >= 0, f"{name} of a day: expected a whole number from 0, got {shown(value)}")


@check(rules.REPORT_TOTALS, _with_totals)
def cumulative_figures_never_decrease(session: Session, operation: Operation) -> None:
    """Of some resources, for one may have used nothing."""
    totals = _of_kind(operation, "cumulative")
    for ids in _parent_ids(session, operation):
        for word in _words(operation):
            items = _read(session, operation, ids, word)
            for name in totals:
                seen = [item[name] for item in items]
                equal(seen, sorted(seen), f"{name} of the days of a {word}, which must never fall")


@check(rules.REPORT_AGREES, _daily)
def a_report_is_the_same_when_read_again(session: Session, operation: Operation) -> None:
    """Also after another one was read."""
    ids = session.parent_ids(operation)
    first = {word: _read(session, operation, ids, word) for word in _words(operation)}
    for word in _words(operation):
        fresh = _read(session, operation, ids, word)
        _same_days(session, operation, fresh, first[word], f"{operation.id} of a {word}, read again")


@check(rules.REPORT_AGREES, _daily)
def a_shorter_report_equals_the_end_of_a_longer_one(session: Session, operation: Operation) -> None:
    """Whatever is asked for, a day is a day."""
    ids = session.parent_ids(operation)
    *shorter, longest = [_read(session, operation, ids, word) for word in _words(operation)]
    for short in shorter:
        what = f"the last {len(short)} days of {len(longest)}"
        _same_days(session, operation, short, longest[-len(short) :], f"{operation.id}: {what}")


@check(rules.REPORT_OWNER, _daily)
def different_items_have_different_reports(session: Session, operation: Operation) -> None:
    """Those who used something in different ways have no equal reports; what is new may have used nothing."""
    word = _words(operation)[-1]
    found = [_figures(operation, _read(session, operation, ids, word)) for ids in _parent_ids(session, operation)]
    distinguishing_values = [one for one in found if len({str(day) for day in one}) >= _TELLING]
    if len(distinguishing_values) < 2:
        raise Skipped("too few resources have figures that could be told apart")
    holds(
        any(one != distinguishing_values[0] for one in distinguishing_values[1:]),
        f"{len(distinguishing_values)} resources have the same {operation.id}",
    )


def _parent_ids(session: Session, operation: Operation) -> list[tuple[str, ...]]:
    """Give the ids of some resources that the report can be asked for. Raises Skipped if there are none."""
    owner = session.document.parents_of(operation)[-1:]
    if not owner:
        return [()]
    fixture = session.fixture(owner[0])
    return [fixture.path_ids(row) for row in fixture.fill(_OWNERS)[:_OWNERS]]


def _figures(operation: Operation, items: list[Item]) -> list[Any]:
    names = [*_of_kind(operation, "daily"), *_of_kind(operation, "cumulative")]
    return [[item[name] for name in names] for item in items]


def _same_days(session: Session, operation: Operation, seen: list[Item], expected: list[Item], what: str) -> None:
    """Compare the days that are in both, which are all but one if midnight came in between."""
    (day,) = _of_kind(operation, "day")
    ours, theirs = ({item[day]: item for item in _past(session, items)} for items in (seen, expected))
    common = [one for one in theirs if one in ours]
    holds(len(common) >= len(ours) - 1, f"{what}: expected the days {shown(list(theirs))}, got {shown(list(ours))}")
    equal([ours[one] for one in common], [theirs[one] for one in common], what)


def _days(today: date, count: int) -> list[str]:
    return [(today - timedelta(days=back)).isoformat() for back in range(count - 1, -1, -1)]
