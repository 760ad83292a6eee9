"""A put creates the item with the key in its path, or replaces it (openapi/EXTENSIONS.md, `x-action`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from apivideo_admin_contract.document.document import Collection, Document, Operation, Row
from apivideo_admin_contract.document.subjects import with_actions
from apivideo_admin_contract.model.expected_item import replaced_item
from apivideo_admin_contract.rules import expect, resource_rules
from apivideo_admin_contract.rules.refusal import INVALID_ATTRIBUTE, check_bad_request
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.fixtures import Fixture
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.session.steps import check_item, check_list_and_count
from apivideo_admin_contract.values.invalid import invalid_payloads
from apivideo_admin_contract.values.samples import full_payload, sample_payload
from apivideo_admin_contract.values.unique import free_payload

#: Keys that no pattern allows: too long, and with characters that a path must encode.
_INVALID: Final = ("k" * 1000, "a b", "\u00e9", "a:b")


def _puts(document: Document) -> Iterator[tuple[Collection]]:
    """Yield each collection whose clients choose the keys."""
    yield from ((one,) for (one,) in with_actions("create")(document) if one.key)


@check(resource_rules.PUT, _puts, Need.WRITES)
def a_put_replaces_the_item_with_its_key(session: Session, collection: Collection) -> None:
    """Replace the first of three items: with all properties, with the required ones only, and twice with the same."""
    fixture, operation = session.fixture(collection), collection.operations["create"]
    row, *_ = [fixture.create(number, full_payload(operation, number)) for number in (1, 2, 3)]
    for payload in (full_payload(operation, 7), sample_payload(operation, 8), sample_payload(operation, 8)):
        session.pass_time()
        _replace(session, fixture, row, payload)
        check_item(fixture, row)
        check_list_and_count(fixture)
    for query in ({"sort_by": one} for one in collection.sort_properties()):
        check_list_and_count(fixture, query)


@check(resource_rules.PUT, _puts, Need.WRITES)
def a_refused_put_changes_nothing(session: Session, collection: Collection) -> None:
    """Send invalid payloads for an item and for a new key, and valid ones with invalid keys."""
    fixture, operation = session.fixture(collection), collection.operations["create"]
    row = fixture.create(1)
    for way, payload in invalid_payloads(collection, operation, row):
        response = fixture.account.call(operation, fixture.path_ids(row), payload=payload)
        expect.status(response, 400, f"{operation.id} with {way}")
        check_item(fixture, row, f"the item after a put that was refused for {way}")
    for key in _INVALID:
        response = fixture.account.call(operation, (*fixture.ids, key), payload=sample_payload(operation, 3))
        check_bad_request(
            response, {collection.key}, INVALID_ATTRIBUTE, f"{operation.id} with the key {expect.shown(key)}"
        )
    check_list_and_count(fixture)


@check(resource_rules.PUT, _puts, Need.WRITES)
def a_key_is_that_of_an_item_in_its_collection_only(session: Session, collection: Collection) -> None:
    """Create with the same key below another parent, in other letters, and again after a deletion."""
    fixture, operation = session.fixture(collection), collection.operations["create"]
    row = fixture.create(1)
    key = str(row[collection.key])
    fixture.rows.append(_create(fixture, operation, key.swapcase(), 2))
    check_item(fixture, row)
    if collection.parents:
        other = session.fixture(collection, number=1)
        other.rows.append(_create(other, operation, key, 3))
        check_list_and_count(other)
    if "delete" in collection.operations:
        fixture.delete(row)
        row = _create(fixture, operation, key, 4)
        fixture.rows.append(row)
    check_item(fixture, row)
    check_list_and_count(fixture)


def _create(fixture: Fixture, operation: Operation, key: str, number: int) -> Row:
    """Create the item with a key. Raises Violation if the response is not that of a new item with this key."""
    payload = free_payload(fixture.collection, operation, sample_payload(operation, number), fixture.rows)
    response = fixture.account.call(operation, (*fixture.ids, key), payload=payload)
    item: Row = expect.body(response, operation.status, f"{operation.id} with a new key")
    expect.equal(item.get(fixture.collection.key), key, "the key of the new item")
    return item


def _replace(session: Session, fixture: Fixture, row: Row, payload: dict[str, Any]) -> None:
    """Replace an item, check the response, and store the change in ``row``. Raises Violation."""
    operation, collection = fixture.collection.operations["create"], fixture.collection
    others = [one for one in fixture.rows if one is not row]
    payload = dict(free_payload(collection, operation, payload, others))
    response = fixture.account.call(operation, fixture.path_ids(row), payload=payload)
    item = expect.body(response, operation.successes - {operation.status}, f"{operation.id} of an item that exists")
    expected = replaced_item(collection, row, payload, item, session.time.now(), session.time.tolerance)
    expect.equal(item, expected, f"the response of {operation.id} to {expect.shown(payload)}")
    row.clear()
    row.update(expected)
