"""Lists are sorted as asked, and ties keep the order of creation (facts document, Pages)."""

from __future__ import annotations

from typing import Any, Final

from contract_tests.document import Collection
from contract_tests.samples import sample
from contract_tests.suite import rules
from contract_tests.suite.check import Need, check
from contract_tests.suite.lab import Lab
from contract_tests.suite.place import Place
from contract_tests.suite.steps import agree, change, look_at_page
from contract_tests.suite.subjects import changing_sorts, lists, sorted_lists, sorts, text_sorts
from contract_tests.suite.texts import LONG
from contract_tests.suite.varied import dividing, telling, vary

_ORDERS: Final = ("asc", "desc")


@check(rules.DEFAULT_ORDER, lists)
def without_a_sort_the_oldest_item_is_first(lab: Lab, collection: Collection) -> None:
    """Whatever the items are called."""
    place = lab.place(collection)
    agree(place)
    texts = [name for name in collection.sorts() if name in collection.properties]
    for name in texts[-1:]:
        vary(lab, place, name, 4)
    agree(place)


@check(rules.DEFAULT_ORDER, sorted_lists)
def an_order_without_a_sort_has_no_effect(lab: Lab, collection: Collection) -> None:
    """The document says so of ``sort_order``."""
    place = lab.place(collection)
    place.fill(3)
    for order in _ORDERS:
        look_at_page(place, {"sort_order": order})


@check(rules.DEFAULT_ORDER, sorts)
def a_sort_without_an_order_is_ascending(lab: Lab, collection: Collection, sort_by: str) -> None:
    """The default is that of the document."""
    place = lab.place(collection)
    vary(lab, place, sort_by, 4)
    agree(place, {"sort_by": sort_by})


@check(rules.SORTING, sorts)
def a_list_is_sorted_as_asked(lab: Lab, collection: Collection, sort_by: str) -> None:
    """Few items first, then those that many an order puts elsewhere."""
    place = lab.place(collection)
    for most in (3, 7, None):
        vary(lab, place, sort_by, most)
        for order in _ORDERS:
            agree(place, {"sort_by": sort_by, "sort_order": order})


@check(rules.SORTING, text_sorts, Need.WRITES)
def a_sort_looks_at_the_whole_of_a_text(lab: Lab, collection: Collection, sort_by: str) -> None:
    """Items that differ in their last letter only, made in no order."""
    place = lab.place(collection)
    place.hold(sort_by, [f"{LONG}{last}" for last in "cab"])
    for order in _ORDERS:
        agree(place, {"sort_by": sort_by, "sort_order": order})


@check(rules.STABLE_TIES, sorts)
def equal_items_keep_the_order_of_creation(lab: Lab, collection: Collection, sort_by: str) -> None:
    """In both directions."""
    place = lab.place(collection, number=1)
    create = collection.operations.get("create")
    if create and sort_by in create.properties:
        low, high = sorted([sample(create.properties[sort_by], 1), sample(create.properties[sort_by], 2)], key=str)
        place.hold(sort_by, [high, low, low, high, low])
    else:
        vary(lab, place, sort_by)
    for order in _ORDERS:
        agree(place, {"sort_by": sort_by, "sort_order": order})
        for page in (1, 2, 3):
            look_at_page(place, {"sort_by": sort_by, "sort_order": order, "page": page, "page_size": 2})


@check(rules.PAGES_FILTERED_SORTED, sorts)
def pages_of_a_sorted_list_hold_every_item_once(lab: Lab, collection: Collection, sort_by: str) -> None:
    """With and without filters; a server may go another way where few of many items match."""
    place = lab.place(collection)
    vary(lab, place, sort_by)
    for number in (0, lab.number(70, 0, collection)):
        place.fill(number)
        for order in _ORDERS:
            for query in _filtered(place):
                _look_at_pages(place, {"sort_by": sort_by, "sort_order": order, "page_size": 3, **query})


@check(rules.SORTING, changing_sorts, Need.WRITES)
def a_changed_item_moves_to_its_new_place(lab: Lab, collection: Collection, sort_by: str) -> None:
    """A server may keep an order from the first sorted read on, which the update must then change."""
    place, schema = lab.place(collection), collection.changeable[sort_by]
    vary(lab, place, sort_by, 3)
    row, query = place.create(5), {"sort_by": sort_by}
    agree(place, query)
    for value in telling(schema)[:3]:
        required = {name: row[name] for name in collection.operations["update"].required}
        change(lab, place, row, required | {sort_by: value})
        agree(place, query)


def _filtered(place: Place) -> list[dict[str, Any]]:
    """Give queries without a filter, and with each one."""
    filters = place.collection.operations["list"].filters
    return [
        {},
        *({one.name: dividing(one, place.rows)} for one in filters if any(one.name in row for row in place.rows)),
    ]


def _look_at_pages(place: Place, query: dict[str, Any]) -> None:
    last = -(-len(place.expected(query)) // query["page_size"])
    for page in sorted({1, 2, 3, last, last + 1} - {0}):
        look_at_page(place, {**query, "page": page})
