"""An item exists below its own parents only (facts document, Errors)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from apivideo_admin_contract.document.document import Collection, Operation
from apivideo_admin_contract.document.subjects import nested_collections, nested_operations
from apivideo_admin_contract.rules import expect, resource_rules
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.session.steps import (
    NOT_FOUND,
    check_item,
    check_list_and_count,
    check_reveals_nothing,
    item_for,
    unknown_id,
)
from apivideo_admin_contract.values.samples import sample_query


@check(resource_rules.PARENTS, nested_collections, Need.WRITES)
def a_list_and_a_count_contain_items_of_their_parent_only(session: Session, collection: Collection) -> None:
    """Under any filter and sort: also by a value that only an item below another parent has."""
    mine, others = (session.fixture(collection, number=number) for number in (1, 2))
    check_list_and_count(mine)
    check_list_and_count(others)
    for number in (1, 2):
        row = mine.create(number)
        for fixture in (others, mine):
            check_list_and_count(fixture)
            for query in _queries(collection, row):
                check_list_and_count(fixture, query)
    others.create(1)
    check_list_and_count(mine)
    check_list_and_count(others)


@check(resource_rules.PARENTS, nested_collections)
def lists_of_two_parents_contain_their_own_items(session: Session, collection: Collection) -> None:
    """Also of what no request makes, and under a filter and a sort that finds items below both."""
    fixtures = [session.fixture(collection, number=number) for number in (0, 1)]
    rows = [row for fixture in fixtures for row in fixture.fill(1)[-1:]]
    for query in [{}, *(query for row in rows for query in _queries(collection, row))]:
        for fixture in fixtures:
            check_list_and_count(fixture, query)


@check(resource_rules.PARENTS, nested_operations)
def an_item_is_not_found_under_another_parent(session: Session, operation: Operation) -> None:
    """Neither below any other parent, nor where only one of those above is another; and the 404 does not tell where it is."""
    fixture, row, ids = item_for(session, operation)
    elsewhere = session.fixture(session.document.parents_of(operation)[-1], number=1)
    ways = [(*elsewhere.ids, ids[-1])]
    ways += [(*ids[:at], elsewhere.ids[at], *ids[at + 1 :]) for at in range(len(elsewhere.ids))]
    for way in dict.fromkeys(ways):
        asked = way, (*way[:-1], unknown_id(way[-1]))
        check_reveals_nothing(fixture.account, operation, asked, (fixture, row), f"{operation.id} below another parent")
        if operation.method == "GET":
            head = fixture.account.send("HEAD", operation.path_for(way), query=urlencode(sample_query(operation)))
            expect.status(head, NOT_FOUND[0], f"HEAD {operation.path} below another parent")
    if operation.method != "GET":
        check_item(fixture, row)
        check_list_and_count(fixture)
        check_list_and_count(elsewhere)


@check(resource_rules.PARENTS, nested_collections)
def an_item_contains_the_ids_of_its_parents(session: Session, collection: Collection) -> None:
    """In its list and by itself."""
    for number in (0, 1):
        fixture = session.fixture(collection, number=number)
        row = fixture.fill(1)[-1]
        above = {one.id_name: value for one, value in zip(collection.parents, fixture.ids, strict=True)}
        expected = {name: value for name, value in above.items() if name in collection.properties}
        expect.equal({name: row.get(name) for name in expected}, expected, "the ids of what is above an item")
        check_item(fixture, row)


@check(resource_rules.PARENTS, nested_collections, Need.WRITES)
def identical_items_of_two_parents_are_independent(session: Session, collection: Collection) -> None:
    """What is done below one of them is not done below the other."""
    mine, others = (session.fixture(collection, number=number) for number in (1, 2))
    row, twin = mine.create(4), others.create(4)
    update, delete = collection.operations.get("update"), collection.operations.get("delete")
    if update is not None:
        row.update(expect.body(mine.account.perform(update, mine.path_ids(row)), update.status))
        check_item(others, twin, "the item below another parent, after an update of its like")
    check_list_and_count(others)
    if delete is not None:
        expect.status(mine.delete(row), delete.status)
        check_item(others, twin, "the item below another parent, after a deletion of its like")
    check_list_and_count(others)
    check_list_and_count(mine)


def _queries(collection: Collection, row: dict[str, Any]) -> list[dict[str, Any]]:
    operation = collection.operations.get("list")
    filters = [{one.name: row[one.name]} for one in operation.filters if one.name in row] if operation else []
    return [*filters, *({"sort_by": name, "sort_order": "desc"} for name in collection.sort_properties())]
