"""A scheduled item is marked at the start of the next month, then deleted with its nested items (openapi/EXTENSIONS.md)."""

from __future__ import annotations

from typing import Any, Final

from apivideo_admin_contract.document.document import Collection, Operation, Row
from apivideo_admin_contract.document.filtered import query_of
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
    fill_below,
    update_item,
)
from apivideo_admin_contract.values.samples import sample

#: Days to schedule a deletion on, a second before midnight.
_DAYS: Final = ("2026-03-01", "2027-01-31", "2027-12-31", "2028-02-29")


@check(resource_rules.SCHEDULE, expiring_collections, Need.WRITES)
def a_deletion_is_scheduled_for_the_start_of_the_next_month(session: Session, collection: Collection) -> None:
    """Until then the item does not change otherwise, and new items can be nested in it. Other items are not scheduled."""
    session.skip_near_new_month()
    fixture = session.fixture(collection)
    _, row = (fixture.create(number) for number in (1, 2))
    expect.equal(_state(collection, row), (None, False), "the schedule and the mark of a new item")
    below = fill_below(session, fixture, row)
    _schedule(session, fixture, row)
    check_item(fixture, row)
    check_list_and_count(fixture)
    for one in below:
        one.fill(len(one.rows) + 1)
        check_list_and_count(one)


@check(resource_rules.SCHEDULE, expiring_collections, Need.WRITES)
def a_scheduled_item_and_its_nested_items_remain_available(session: Session, collection: Collection) -> None:
    """Find it with filters, sorts and pages, and call every operation on its nested items and reports."""
    session.skip_near_new_month()
    fixture = session.fixture(collection)
    row = fixture.create(1)
    below = fill_below(session, fixture, row)
    _schedule(session, fixture, row)
    _check_available(session, fixture, row, below)
    for one in below:
        for operation in [
            one.collection.operations[name] for name in ("update", "delete") if name in one.collection.operations
        ]:
            response = one.account.perform(operation, one.path_ids(one.rows[0]))
            expect.status(response, operation.status, f"{operation.id} nested in a scheduled item")


@check(resource_rules.SCHEDULE, expiring_collections, Need.WRITES)
def later_updates_do_not_change_the_schedule(session: Session, collection: Collection) -> None:
    """Update other properties, then schedule again: neither changes the schedule."""
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
    """Schedule at the end of a day, a month, a leap February and a year."""
    fixture = session.fixture(collection)
    for day in _DAYS:
        session.move(timestamp(f"{day}T23:59:59+00:00") - session.time.now())
        row = fixture.create(1)
        _schedule(session, fixture, row)
        check_item(fixture, row)


@check(resource_rules.EXPIRY, expiring_collections, Need.WRITES, Need.CLOCK)
def a_scheduled_item_is_marked_and_then_gone_on_time(session: Session, collection: Collection) -> None:
    """Move the clock to the seconds before and after. Other items stay."""
    fixture, expire = session.fixture(collection), collection.resource["x-expire"]
    kept, row = (fixture.create(number) for number in (1, 2))
    below, beside = fill_below(session, fixture, row), fill_below(session, fixture, kept)
    _schedule(session, fixture, row)
    due = timestamp(row[expire["at"]])
    for moment, flag in ((due - 1, False), (due, True), (due + expire["seconds"] - 1, True)):
        session.move(moment - session.time.now())
        row[expire["flag"]] = flag
        check_list_and_count(fixture)
        _check_available(session, fixture, row, below)
    session.move(1)
    fixture.rows.remove(row)
    _check_gone(session, fixture, row, below)
    check_item(fixture, kept)
    for one in beside:
        check_list_and_count(one)


@check(resource_rules.EXPIRY, expiring_collections, Need.WRITES, Need.CLOCK)
def filters_and_sorts_omit_expired_items(session: Session, collection: Collection) -> None:
    """Read before and after the expiry, because a server may cache responses."""
    fixture, expire = session.fixture(collection), collection.resource["x-expire"]
    row = [fixture.create(number) for number in (1, 2, 1)][-1]
    _schedule(session, fixture, row)
    queries = _queries(collection, row)
    for moment, flag in ((0, True), (expire["seconds"], None)):
        for query in queries:
            check_list_and_count(fixture, query)
        session.move(timestamp(row[expire["at"]]) + moment - session.time.now())
        if flag is None:
            fixture.rows.remove(row)
        else:
            row[expire["flag"]] = flag
        for query in queries:
            check_list_and_count(fixture, query)


def _schedule(session: Session, fixture: Fixture, row: Row) -> None:
    """Schedule the deletion of an item with each enum value of ``x-set``."""
    at = fixture.collection.resource["x-expire"]["at"]
    update = fixture.collection.operations["update"]
    for value in fixture.collection.changeable[at]["x-set"]:
        update_item(session, fixture, row, {name: row[name] for name in update.required} | {at: value})


def _state(collection: Collection, row: Row) -> tuple[Any, Any]:
    expire = collection.resource["x-expire"]
    return row[expire["at"]], row[expire["flag"]]


def _check_available(session: Session, fixture: Fixture, row: Row, below: list[Fixture]) -> None:
    """Expect to find an item and its nested items everywhere."""
    check_item(fixture, row)
    for query in _queries(fixture.collection, row):
        check_list_and_count(fixture, query)
    if "list" in fixture.collection.operations:
        check_page(fixture, {"page": fixture.rows.index(row) + 1, "page_size": 1})
    for report in _reports(session, fixture.collection):
        response = fixture.account.perform(report, fixture.path_ids(row))
        expect.status(response, report.status, f"{report.id} of a scheduled item")
    for one in below:
        check_item(one, one.rows[0])
        for query in [{}, *_queries(one.collection, one.rows[0])]:
            check_list_and_count(one, query)


def _check_gone(session: Session, fixture: Fixture, row: Row, below: list[Fixture]) -> None:
    check_list_and_count(fixture)
    for report in _reports(session, fixture.collection):
        check_not_found(fixture.account, report, fixture.path_ids(row), f"{report.id} of an expired item")
    for one, gone in [(fixture, row), *((one, one.rows[0]) for one in below)]:
        for operation in one.collection.operations.values():
            of_item = operation.action in {"get", "update", "delete"}
            if of_item or one is not fixture:
                ids = one.path_ids(gone) if of_item else one.ids
                check_not_found(one.account, operation, ids, f"{operation.id} of an expired item")


def _reports(session: Session, collection: Collection) -> list[Operation]:
    """Return the reports of the items of a collection."""
    reports = [one for one in session.document.operations if one.action == "report"]
    return [one for one in reports if session.document.parents_of(one)[-1:] == (collection,)]


def _queries(collection: Collection, row: Row) -> list[dict[str, Any]]:
    operation = collection.operations.get("list")
    if operation is None:
        return []
    filters = [{name: value} for name, value in query_of(operation.filters, row).items()]
    return [*filters, *({"sort_by": name, "sort_order": "desc"} for name in collection.sort_properties())]
