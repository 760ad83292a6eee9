"""An item exists below its own parents only (facts document: a resource under the wrong project is a 404)."""

from __future__ import annotations

from contract_tests.document import Collection, Operation
from contract_tests.subject import DOCUMENT, each_child, each_named, each_nested
from contract_tests.target import Account


def _assert_not_found(account: Account, operation: Operation, ids: tuple[str, ...]) -> None:
    answer = account.perform(operation, ids)
    assert (answer.status_code, answer.json()["title"]) == (404, "The requested resource could not be found.")
    assert answer.json()["type"].endswith("/reference/resource-not-found")


@each_named
def test_an_unknown_id_is_not_found_in_any_place_of_the_path(account: Account, operation: Operation) -> None:
    ids = account.owners(DOCUMENT.owners_of(operation))
    for place, known in enumerate(ids):
        for unknown in (
            known[:-1] + ("1" if known[-1] != "1" else "2"),
            known.upper(),
            "0",
            "x" * 500,
            "é",
            "a b",
            "%41",
        ):
            _assert_not_found(account, operation, (*ids[:place], unknown, *ids[place + 1 :]))


@each_nested
def test_an_item_is_not_found_below_another_parent(account: Account, operation: Operation) -> None:
    owners = DOCUMENT.owners_of(operation)
    ids = account.owners(owners)
    _assert_not_found(account, operation, (*account.parents(owners[-1], 1), ids[-1]))


@each_child
def test_a_list_shows_the_items_of_its_own_parent_only(account: Account, collection: Collection) -> None:
    mine, others = account.parents(collection, 1), account.parents(collection, 2)
    item = account.create(collection, mine)
    assert account.call(collection.operations["list"], mine).json()["items"] == [item]
    assert account.call(collection.operations["list"], others).json()["items"] == []


@each_child
def test_an_item_tells_the_ids_of_its_parents(account: Account, collection: Collection) -> None:
    ids = account.parents(collection)
    item = account.create(collection, ids)
    for parent, value in zip(collection.parents, ids, strict=True):
        if parent.id_name in collection.properties:
            assert item[parent.id_name] == value
