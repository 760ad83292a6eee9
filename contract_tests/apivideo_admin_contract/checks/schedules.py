"""What is scheduled to go is due with the next month, is marked then, and goes with all below it (``x-set``, ``x-expire``)."""

from __future__ import annotations

from typing import Any, Final

from apivideo_admin_contract.document.document import Collection, Operation, Row
from apivideo_admin_contract.document.subjects import expiring_collections
from apivideo_admin_contract.model.expected_item import timestamp
from apivideo_admin_contract.rules import expect, resource_rules
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.fixtures import Fixture
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.session.steps import (
    check_item,
    check_list_and_count,
    check_not_found,
    check_page,
    update_item,
)
from apivideo_admin_contract.values.samples import sample

#: The last seconds of some days that begin no month, and of one that ends the year.
_DAYS: Final = ("2026-03-01", "2027-01-31", "2027-12-31", "2028-02-29")


@check(resource_rules.SCHEDULE, expiring_collections, Need.WRITES)
def a_deletion_is_scheduled_for_the_start_of_the_next_month(session: Session, collection: Collection) -> None:
    """Until then it is as it was, in its lists as well, takes new items below it, and other items are not scheduled."""
    session.skip_near_new_month()
    fixture = session.fixture(collection)
    row, _ = (fixture.create(number) for number in (1, 2))
    expect.equal(_state(collection, row), (None, False), "when a new item goes, and whether it is going")
    below = _fill_below(session, fixture, row)
    _schedule(session, fixture, row)
    check_item(fixture, row)
    check_list_and_count(fixture)
    for one in below:
        one.fill(len(one.rows) + 1)
        check_list_and_count(one)


@check(resource_rules.SCHEDULE, expiring_collections, Need.WRITES)
def a_scheduled_item_and_its_nested_items_remain_available(session: Session, collection: Collection) -> None:
    """In its list and count under any filter and sort and on its page; every operation answers below it, reports too."""
    session.skip_near_new_month()
    fixture = session.fixture(collection)
    row = fixture.create(1)
    below = _fill_below(session, fixture, row)
    _schedule(session, fixture, row)
    _look_for_all(session, fixture, row, below)
    for one in below:
        for operation in [
            one.collection.operations[name] for name in ("update", "delete") if name in one.collection.operations
        ]:
            response = one.account.perform(operation, one.path_ids(one.rows[0]))
            expect.status(response, operation.status, f"{operation.id} below what is scheduled")


@check(resource_rules.SCHEDULE, expiring_collections, Need.WRITES)
def later_updates_do_not_change_the_schedule(session: Session, collection: Collection) -> None:
    """There is no way to take a schedule back, and asking for it again changes nothing."""
    session.skip_near_new_month()
    fixture, at = session.fixture(collection), collection.resource["x-expire"]["at"]
    row = fixture.create(1)
    _schedule(session, fixture, row)
    others = {name: sample(one, 8) for name, one in collection.changeable.items() if name != at}
    update_item(session, fixture, row, others)
    check_item(fixture, row)
    _schedule(session, fixture, row)
    check_item(fixture, row)
    check_list_and_count(fixture)


@check(resource_rules.SCHEDULE, expiring_collections, Need.WRITES, Need.CLOCK)
def the_schedule_is_correct_at_the_ends_of_months(session: Session, collection: Collection) -> None:
    """At the end of a day, a month, a leap February and a year."""
    fixture = session.fixture(collection)
    for day in _DAYS:
        session.move(timestamp(f"{day}T23:59:59+00:00") - session.time.now())
        row = fixture.create(1)
        _schedule(session, fixture, row)
        check_item(fixture, row)


@check(resource_rules.EXPIRY, expiring_collections, Need.WRITES, Need.CLOCK)
def a_scheduled_item_is_marked_and_then_gone_on_time(session: Session, collection: Collection) -> None:
    """To the second; what is not scheduled stays."""
    fixture, expire = session.fixture(collection), collection.resource["x-expire"]
    row, kept = (fixture.create(number) for number in (1, 2))
    below, beside = _fill_below(session, fixture, row), _fill_below(session, fixture, kept)
    _schedule(session, fixture, row)
    due = timestamp(row[expire["at"]])
    for moment, flag in ((due - 1, False), (due, True), (due + expire["seconds"] - 1, True)):
        session.move(moment - session.time.now())
        row[expire["flag"]] = flag
        check_list_and_count(fixture)
        _look_for_all(session, fixture, row, below)
    session.move(1)
    fixture.rows.remove(row)
    _look_for_nothing(session, fixture, row, below)
    check_item(fixture, kept)
    for one in beside:
        check_list_and_count(one)


@check(resource_rules.EXPIRY, expiring_collections, Need.WRITES, Need.CLOCK)
def filters_and_sorts_omit_expired_items(session: Session, collection: Collection) -> None:
    """A server may keep what it needs for them from the first read on: each is read before as well."""
    fixture, expire = session.fixture(collection), collection.resource["x-expire"]
    rows = [fixture.create(number) for number in (1, 2, 1)]
    _schedule(session, fixture, rows[0])
    queries = _queries(collection, rows[0])
    for moment, flag in ((0, True), (expire["seconds"], None)):
        for query in queries:
            check_list_and_count(fixture, query)
        session.move(timestamp(rows[0][expire["at"]]) + moment - session.time.now())
        if flag is None:
            fixture.rows.remove(rows[0])
        else:
            rows[0][expire["flag"]] = flag
        for query in queries:
            check_list_and_count(fixture, query)


def _schedule(session: Session, fixture: Fixture, row: Row) -> None:
    """Schedule an item with each word that there is for it."""
    at = fixture.collection.resource["x-expire"]["at"]
    update = fixture.collection.operations["update"]
    for word in fixture.collection.changeable[at]["x-set"]:
        update_item(session, fixture, row, {name: row[name] for name in update.required} | {at: word})


def _state(collection: Collection, row: Row) -> tuple[Any, Any]:
    expire = collection.resource["x-expire"]
    return row[expire["at"]], row[expire["flag"]]


def _fill_below(session: Session, fixture: Fixture, row: Row) -> list[Fixture]:
    """Make an item in each collection below one."""
    parents = (*fixture.collection.parents, fixture.collection)
    children = [one for one in session.document.collections if one.parents == parents and "create" in one.operations]
    fixtures = [Fixture(fixture.account, child, fixture.path_ids(row)) for child in children]
    for one in fixtures:
        one.create(1)
    return fixtures


def _look_for_all(session: Session, fixture: Fixture, row: Row, below: list[Fixture]) -> None:
    """Expect that an item is found wherever it was, and all that is below it."""
    check_item(fixture, row)
    for query in _queries(fixture.collection, row):
        check_list_and_count(fixture, query)
    if "list" in fixture.collection.operations:
        check_page(fixture, {"page": fixture.rows.index(row) + 1, "page_size": 1})
    for report in _reports(session, fixture.collection):
        response = fixture.account.perform(report, fixture.path_ids(row))
        expect.status(response, report.status, f"{report.id} of what is scheduled")
    for one in below:
        check_item(one, one.rows[0])
        for query in [{}, *_queries(one.collection, one.rows[0])]:
            check_list_and_count(one, query)


def _look_for_nothing(session: Session, fixture: Fixture, row: Row, below: list[Fixture]) -> None:
    check_list_and_count(fixture)
    for report in _reports(session, fixture.collection):
        check_not_found(fixture.account, report, fixture.path_ids(row), f"{report.id} of what is gone")
    for one, gone in [(fixture, row), *((one, one.rows[0]) for one in below)]:
        for operation in one.collection.operations.values():
            of_item = operation.action in {"get", "update", "delete"}
            if of_item or one is not fixture:
                ids = one.path_ids(gone) if of_item else one.ids
                check_not_found(one.account, operation, ids, f"{operation.id} of what is gone")


def _reports(session: Session, collection: Collection) -> list[Operation]:
    """Give the reports on the items of a collection."""
    reports = [one for one in session.document.operations if one.action == "report"]
    return [one for one in reports if session.document.parents_of(one)[-1:] == (collection,)]


def _queries(collection: Collection, row: Row) -> list[dict[str, Any]]:
    operation = collection.operations.get("list")
    if operation is None:
        return []
    filters = [{one.name: row[one.name]} for one in operation.filters if row.get(one.name) is not None]
    return [*filters, *({"sort_by": name, "sort_order": "desc"} for name in collection.sort_properties())]
