"""What is scheduled to go is due with the next month, is marked then, and goes with all below it (``x-set``, ``x-expire``)."""

from __future__ import annotations

from typing import Any, Final

from contract_tests.document import Collection, Operation
from contract_tests.making import Row, seconds
from contract_tests.samples import sample
from contract_tests.suite import expect, rules
from contract_tests.suite.check import Need, check
from contract_tests.suite.lab import Lab
from contract_tests.suite.place import Place
from contract_tests.suite.steps import agree, change, look_at, look_at_page, refused
from contract_tests.suite.subjects import expiries

#: The last seconds of some days that begin no month, and of one that ends the year.
_DAYS: Final = ("2026-03-01", "2027-01-31", "2027-12-31", "2028-02-29")


@check(rules.SCHEDULE, expiries, Need.WRITES)
def what_is_scheduled_is_due_at_the_first_moment_of_the_next_month(lab: Lab, collection: Collection) -> None:
    """Until then it is as it was, in its lists as well, takes new items below it, and other items are not scheduled."""
    lab.avoid_new_month()
    place = lab.place(collection)
    row, _ = (place.create(number) for number in (1, 2))
    expect.equal(_state(collection, row), (None, False), "when a new item goes, and whether it is going")
    below = _fill_below(lab, place, row)
    _schedule(lab, place, row)
    look_at(place, row)
    agree(place)
    for one in below:
        one.fill(len(one.rows) + 1)
        agree(one)


@check(rules.SCHEDULE, expiries, Need.WRITES)
def what_is_scheduled_stays_with_all_that_is_below_it(lab: Lab, collection: Collection) -> None:
    """In its list and count under any filter and sort and on its page; every operation answers below it, reports too."""
    lab.avoid_new_month()
    place = lab.place(collection)
    row = place.create(1)
    below = _fill_below(lab, place, row)
    _schedule(lab, place, row)
    _look_for_all(lab, place, row, below)
    for one in below:
        for operation in [
            one.collection.operations[name] for name in ("update", "delete") if name in one.collection.operations
        ]:
            answer = one.account.perform(operation, one.item(one.rows[0]))
            expect.status(answer, operation.status, f"{operation.id} below what is scheduled")


@check(rules.SCHEDULE, expiries, Need.WRITES)
def another_update_does_not_change_when_an_item_goes(lab: Lab, collection: Collection) -> None:
    """There is no way to take a schedule back, and asking for it again changes nothing."""
    lab.avoid_new_month()
    place, at = lab.place(collection), collection.resource["x-expire"]["at"]
    row = place.create(1)
    _schedule(lab, place, row)
    others = {name: sample(one, 8) for name, one in collection.changeable.items() if name != at}
    change(lab, place, row, others)
    look_at(place, row)
    _schedule(lab, place, row)
    look_at(place, row)
    agree(place)


@check(rules.SCHEDULE, expiries, Need.WRITES, Need.CLOCK)
def the_next_month_begins_when_the_calendar_says(lab: Lab, collection: Collection) -> None:
    """At the end of a day, a month, a leap February and a year."""
    place = lab.place(collection)
    for day in _DAYS:
        lab.move(seconds(f"{day}T23:59:59+00:00") - lab.time.now())
        row = place.create(1)
        _schedule(lab, place, row)
        look_at(place, row)


@check(rules.EXPIRY, expiries, Need.WRITES, Need.CLOCK)
def a_scheduled_item_is_marked_at_its_moment_and_then_gone_with_all_below(lab: Lab, collection: Collection) -> None:
    """To the second; what is not scheduled stays."""
    place, expire = lab.place(collection), collection.resource["x-expire"]
    row, kept = (place.create(number) for number in (1, 2))
    below, beside = _fill_below(lab, place, row), _fill_below(lab, place, kept)
    _schedule(lab, place, row)
    due = seconds(row[expire["at"]])
    for moment, flag in ((due - 1, False), (due, True), (due + expire["seconds"] - 1, True)):
        lab.move(moment - lab.time.now())
        row[expire["flag"]] = flag
        agree(place)
        _look_for_all(lab, place, row, below)
    lab.move(1)
    place.rows.remove(row)
    _look_for_nothing(lab, place, row, below)
    look_at(place, kept)
    for one in beside:
        agree(one)


@check(rules.EXPIRY, expiries, Need.WRITES, Need.CLOCK)
def what_is_gone_is_found_by_no_filter_and_no_sort(lab: Lab, collection: Collection) -> None:
    """A server may keep what it needs for them from the first read on: each is read before as well."""
    place, expire = lab.place(collection), collection.resource["x-expire"]
    rows = [place.create(number) for number in (1, 2, 1)]
    _schedule(lab, place, rows[0])
    queries = _queries(collection, rows[0])
    for moment, flag in ((0, True), (expire["seconds"], None)):
        for query in queries:
            agree(place, query)
        lab.move(seconds(rows[0][expire["at"]]) + moment - lab.time.now())
        if flag is None:
            place.rows.remove(rows[0])
        else:
            rows[0][expire["flag"]] = flag
        for query in queries:
            agree(place, query)


def _schedule(lab: Lab, place: Place, row: Row) -> None:
    """Schedule an item with each word that there is for it."""
    at = place.collection.resource["x-expire"]["at"]
    update = place.collection.operations["update"]
    for word in place.collection.changeable[at]["x-set"]:
        change(lab, place, row, {name: row[name] for name in update.required} | {at: word})


def _state(collection: Collection, row: Row) -> tuple[Any, Any]:
    expire = collection.resource["x-expire"]
    return row[expire["at"]], row[expire["flag"]]


def _fill_below(lab: Lab, place: Place, row: Row) -> list[Place]:
    """Make an item in each collection below one."""
    parents = (*place.collection.parents, place.collection)
    children = [one for one in lab.document.collections if one.parents == parents and "create" in one.operations]
    places = [Place(place.account, child, place.item(row)) for child in children]
    for one in places:
        one.create(1)
    return places


def _look_for_all(lab: Lab, place: Place, row: Row, below: list[Place]) -> None:
    """Expect that an item is found wherever it was, and all that is below it."""
    look_at(place, row)
    for query in _queries(place.collection, row):
        agree(place, query)
    if "list" in place.collection.operations:
        look_at_page(place, {"page": place.rows.index(row) + 1, "page_size": 1})
    for report in _reports(lab, place.collection):
        answer = place.account.perform(report, place.item(row))
        expect.status(answer, report.status, f"{report.id} of what is scheduled")
    for one in below:
        look_at(one, one.rows[0])
        for query in [{}, *_queries(one.collection, one.rows[0])]:
            agree(one, query)


def _look_for_nothing(lab: Lab, place: Place, row: Row, below: list[Place]) -> None:
    agree(place)
    for report in _reports(lab, place.collection):
        refused(place.account, report, place.item(row), f"{report.id} of what is gone")
    for one, gone in [(place, row), *((one, one.rows[0]) for one in below)]:
        for operation in one.collection.operations.values():
            of_item = operation.action in {"get", "update", "delete"}
            if of_item or one is not place:
                ids = one.item(gone) if of_item else one.ids
                refused(one.account, operation, ids, f"{operation.id} of what is gone")


def _reports(lab: Lab, collection: Collection) -> list[Operation]:
    """Give the reports on the items of a collection."""
    reports = [one for one in lab.document.operations if one.action == "report"]
    return [one for one in reports if lab.document.owners_of(one)[-1:] == (collection,)]


def _queries(collection: Collection, row: Row) -> list[dict[str, Any]]:
    operation = collection.operations.get("list")
    if operation is None:
        return []
    filters = [{one.name: row[one.name]} for one in operation.filters if row.get(one.name) is not None]
    return [*filters, *({"sort_by": name, "sort_order": "desc"} for name in collection.sorts())]
