"""An item exists below its own parents only (facts document, Errors)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from contract_tests.document import Collection, Operation
from contract_tests.samples import sample_query
from contract_tests.suite import expect, rules
from contract_tests.suite.check import Need, check
from contract_tests.suite.lab import Lab
from contract_tests.suite.leak import tells_nothing, unknown_id
from contract_tests.suite.steps import NOT_FOUND, agree, aim, look_at
from contract_tests.suite.subjects import children, nested


@check(rules.PARENTS, children, Need.WRITES)
def a_list_and_a_count_are_of_their_own_parent_only(lab: Lab, collection: Collection) -> None:
    """Under any filter and sort: also by a value that only an item below another parent has."""
    mine, others = (lab.place(collection, number=number) for number in (1, 2))
    agree(mine)
    agree(others)
    for number in (1, 2):
        row = mine.create(number)
        for place in (others, mine):
            agree(place)
            for query in _queries(collection, row):
                agree(place, query)
    others.create(1)
    agree(mine)
    agree(others)


@check(rules.PARENTS, children)
def lists_of_two_parents_are_of_their_own_items(lab: Lab, collection: Collection) -> None:
    """Also of what no request makes, and under a filter and a sort that finds items below both."""
    places = [lab.place(collection, number=number) for number in (0, 1)]
    rows = [row for place in places for row in place.fill(1)[-1:]]
    for query in [{}, *(query for row in rows for query in _queries(collection, row))]:
        for place in places:
            agree(place, query)


@check(rules.PARENTS, nested)
def an_item_is_not_found_below_another_parent(lab: Lab, operation: Operation) -> None:
    """Neither below any other parent, nor where only one of those above is another; and the 404 does not tell where it is."""
    place, row, ids = aim(lab, operation)
    elsewhere = lab.place(lab.document.owners_of(operation)[-1], number=1)
    ways = [(*elsewhere.ids, ids[-1])]
    ways += [(*ids[:at], elsewhere.ids[at], *ids[at + 1 :]) for at in range(len(elsewhere.ids))]
    for way in dict.fromkeys(ways):
        asked = way, (*way[:-1], unknown_id(way[-1]))
        tells_nothing(place.account, operation, asked, (place, row), f"{operation.id} below another parent")
        if operation.method == "GET":
            head = place.account.send("HEAD", operation.url(way), query=urlencode(sample_query(operation)))
            expect.status(head, NOT_FOUND[0], f"HEAD {operation.path} below another parent")
    if operation.method != "GET":
        look_at(place, row)
        agree(place)
        agree(elsewhere)


@check(rules.PARENTS, children)
def an_item_tells_the_ids_of_its_parents(lab: Lab, collection: Collection) -> None:
    """In its list and by itself."""
    for number in (0, 1):
        place = lab.place(collection, number=number)
        row = place.fill(1)[-1]
        above = {one.id_name: value for one, value in zip(collection.parents, place.ids, strict=True)}
        expected = {name: value for name, value in above.items() if name in collection.properties}
        expect.equal({name: row.get(name) for name in expected}, expected, "the ids of what is above an item")
        look_at(place, row)


@check(rules.PARENTS, children, Need.WRITES)
def parents_have_items_of_their_own_that_are_alike(lab: Lab, collection: Collection) -> None:
    """What is done below one of them is not done below the other."""
    mine, others = (lab.place(collection, number=number) for number in (1, 2))
    row, twin = mine.create(4), others.create(4)
    update, delete = collection.operations.get("update"), collection.operations.get("delete")
    if update is not None:
        row.update(expect.body(mine.account.perform(update, mine.item(row)), update.status))
        look_at(others, twin, "the item below another parent, after an update of its like")
    agree(others)
    if delete is not None:
        expect.status(mine.delete(row), delete.status)
        look_at(others, twin, "the item below another parent, after a deletion of its like")
    agree(others)
    agree(mine)


def _queries(collection: Collection, row: dict[str, Any]) -> list[dict[str, Any]]:
    operation = collection.operations.get("list")
    filters = [{one.name: row[one.name]} for one in operation.filters if one.name in row] if operation else []
    return [*filters, *({"sort_by": name, "sort_order": "desc"} for name in collection.sorts())]
