"""Filters give the items that match, all of them and no others, and a count agrees with its list."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.document import Collection
from contract_tests.links import check_links
from contract_tests.model import select
from contract_tests.samples import sample
from contract_tests.subject import each_filter, each_free_filter, each_list, each_text_filter, each_updated_filter
from contract_tests.target import Account

#: What a URL, a pattern, SQL or a sloppy encoder would trip over.
_SPECIAL = [
    "&",
    "=",
    "+",
    " ",
    "%",
    "%41",
    "#",
    "?",
    "/",
    "\\",
    '"',
    "'",
    "*",
    ".",
    "_",
    "é",
    "ß",
    "漢",
    "😀",
    "\n",
    "\0",
    ";",
    "|",
]


def _found(
    account: Account, collection: Collection, ids: tuple[str, ...], query: dict[str, Any]
) -> list[dict[str, Any]]:
    """List what a filter finds, and hold the count against it."""
    items: list[dict[str, Any]] = account.call(collection.operations["list"], ids, {**query, "page_size": 100}).json()[
        "items"
    ]
    if "count" in collection.operations:
        assert account.call(collection.operations["count"], ids, query).json() == {"count": len(items)}
    return items


@each_free_filter
def test_a_filter_finds_what_the_model_finds_for_every_special_character(
    account: Account, collection: Collection, name: str
) -> None:
    ids = account.parents(collection)
    texts = [f"a{special}b" for special in _SPECIAL] + ["ab", "AB", ""]
    items = [account.create(collection, ids, 0, {name: text}) for text in texts]
    operation = collection.operations["list"]
    for sought in [*_SPECIAL, *texts, "É", "a", "B"]:
        assert _found(account, collection, ids, {name: sought}) == select(operation, items, {name: sought}), sought


@each_free_filter
def test_the_links_of_a_filtered_page_keep_every_special_character(
    account: Account, collection: Collection, name: str
) -> None:
    ids, operation, text = account.parents(collection), collection.operations["list"], "".join(_SPECIAL)
    items = [account.create(collection, ids, 0, {name: text}) for _ in range(2)]
    query = {name: text, "page_size": 1}
    answer = account.call(operation, ids, query).json()
    check_links(answer["links"], operation.url(ids), query, 1, 1, more=True)
    path, _, following = answer["links"][-1]["href"].partition("?")
    assert account.send("GET", path, query=following).json()["items"] == [items[1]]


@each_filter
def test_a_filter_tells_a_value_from_its_parts(account: Account, collection: Collection, name: str) -> None:
    ids = account.parents(collection)
    items = [account.create(collection, ids, number) for number in range(3)]
    value = items[1][name]
    near = [value[1:-1], value.swapcase(), value + "x"] if isinstance(value, str) else []
    for sought in [value, *(near if collection.operations["list"].parameters[name].is_text else [])]:
        expected = select(collection.operations["list"], items, {name: sought})
        assert _found(account, collection, ids, {name: sought}) == expected


@each_text_filter
def test_a_filter_that_nothing_matches_gives_an_empty_page(account: Account, collection: Collection, name: str) -> None:
    ids = account.parents(collection)
    account.create(collection, ids)
    assert _found(account, collection, ids, {name: "no item has this"}) == []


@each_filter
@pytest.mark.parametrize("others", [0, 60])  # a server may go another way where few of many items match
@pytest.mark.parametrize("order", ["asc", "desc"])
def test_filters_hold_on_every_page_and_under_a_sort(
    account: Account, collection: Collection, name: str, order: str, others: int
) -> None:
    ids, operation = account.parents(collection), collection.operations["list"]
    numbers = [*range(100, 100 + others), *(number % 3 for number in range(9))]
    items = [account.create(collection, ids, number) for number in numbers]
    for sort in [{}, *({"sort_by": sort_by, "sort_order": order} for sort_by in collection.sorts())]:
        query = {name: items[-1][name], "page_size": 2, **sort}
        expected = select(operation, items, query)
        pages = [account.call(operation, ids, {**query, "page": page}) for page in range(1, len(expected) // 2 + 3)]
        assert [item for page in pages for item in page.json()["items"]] == expected


@each_list
def test_all_filters_together_must_all_match(account: Account, collection: Collection) -> None:
    ids, operation = account.parents(collection), collection.operations["list"]
    items = [account.create(collection, ids, number // 2) for number in range(6)]
    query = {parameter.name: items[2][parameter.name] for parameter in operation.filters}
    assert _found(account, collection, ids, query) == select(operation, items, query)


@each_list
def test_a_count_of_everything_is_the_number_of_items(account: Account, collection: Collection) -> None:
    ids = account.parents(collection)
    assert _found(account, collection, ids, {}) == []
    for number in range(4):
        account.create(collection, ids, number)
        assert len(_found(account, collection, ids, {})) == number + 1


@each_updated_filter
def test_an_update_changes_what_a_filter_finds(account: Account, collection: Collection, name: str) -> None:
    update, ids = collection.operations["update"], account.parents(collection)
    item, other = account.create(collection, ids, 1), sample(collection.changeable[name], 2)
    payload = {one: item[one] for one in update.required} | {name: other}
    # A server may keep what a filter reads from the first read on, which the update must then change.
    assert _found(account, collection, ids, {name: item[name]}) == [item]
    account.call(update, (*ids, item[collection.id_name]), payload=payload)
    assert [one[name] for one in _found(account, collection, ids, {name: other})] == [other]
    assert _found(account, collection, ids, {name: item[name]}) == []
