"""A deletion is permanent and deletes nothing else (openapi/README.md, Operations)."""

from __future__ import annotations

from typing import Any

from apivideo_admin_contract.document.document import Collection, Row
from apivideo_admin_contract.document.filtered import query_of
from apivideo_admin_contract.document.subjects import deletable_parents, with_actions
from apivideo_admin_contract.rules import resource_rules
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.fixtures import Fixture
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.session.steps import (
    check_item,
    check_list_and_count,
    check_not_found,
    check_page,
    delete_item,
)

_deletable = with_actions("create", "delete")


@check(resource_rules.DELETE, _deletable, Need.WRITES)
def a_deleted_item_is_gone(session: Session, collection: Collection) -> None:
    """Look for it in its list and count and with every operation, also with a second deletion.

    All of them run before the deletion too, because a server may cache responses.
    """
    fixture = session.fixture(collection)
    row, _ = (fixture.create(number) for number in (1, 2))
    check_item(fixture, row)
    check_list_and_count(fixture)
    delete_item(fixture, row)
    _look_for_nothing(fixture, row)
    check_list_and_count(fixture)


@check(resource_rules.DELETE, _deletable, Need.WRITES)
def a_deletion_keeps_the_other_items(session: Session, collection: Collection) -> None:
    """Delete some of several items, equal and different ones, and compare the others, also those of another parent."""
    fixture = session.fixture(collection)
    rows = [fixture.create(number) for number in (1, 1, 2, 1, 3)]
    elsewhere = session.fixture(collection, number=1) if collection.parents else fixture
    elsewhere.create(1)
    for row in (rows[1], rows[4], rows[0]):
        delete_item(fixture, row)
        check_list_and_count(fixture)
        check_list_and_count(elsewhere)
    for kept in (rows[2], rows[3]):
        check_item(fixture, kept, "another item after a deletion")
    for page in (1, 2) if "list" in collection.operations else ():
        check_page(fixture, {"page": page, "page_size": 1})


@check(resource_rules.DELETE, with_actions("create", "delete", "list"), Need.WRITES)
def filters_and_sorts_omit_deleted_items(session: Session, collection: Collection) -> None:
    """Read before and after the deletion, because a server may cache responses."""
    fixture, operation = session.fixture(collection), collection.operations["list"]
    row, _, other = (fixture.create(number) for number in (1, 2, 1))
    queries: list[dict[str, Any]] = [{name: value} for name, value in query_of(operation.filters, row).items()]
    queries += [
        {"sort_by": name, "sort_order": order} for name in collection.sort_properties() for order in ("asc", "desc")
    ]
    for gone in (row, other):
        for query in queries:
            check_list_and_count(fixture, query)
        delete_item(fixture, gone)
        for query in queries:
            check_list_and_count(fixture, query)


@check(resource_rules.DELETE, _deletable, Need.WRITES)
def a_deleted_item_does_not_come_back(session: Session, collection: Collection) -> None:
    """Create and delete more items, and let time pass."""
    fixture = session.fixture(collection)
    gone = [fixture.create(number) for number in (1, 1, 2)]
    for row in gone:
        delete_item(fixture, row)
    fixture.create(1)
    check_list_and_count(fixture)
    delete_item(fixture, fixture.create(2))
    session.wait(86_400 if session.clock is not None else 0)
    check_list_and_count(fixture)
    for row in gone:
        _look_for_nothing(fixture, row)


@check(resource_rules.DELETE_BELOW, deletable_parents, Need.WRITES)
def nested_items_of_a_deleted_item_are_gone(session: Session, collection: Collection) -> None:
    """Call every operation on nested items, at every depth. The nested items of other items stay."""
    fixture = session.fixture(collection)
    row, other = (fixture.create(number) for number in (1, 2))
    below, beside = (_fill_below(session, fixture, one) for one in (row, other))
    delete_item(fixture, row)
    for one in below:
        _look_for_nothing(one, one.rows[0])
        for operation in one.collection.operations.values():
            if operation.action in {"list", "count", "create"}:
                check_not_found(one.account, operation, one.ids, f"{operation.id} of a deleted item")
    for one in beside:
        check_list_and_count(one)


def _fill_below(session: Session, fixture: Fixture, row: Row) -> list[Fixture]:
    """Create an item in each nested collection of an item, at every depth, and return their fixtures."""
    found = []
    for child in session.document.children_of(fixture.collection):
        if "create" in child.operations:
            below = Fixture(fixture.account, child, fixture.path_ids(row))
            found += [below, *_fill_below(session, below, below.create(1))]
    return found


def _look_for_nothing(fixture: Fixture, row: dict[str, Any]) -> None:
    """Expect a 404 from every operation on an item."""
    for action in ("get", "update", "delete", "get"):
        if action in fixture.collection.operations:
            what = f"{action} of a deleted item"
            check_not_found(fixture.account, fixture.collection.operations[action], fixture.path_ids(row), what)
