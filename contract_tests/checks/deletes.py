"""What is deleted is gone for good, and nothing else is."""

from __future__ import annotations

from typing import Any

from contract_tests.document import Collection
from contract_tests.making import Row
from contract_tests.suite import expect, rules
from contract_tests.suite.check import Need, check
from contract_tests.suite.lab import Lab
from contract_tests.suite.place import Place
from contract_tests.suite.steps import agree, look_at, look_at_page, refused
from contract_tests.suite.subjects import deletable_parents, having

_deletable = having("create", "delete")


@check(rules.DELETE, _deletable, Need.WRITES)
def a_deleted_item_is_gone(lab: Lab, collection: Collection) -> None:
    """From its list and its count, and for every operation that names it; deleting it again is no success.

    A server may keep what was read once: all of it is read before as well.
    """
    place = lab.place(collection)
    row, _ = (place.create(number) for number in (1, 2))
    look_at(place, row)
    agree(place)
    _delete(place, row)
    _look_for_nothing(place, row)
    agree(place)


@check(rules.DELETE, _deletable, Need.WRITES)
def what_is_beside_a_deleted_item_stays(lab: Lab, collection: Collection) -> None:
    """Alike or not, older or younger, here or below another parent; and in its order, on every page."""
    place = lab.place(collection)
    rows = [place.create(number) for number in (1, 1, 2, 1, 3)]
    elsewhere = lab.place(collection, number=1) if collection.parents else place
    elsewhere.create(1)
    for row in (rows[1], rows[4], rows[0]):
        _delete(place, row)
        agree(place)
        agree(elsewhere)
    for kept in (rows[2], rows[3]):
        look_at(place, kept, "what is beside a deleted item")
    for page in (1, 2) if "list" in collection.operations else ():
        look_at_page(place, {"page": page, "page_size": 1})


@check(rules.DELETE, having("create", "delete", "list"), Need.WRITES)
def a_deleted_item_is_found_by_no_filter_and_no_sort(lab: Lab, collection: Collection) -> None:
    """A server may keep what it needs for them from the first read on: each is read before as well."""
    place, operation = lab.place(collection), collection.operations["list"]
    row, _, other = (place.create(number) for number in (1, 2, 1))
    queries: list[dict[str, Any]] = [
        {one.name: row[one.name]} for one in operation.filters if row.get(one.name) is not None
    ]
    queries += [{"sort_by": name, "sort_order": order} for name in collection.sorts() for order in ("asc", "desc")]
    for gone in (row, other):
        for query in queries:
            agree(place, query)
        _delete(place, gone)
        for query in queries:
            agree(place, query)


@check(rules.DELETE, _deletable, Need.WRITES)
def a_deleted_item_does_not_come_back(lab: Lab, collection: Collection) -> None:
    """Not with what is created, changed or deleted after it, nor with time."""
    place = lab.place(collection)
    gone = [place.create(number) for number in (1, 1, 2)]
    for row in gone:
        _delete(place, row)
    place.create(1)
    agree(place)
    _delete(place, place.create(2))
    lab.wait(86_400 if lab.clock is not None else 0)
    agree(place)
    for row in gone:
        _look_for_nothing(place, row)


@check(rules.DELETE_BELOW, deletable_parents, Need.WRITES)
def what_is_below_a_deleted_item_is_gone(lab: Lab, collection: Collection) -> None:
    """For every operation there, however far below; what is below others stays."""
    place = lab.place(collection)
    row, other = (place.create(number) for number in (1, 2))
    below, beside = (_fill_below(lab, place, one) for one in (row, other))
    _delete(place, row)
    for one in below:
        _look_for_nothing(one, one.rows[0])
        for operation in one.collection.operations.values():
            if operation.action in {"list", "count", "create"}:
                refused(one.account, operation, one.ids, f"{operation.id} below what is deleted")
    for one in beside:
        agree(one)


def _fill_below(lab: Lab, place: Place, row: Row) -> list[Place]:
    """Make an item in each collection below an item, and below that one in turn. Gives where they are."""
    found = []
    for child in lab.document.below(place.collection):
        if "create" in child.operations:
            below = Place(place.account, child, place.item(row))
            found += [below, *_fill_below(lab, below, below.create(1))]
    return found


def _delete(place: Place, row: dict[str, Any]) -> None:
    operation = place.collection.operations["delete"]
    answer = place.delete(row)
    expect.status(answer, operation.status, operation.id)
    expect.equal(answer.content, b"", f"the content of the answer of {operation.id}")


def _look_for_nothing(place: Place, row: dict[str, Any]) -> None:
    """Expect that no operation finds an item."""
    for action in ("get", "update", "delete", "get"):
        if action in place.collection.operations:
            what = f"{action} of what is gone"
            refused(place.account, place.collection.operations[action], place.item(row), what)
