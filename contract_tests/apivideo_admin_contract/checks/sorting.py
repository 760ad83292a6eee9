"""A list is sorted as requested, and ties keep the order of creation (openapi/README.md, Pages)."""

from __future__ import annotations

from typing import Final

from apivideo_admin_contract.document.document import Collection
from apivideo_admin_contract.document.subjects import sorts, text_sorts, updatable_sorts
from apivideo_admin_contract.rules import resource_rules
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.filter_data import create_varied_items
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.session.steps import check_list_and_count, check_page, update_item
from apivideo_admin_contract.values.awkward_texts import LONG_TEXT
from apivideo_admin_contract.values.distinguishing import distinguishing_values, dividing_value
from apivideo_admin_contract.values.samples import sample

_ORDERS: Final = ("asc", "desc")


@check(resource_rules.DEFAULT_ORDER, sorts)
def sort_by_without_sort_order_is_ascending(session: Session, collection: Collection, sort_by: str) -> None:
    """Leave out ``sort_order``, without a filter and with one."""
    fixture = session.fixture(collection)
    rows = create_varied_items(session, fixture, sort_by, 4)
    check_list_and_count(fixture, {"sort_by": sort_by})
    for parameter in collection.operations["list"].filters[:1]:
        check_list_and_count(fixture, {parameter.name: dividing_value(parameter, rows), "sort_by": sort_by})


@check(resource_rules.SORTING, sorts)
def a_list_is_sorted_as_requested(session: Session, collection: Collection, sort_by: str) -> None:
    """Sort a few items first, then texts that other orders sort differently."""
    fixture = session.fixture(collection)
    for most in (3, 7, None):
        create_varied_items(session, fixture, sort_by, most)
        for order in _ORDERS:
            check_list_and_count(fixture, {"sort_by": sort_by, "sort_order": order})


@check(resource_rules.SORTING, text_sorts, Need.WRITES)
def a_sort_compares_whole_texts(session: Session, collection: Collection, sort_by: str) -> None:
    """Sort long texts that differ only in their last letter."""
    fixture = session.fixture(collection)
    fixture.ensure_values(sort_by, [f"{LONG_TEXT}{last}" for last in "cab"])
    for order in _ORDERS:
        check_list_and_count(fixture, {"sort_by": sort_by, "sort_order": order})


@check(resource_rules.STABLE_TIES, sorts)
def equal_items_keep_the_order_of_creation(session: Session, collection: Collection, sort_by: str) -> None:
    """Sort in both directions, and read the pages."""
    fixture = session.fixture(collection, number=1)
    create = collection.operations.get("create")
    if create and sort_by in create.properties:
        low, high = sorted([sample(create.properties[sort_by], 1), sample(create.properties[sort_by], 2)], key=str)
        fixture.ensure_values(sort_by, [high, low, low, high, low])
    else:
        create_varied_items(session, fixture, sort_by)
    for order in _ORDERS:
        check_list_and_count(fixture, {"sort_by": sort_by, "sort_order": order})
        for page in (1, 2, 3):
            check_page(fixture, {"sort_by": sort_by, "sort_order": order, "page": page, "page_size": 2})


@check(resource_rules.SORTING, updatable_sorts, Need.WRITES)
def an_updated_item_moves_to_its_sorted_position(session: Session, collection: Collection, sort_by: str) -> None:
    """Sort before and after each update, because a server may cache the order."""
    fixture, schema = session.fixture(collection), collection.changeable[sort_by]
    create_varied_items(session, fixture, sort_by, 3)
    row, query = fixture.create(5), {"sort_by": sort_by}
    check_list_and_count(fixture, query)
    for value in distinguishing_values(schema)[:3]:
        required = {name: row[name] for name in collection.operations["update"].required}
        update_item(session, fixture, row, required | {sort_by: value})
        check_list_and_count(fixture, query)
