"""Lists are sorted as asked, and ties keep the order of creation (facts document, Pages)."""

from __future__ import annotations

from typing import Any, Final

from apivideo_admin_contract.document.document import Collection
from apivideo_admin_contract.document.subjects import lists, sortable_lists, sorts, text_sorts, updatable_sorts
from apivideo_admin_contract.rules import resource_rules
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.filter_data import create_varied_items
from apivideo_admin_contract.session.fixtures import Fixture
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.session.steps import check_list_and_count, check_page, update_item
from apivideo_admin_contract.values.awkward_texts import LONG_TEXT
from apivideo_admin_contract.values.distinguishing import distinguishing_values, dividing_value
from apivideo_admin_contract.values.samples import sample

_ORDERS: Final = ("asc", "desc")


@check(resource_rules.DEFAULT_ORDER, lists)
def without_a_sort_the_oldest_item_is_first(session: Session, collection: Collection) -> None:
    """Whatever the items are called."""
    fixture = session.fixture(collection)
    check_list_and_count(fixture)
    texts = [name for name in collection.sort_properties() if name in collection.properties]
    for name in texts[-1:]:
        create_varied_items(session, fixture, name, 4)
    check_list_and_count(fixture)


@check(resource_rules.DEFAULT_ORDER, sortable_lists)
def sort_order_without_sort_by_has_no_effect(session: Session, collection: Collection) -> None:
    """The document says so of ``sort_order``."""
    fixture = session.fixture(collection)
    fixture.fill(3)
    for order in _ORDERS:
        check_page(fixture, {"sort_order": order})


@check(resource_rules.DEFAULT_ORDER, sorts)
def sort_by_without_sort_order_is_ascending(session: Session, collection: Collection, sort_by: str) -> None:
    """The default is that of the document."""
    fixture = session.fixture(collection)
    create_varied_items(session, fixture, sort_by, 4)
    check_list_and_count(fixture, {"sort_by": sort_by})


@check(resource_rules.SORTING, sorts)
def a_list_is_sorted_as_requested(session: Session, collection: Collection, sort_by: str) -> None:
    """Few items first, then those that many an order puts elsewhere."""
    fixture = session.fixture(collection)
    for most in (3, 7, None):
        create_varied_items(session, fixture, sort_by, most)
        for order in _ORDERS:
            check_list_and_count(fixture, {"sort_by": sort_by, "sort_order": order})


@check(resource_rules.SORTING, text_sorts, Need.WRITES)
def a_sort_compares_whole_texts(session: Session, collection: Collection, sort_by: str) -> None:
    """Items that differ in their last letter only, made in no order."""
    fixture = session.fixture(collection)
    fixture.ensure_values(sort_by, [f"{LONG_TEXT}{last}" for last in "cab"])
    for order in _ORDERS:
        check_list_and_count(fixture, {"sort_by": sort_by, "sort_order": order})


@check(resource_rules.STABLE_TIES, sorts)
def equal_items_keep_the_order_of_creation(session: Session, collection: Collection, sort_by: str) -> None:
    """In both directions."""
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


@check(resource_rules.PAGES_FILTERED_SORTED, sorts)
def pages_of_a_sorted_list_hold_every_item_once(session: Session, collection: Collection, sort_by: str) -> None:
    """With and without filters; a server may go another way where few of many items match."""
    fixture = session.fixture(collection)
    create_varied_items(session, fixture, sort_by)
    for number in (0, session.pick_count(70, 0, collection)):
        fixture.fill(number)
        for order in _ORDERS:
            for query in _filtered(fixture):
                _look_at_pages(fixture, {"sort_by": sort_by, "sort_order": order, "page_size": 3, **query})


@check(resource_rules.SORTING, updatable_sorts, Need.WRITES)
def an_updated_item_moves_to_its_sorted_position(session: Session, collection: Collection, sort_by: str) -> None:
    """A server may keep an order from the first sorted read on, which the update must then change."""
    fixture, schema = session.fixture(collection), collection.changeable[sort_by]
    create_varied_items(session, fixture, sort_by, 3)
    row, query = fixture.create(5), {"sort_by": sort_by}
    check_list_and_count(fixture, query)
    for value in distinguishing_values(schema)[:3]:
        required = {name: row[name] for name in collection.operations["update"].required}
        update_item(session, fixture, row, required | {sort_by: value})
        check_list_and_count(fixture, query)


def _filtered(fixture: Fixture) -> list[dict[str, Any]]:
    """Give queries without a filter, and with each one."""
    filters = fixture.collection.operations["list"].filters
    return [
        {},
        *(
            {one.name: dividing_value(one, fixture.rows)}
            for one in filters
            if any(one.name in row for row in fixture.rows)
        ),
    ]


def _look_at_pages(fixture: Fixture, query: dict[str, Any]) -> None:
    last = -(-len(fixture.expected_items(query)) // query["page_size"])
    for page in sorted({1, 2, 3, last, last + 1} - {0}):
        check_page(fixture, {**query, "page": page})
