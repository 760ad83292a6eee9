"""An item exists under its own parents only (openapi/README.md, Errors)."""

from __future__ import annotations

from typing import Any

from apivideo_admin_contract.document.document import Collection, Operation, Row
from apivideo_admin_contract.document.filtered import query_of
from apivideo_admin_contract.document.subjects import nested_collections, nested_operations
from apivideo_admin_contract.rules import expect, resource_rules
from apivideo_admin_contract.session.check import check
from apivideo_admin_contract.session.fixtures import Fixture
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.session.steps import (
    NOT_FOUND,
    check_item,
    check_list_and_count,
    check_reveals_nothing,
    item_apart_from,
    unknown_id,
)
from apivideo_admin_contract.values.query import encode_query
from apivideo_admin_contract.values.samples import sample_query


@check(resource_rules.PARENTS, nested_collections)
def a_list_and_a_count_contain_items_of_their_parent_only(session: Session, collection: Collection) -> None:
    """Read the lists of two parents under filters and sorts, by values of both; then create items in one of them."""
    first, second = (session.fixture(collection, number=number) for number in (0, 1))
    _compare(first, second, [row for fixture in (first, second) for row in fixture.fill(1)[-1:]])
    if "create" in collection.operations and not session.connection.read_only:
        for number in range(1, 1 + session.pick_count(2, 1)):
            _compare(first, second, [first.create(number)])
        second.create(1)
        _compare(first, second, [])


def _compare(first: Fixture, second: Fixture, rows: list[Row]) -> None:
    """Expect both lists and counts to be right, without a query, and filtered and sorted by the values of these items."""
    for query in [{}, *(query for row in rows for query in _queries(first.collection, row))]:
        for fixture in (first, second):
            check_list_and_count(fixture, query)


@check(resource_rules.PARENTS, nested_operations)
def an_item_is_not_found_under_another_parent(session: Session, operation: Operation) -> None:
    """Replace all parents, then each one alone. The 404 does not reveal where the item is."""
    above = session.document.parents_of(operation)
    elsewhere = session.fixture(above[-1], number=1)
    fixture, row, ids = item_apart_from(session, operation, session.account, elsewhere.ids)
    ways = [(*elsewhere.ids, ids[-1])]
    ways += [(*ids[:at], elsewhere.ids[at], *ids[at + 1 :]) for at in range(len(elsewhere.ids))]
    for way in [one for one in dict.fromkeys(ways) if not session.fixtures.has_item(fixture.account, above, one)]:
        asked = way, (*way[:-1], unknown_id(way[-1]))
        check_reveals_nothing(fixture.account, operation, asked, (fixture, row), f"{operation.id} under another parent")
        if operation.method == "GET":
            head = fixture.account.send(
                "HEAD", operation.path_for(way), query=encode_query(operation, sample_query(operation))
            )
            expect.status(head, NOT_FOUND[0], f"HEAD {operation.path} under another parent")
    if operation.method != "GET":
        check_item(fixture, row)
        check_list_and_count(fixture)
        check_list_and_count(elsewhere)


@check(resource_rules.PARENTS, nested_collections)
def an_item_contains_the_ids_of_its_parents(session: Session, collection: Collection) -> None:
    """Compare the ids of two parents."""
    for number in (0, 1):
        fixture = session.fixture(collection, number=number)
        row = fixture.fill(1)[-1]
        above = {one.id_name: value for one, value in zip(collection.parents, fixture.ids, strict=True)}
        expected = {name: value for name, value in above.items() if name in collection.properties}
        expect.equal({name: row.get(name) for name in expected}, expected, "the ids of the parents of an item")
        check_item(fixture, row)


def _queries(collection: Collection, row: dict[str, Any]) -> list[dict[str, Any]]:
    operation = collection.operations.get("list")
    filters = [{name: value} for name, value in query_of(operation.filters if operation else (), row).items()]
    return [*filters, *({"sort_by": name, "sort_order": "desc"} for name in collection.sort_properties())]
