"""Pages cut a list into pieces that join without a gap (facts document, Pages)."""

from __future__ import annotations

import pytest

from contract_tests.document import Collection
from contract_tests.links import check_links
from contract_tests.subject import each_list
from contract_tests.target import Account

_ITEMS = 23


def _fill(account: Account, collection: Collection, number: int = _ITEMS) -> tuple[tuple[str, ...], list[str]]:
    """Make items and give the ids of their parents, and their own in the order of creation."""
    ids = account.parents(collection)
    return ids, [account.create(collection, ids, one)[collection.id_name] for one in range(number)]


@each_list
@pytest.mark.parametrize("size", [1, 7, _ITEMS - 1, _ITEMS, 100])
def test_pages_hold_every_item_once_in_the_order_of_creation(
    account: Account, collection: Collection, size: int
) -> None:
    ids, created = _fill(account, collection)
    seen: list[str] = []
    for page in range(1, -(-_ITEMS // size) + 1):
        answer = account.call(collection.operations["list"], ids, {"page": page, "page_size": size}).json()
        assert answer["pagination"] == {"page": page, "page_size": size, "item_count": len(answer["items"])}
        check_links(
            answer["links"],
            collection.operations["list"].url(ids),
            {"page_size": size},
            page,
            size,
            more=page * size < _ITEMS,
        )
        seen += [item[collection.id_name] for item in answer["items"]]
    assert seen == created


@each_list
def test_following_next_from_the_first_page_walks_the_whole_list(account: Account, collection: Collection) -> None:
    ids, created = _fill(account, collection)
    answer = account.call(collection.operations["list"], ids, {"page_size": 5}).json()
    seen = [item[collection.id_name] for item in answer["items"]]
    while href := next((link["href"] for link in answer["links"] if link["rel"] == "next"), None):
        path, _, query = href.partition("?")
        answer = account.send("GET", path, query=query).json()
        seen += [item[collection.id_name] for item in answer["items"]]
    assert seen == created


@each_list
def test_self_and_previous_lead_where_they_say(account: Account, collection: Collection) -> None:
    ids, _ = _fill(account, collection)
    pages = [account.call(collection.operations["list"], ids, {"page": page, "page_size": 9}) for page in (1, 2)]
    hrefs = {link["rel"]: link["href"].partition("?") for link in pages[1].json()["links"]}
    for rel, expected in (("previous", pages[0]), ("self", pages[1])):
        path, _, query = hrefs[rel]
        assert account.send("GET", path, query=query).content == expected.content


@each_list
def test_a_list_without_page_parameters_is_the_first_page_of_the_default_size(
    account: Account, collection: Collection
) -> None:
    ids, created = _fill(account, collection)
    answer = account.call(collection.operations["list"], ids).json()
    assert answer["pagination"] == {"page": 1, "page_size": 20, "item_count": 20}
    assert [item[collection.id_name] for item in answer["items"]] == created[:20]
    check_links(answer["links"], collection.operations["list"].url(ids), {}, 1, 20, more=True)


@each_list
@pytest.mark.parametrize("page", [2, 3, 1000, 2**53 - 1])
def test_a_page_past_the_end_has_no_items_and_no_next(account: Account, collection: Collection, page: int) -> None:
    ids, _ = _fill(account, collection, 3)
    answer = account.call(collection.operations["list"], ids, {"page": page, "page_size": 3})
    assert answer.status_code == 200
    assert answer.json()["items"] == []
    assert [link["rel"] for link in answer.json()["links"]] == ["previous", "self"]


@each_list
def test_an_empty_list_is_one_page_with_a_link_to_itself(account: Account, collection: Collection) -> None:
    ids = account.parents(collection)
    answer = account.call(collection.operations["list"], ids).json()
    assert answer["items"] == []
    assert [link["rel"] for link in answer["links"]] == ["self"]


@each_list
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("page", "0"),
        ("page", "-1"),
        ("page", "1.5"),
        ("page", "x"),
        ("page", ""),
        ("page_size", "0"),
        ("page_size", "101"),
    ],
)
def test_a_page_outside_of_its_bounds_is_refused(
    account: Account, collection: Collection, name: str, value: str
) -> None:
    answer = account.call(collection.operations["list"], account.parents(collection), {name: value})
    assert answer.status_code == 400
    assert answer.json()["name"] == name


@each_list
def test_the_largest_page_is_accepted_and_full(account: Account, collection: Collection) -> None:
    ids, created = _fill(account, collection, 101)
    answer = account.call(collection.operations["list"], ids, {"page_size": 100}).json()
    assert [item[collection.id_name] for item in answer["items"]] == created[:100]
    assert answer["pagination"]["item_count"] == 100


@each_list
def test_the_links_keep_filters_and_sort(account: Account, collection: Collection) -> None:
    operation, ids = collection.operations["list"], account.parents(collection)
    items = [account.create(collection, ids, 1) for _ in range(5)]
    query = {one.name: items[0][one.name] for one in operation.filters if one.match == "contains"}
    query |= {"sort_by": collection.sorts()[0], "sort_order": "desc"} if collection.sorts() else {}
    answer = account.call(operation, ids, {"page": 2, "page_size": 2, **query}).json()
    check_links(answer["links"], operation.url(ids), query, 2, 2, more=True)
