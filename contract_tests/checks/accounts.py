"""Each key opens its own account, and none sees what another holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode

from contract_tests.document import Collection, Document, Operation
from contract_tests.making import Row
from contract_tests.samples import sample_query
from contract_tests.suite import expect, rules
from contract_tests.suite.account import Account
from contract_tests.suite.check import Need, check
from contract_tests.suite.lab import Lab
from contract_tests.suite.leak import tells_nothing, unknown_id
from contract_tests.suite.outcome import Skipped
from contract_tests.suite.steps import NOT_FOUND, agree, aim, look_at, walk
from contract_tests.suite.subjects import lists, with_owner

Query = dict[str, Any]

_LATER: Final[Query] = {"page": 2, "page_size": 1}


def _named_readers(document: Document) -> Iterator[tuple[Operation]]:
    """Give each operation that only reads, and whose path names an item."""
    yield from (one for one in with_owner(document) if one[0].method == "GET")


@check(rules.ACCOUNTS, with_owner, Need.OTHER)
def an_item_is_not_found_by_another_account(lab: Lab, operation: Operation) -> None:
    """For every operation that names it; nothing is changed by it, and the 404 does not tell that it is there."""
    place, row, ids = aim(lab, operation)
    asked = ids, tuple(unknown_id(one) for one in ids)
    tells_nothing(_other(lab), operation, asked, (place, row), f"{operation.id} by another account")
    if operation.method != "GET":
        look_at(place, row)
        agree(place)


@check(rules.ACCOUNTS, _named_readers, Need.OTHER)
def a_head_tells_another_account_nothing(lab: Lab, operation: Operation) -> None:
    """A server may ask for the owner only where it reads what it sends."""
    _, _, ids = aim(lab, operation)
    answer = _other(lab).send("HEAD", operation.url(ids), query=urlencode(sample_query(operation)))
    expect.status(answer, NOT_FOUND[0], f"HEAD {operation.path} by another account")


@check(rules.ACCOUNTS, lists, Need.OTHER)
def a_list_and_a_count_are_of_their_own_account_only(lab: Lab, collection: Collection) -> None:
    """Under any filter and sort, and on any page: also by a value that only an item of another account has."""
    mine = lab.place(collection)
    row = mine.fill(2)[-1]
    operation = collection.operations["list"]
    filters = [{one.name: row[one.name]} for one in operation.filters if row.get(one.name) is not None]
    sorts = [{"sort_by": name, "sort_order": order} for name in collection.sorts() for order in ("asc", "desc")]
    if collection.parents:
        _look_for_nothing_below(lab, collection, mine.ids, [{}, *filters, *sorts, _LATER])
        return
    theirs = lab.place(collection, account=_other(lab))
    later = {one[collection.id_name] for one in theirs.page(_LATER)["items"]}
    expect.equal(sorted(later & _ids(collection, mine.rows)), [], "the items of an account on page 2 of another one")
    for query in [{}, *filters, *sorts]:
        leaked = _ids(collection, walk(theirs, query)) & _ids(collection, mine.rows)
        expect.equal(sorted(leaked), [], f"the items of an account that the list of another one has under {query}")
        agree(theirs, query)
        agree(mine, query)


@check(rules.ACCOUNTS, lists, Need.OTHER, Need.WRITES)
def accounts_do_not_share_what_is_written(lab: Lab, collection: Collection) -> None:
    """What one creates, changes and deletes is not in the other, which does the same."""
    places = [lab.place(collection, account=account) for account in (lab.account, _other(lab))]
    rows = [place.create(6) for place in places]
    for place, row in zip(places, rows, strict=True):
        for operation in [one for one in collection.operations.values() if one.action in {"update", "delete"}]:
            answer = place.account.perform(operation, place.item(row))
            expect.status(answer, operation.status, operation.id)
            if operation.action == "update":
                row.update(answer.json())
            else:
                place.rows.remove(row)
            for one in places:
                agree(one)
    for place in places:
        agree(place)


def _other(lab: Lab) -> Account:
    if lab.other is None:
        raise Skipped("there is no second key: give one with --second-key")
    return lab.other


def _look_for_nothing_below(lab: Lab, collection: Collection, ids: tuple[str, ...], queries: list[Query]) -> None:
    """Ask for the list and the count under each query that they take."""
    for operation in [collection.operations[one] for one in ("list", "count") if one in collection.operations]:
        for query in queries:
            if set(query) <= set(operation.parameters):
                answer = _other(lab).call(operation, ids, {**sample_query(operation), **query})
                under = f" under {expect.shown(query)}" if query else ""
                expect.problem(answer, *NOT_FOUND, f"{operation.id} below what another account has{under}")


def _ids(collection: Collection, rows: list[Row]) -> set[str]:
    return {row[collection.id_name] for row in rows}
