"""Lists are sorted as asked, and ties keep the order of creation (facts document, Pages)."""

from __future__ import annotations

import pytest

from contract_tests.document import Collection
from contract_tests.model import select
from contract_tests.subject import each_list, each_sort, each_updated_sort
from contract_tests.target import Account, Target


def _mixed(target: Target, collection: Collection) -> tuple[tuple[str, ...], list[dict[str, object]]]:
    """Make items whose values come in no order and repeat, at times that repeat."""
    ids = target.account.parents(collection)
    items = []
    for number in (3, 1, 2, 1, 3, 2, 1):
        items.append(target.account.create(collection, ids, number))
        target.clock.advance(number % 2)
    return ids, items


@each_sort
@pytest.mark.parametrize("order", ["asc", "desc"])
def test_items_are_sorted_and_ties_keep_the_order_of_creation(
    target: Target, collection: Collection, sort_by: str, order: str
) -> None:
    ids, items = _mixed(target, collection)
    query = {"sort_by": sort_by, "sort_order": order}
    answer = target.account.call(collection.operations["list"], ids, query).json()
    assert answer["items"] == select(collection.operations["list"], items, query)


@each_sort
def test_pages_of_a_sorted_list_hold_every_item_once(target: Target, collection: Collection, sort_by: str) -> None:
    ids, items = _mixed(target, collection)
    query = {"sort_by": sort_by, "sort_order": "desc", "page_size": 2}
    pages = [target.account.call(collection.operations["list"], ids, {**query, "page": page}) for page in range(1, 5)]
    walked = [item for page in pages for item in page.json()["items"]]
    assert walked == select(collection.operations["list"], items, query)


@each_sort
def test_a_sort_without_an_order_is_ascending(target: Target, collection: Collection, sort_by: str) -> None:
    ids, _ = _mixed(target, collection)
    operation = collection.operations["list"]
    plain = target.account.call(operation, ids, {"sort_by": sort_by}).json()["items"]
    assert plain == target.account.call(operation, ids, {"sort_by": sort_by, "sort_order": "asc"}).json()["items"]


@each_list
def test_without_a_sort_the_oldest_item_is_first(target: Target, collection: Collection) -> None:
    ids, items = _mixed(target, collection)
    assert target.account.call(collection.operations["list"], ids).json()["items"] == items


@each_updated_sort
def test_a_changed_item_moves_to_its_new_place(account: Account, collection: Collection, sort_by: str) -> None:
    ids = account.parents(collection)
    first, last = (account.create(collection, ids, number) for number in (1, 2))
    # A server may keep an index from the first sorted read on, which the update must then change.
    account.call(collection.operations["list"], ids, {"sort_by": sort_by})
    operation = collection.operations["update"]
    changes = {name: first[name] for name in operation.required}
    changes[sort_by] = account.create(collection, ids, 3)[sort_by]
    account.call(operation, (*ids, first[collection.id_name]), payload=changes)
    items = account.call(collection.operations["list"], ids, {"sort_by": sort_by}).json()["items"]
    assert [item[collection.id_name] for item in items][:2] == [last[collection.id_name], first[collection.id_name]]


@each_list
@pytest.mark.parametrize(("name", "value"), [("sort_by", "colour"), ("sort_by", ""), ("sort_order", "up")])
def test_an_unknown_sort_is_refused(account: Account, collection: Collection, name: str, value: str) -> None:
    answer = account.call(collection.operations["list"], account.parents(collection), {name: value})
    assert (answer.status_code, answer.json()["name"]) == (400, name)
