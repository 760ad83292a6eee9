"""Each key opens its own account and no other (openapi/README.md, Access)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from apivideo_admin_contract.client.account import Account
from apivideo_admin_contract.document.document import Collection, Document, Operation, Row
from apivideo_admin_contract.document.filtered import query_of
from apivideo_admin_contract.document.subjects import lists, with_path_ids
from apivideo_admin_contract.rules import expect, resource_rules
from apivideo_admin_contract.rules.verdict import Skipped
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.session.steps import (
    NOT_FOUND,
    check_item,
    check_list_and_count,
    check_reveals_nothing,
    item_apart_from,
    read_all_pages,
    unknown_id,
)
from apivideo_admin_contract.values.query import encode_query
from apivideo_admin_contract.values.samples import sample_payload, sample_query

Query = dict[str, Any]

_LATER: Final[Query] = {"page": 2, "page_size": 1}


def _named_readers(document: Document) -> Iterator[tuple[Operation]]:
    """Yield each operation that reads, with an id in its path."""
    yield from (one for one in with_path_ids(document) if one[0].method == "GET")


@check(resource_rules.ACCOUNTS, with_path_ids, Need.OTHER)
def another_account_does_not_find_an_item(session: Session, operation: Operation) -> None:
    """Call each operation with an id in its path. It changes nothing, and the 404 does not reveal that the item exists."""
    fixture, row, ids = item_apart_from(session, operation, _other(session))
    asked = ids, tuple(unknown_id(one) for one in ids)
    check_reveals_nothing(_other(session), operation, asked, (fixture, row), f"{operation.id} by another account")
    if operation.method != "GET":
        check_item(fixture, row)
        check_list_and_count(fixture)


@check(resource_rules.ACCOUNTS, _named_readers, Need.OTHER)
def head_reveals_nothing_to_another_account(session: Session, operation: Operation) -> None:
    """Send HEAD, because a server may check the owner only if it sends content."""
    _, _, ids = item_apart_from(session, operation, _other(session))
    response = _other(session).send(
        "HEAD", operation.path_for(ids), query=encode_query(operation, sample_query(operation))
    )
    expect.status(response, NOT_FOUND[0], f"HEAD {operation.path} by another account")


@check(resource_rules.ACCOUNTS, lists, Need.OTHER)
def a_list_and_a_count_contain_items_of_their_account_only(session: Session, collection: Collection) -> None:
    """Filter by values of another account's items, sort, and read other pages."""
    mine = session.fixture(collection)
    row = mine.fill(2)[-1]
    operation = collection.operations["list"]
    filters = [{name: value} for name, value in query_of(operation.filters, row).items()]
    sorts = [
        {"sort_by": name, "sort_order": order} for name in collection.sort_properties() for order in ("asc", "desc")
    ]
    if collection.parents:
        _look_for_nothing_below(session, collection, mine.ids, [{}, *filters, *sorts, _LATER])
        return
    theirs = session.fixture(collection, account=_other(session))
    # Both accounts may have items with the same keys, which clients choose.
    hidden = _ids(collection, mine.rows) - _ids(collection, theirs.rows)
    later = {one[collection.id_name] for one in theirs.read_page(_LATER)["items"]}
    expect.equal(sorted(later & hidden), [], "the items of an account on page 2 of another one")
    for query in [{}, *filters, *sorts]:
        leaked = _ids(collection, read_all_pages(theirs, query)) & hidden
        expect.equal(sorted(leaked), [], f"the items of an account in the list of another one with {query}")
        check_list_and_count(theirs, query)
        check_list_and_count(mine, query)


@check(resource_rules.ACCOUNTS, lists, Need.OTHER, Need.WRITES)
def accounts_do_not_share_writes(session: Session, collection: Collection) -> None:
    """Create, update and delete equal items in two accounts."""
    fixtures = [session.fixture(collection, account=account) for account in (session.account, _other(session))]
    rows = [fixture.create(6) for fixture in fixtures]
    for fixture, row in zip(fixtures, rows, strict=True):
        for operation in [one for one in collection.operations.values() if one.action in {"update", "delete"}]:
            if operation.action == "update":
                response = fixture.update(row, fixture.free(sample_payload(operation), "update", row))
            else:
                response = fixture.account.perform(operation, fixture.path_ids(row))
            expect.status(response, operation.status, operation.id)
            if operation.action == "update":
                row.update(response.json())
            else:
                fixture.rows.remove(row)
            for one in fixtures:
                check_list_and_count(one)
    for fixture in fixtures:
        check_list_and_count(fixture)


def _other(session: Session) -> Account:
    if session.other is None:
        raise Skipped("needs a second admin API key. fix: --second-key")
    return session.other


def _look_for_nothing_below(
    session: Session, collection: Collection, ids: tuple[str, ...], queries: list[Query]
) -> None:
    """Read the list and the count with each query that they accept."""
    for operation in [collection.operations[one] for one in ("list", "count") if one in collection.operations]:
        for query in queries:
            if set(query) <= set(operation.parameters):
                response = _other(session).call(operation, ids, {**sample_query(operation), **query})
                under = f" with {expect.shown(query)}" if query else ""
                expect.problem(response, *NOT_FOUND, f"{operation.id} under an item of another account{under}")


def _ids(collection: Collection, rows: list[Row]) -> set[str]:
    return {row[collection.id_name] for row in rows}
