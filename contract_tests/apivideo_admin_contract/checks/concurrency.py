"""Concurrent requests have the same effect as requests one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2

from apivideo_admin_contract.document.document import Collection, Document, Row
from apivideo_admin_contract.document.subjects import lists, unique_properties, with_actions
from apivideo_admin_contract.model.expected_item import followed
from apivideo_admin_contract.rules import expect, resource_rules
from apivideo_admin_contract.rules.verdict import Skipped
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.session.steps import check_item, check_list_and_count, read_all_pages
from apivideo_admin_contract.values.samples import sample, sample_payload
from apivideo_admin_contract.values.unique import free_payload

Request = Callable[[], httpx2.Response]


@check(resource_rules.CREATE_ONCE, with_actions("create", "list"), Need.WRITES)
def concurrent_creates_are_all_stored(session: Session, collection: Collection) -> None:
    """Create concurrently, because a server may overwrite what another request wrote meanwhile."""
    fixture, create = session.fixture(collection), collection.operations["create"]
    before = [row[collection.id_name] for row in fixture.rows]

    others = list(fixture.rows)

    def creation(number: int) -> Request:
        payload = free_payload(collection, create, sample_payload(create, number), others)
        others.append(payload)
        return lambda: fixture.account.call(create, fixture.ids, payload=payload, paced=False)

    number = session.pick_count(8, 3, collection)
    session.connection.write_log.check_budget(create, number)
    responses = _together(session, [creation(one) for one in range(number)])
    made = [expect.body(response, create.status, create.id)[collection.id_name] for response in responses]
    listed = [row[collection.id_name] for row in read_all_pages(fixture)]
    expect.equal(sorted(listed), sorted([*before, *made]), "the ids in the list after concurrent creates")


@check(resource_rules.UNIQUE, unique_properties, Need.WRITES)
def only_one_of_concurrent_creates_gets_a_value(session: Session, collection: Collection, name: str) -> None:
    """Create with the same value concurrently, because a server may look for it before another request stores it."""
    fixture, create = session.fixture(collection), collection.operations["create"]
    payload = sample_payload(create, 1) | {name: sample(create.properties[name], 1)}
    number = session.pick_count(8, 4)
    session.connection.write_log.check_budget(create, number)

    def creation() -> Request:
        # Each put has a key of its own: with the same one, it replaces the item.
        free = fixture.free(payload, "create")
        return lambda: fixture.account.call(create, fixture.ids, payload=free, paced=False)

    responses = _together(session, [creation() for _ in range(number)])
    fixture.rows += [response.json() for response in responses if response.is_success]
    codes, conflict = [response.status_code for response in responses], httpx2.codes.CONFLICT.value
    expected = [create.status, *[conflict] * (number - 1)]
    expect.equal(sorted(codes), expected, f"the statuses of concurrent creates with the same {name}")
    check_list_and_count(fixture)


@check(resource_rules.ACCOUNTS, lists, Need.OTHER)
def concurrent_reads_return_each_account_its_own_items(session: Session, collection: Collection) -> None:
    """Read concurrently with two keys, because a server may mix up the accounts."""
    fixture = session.fixture(collection)
    fixture.fill(1)
    operation = collection.operations["list"]

    def reading(who: int) -> Request:
        account = (session.account, session.other)[who]
        if account is None:
            raise Skipped("needs a second admin API key. fix: --second-key")
        return lambda: account.call(operation, fixture.ids, paced=False)

    alone = [_content(response) for request in (reading(0), reading(1)) for response in _together(session, [request])]
    number = session.pick_count(8, 2)
    responses = _together(session, [reading(who) for _ in range(number) for who in (0, 1)])
    for who, response in zip((0, 1) * number, responses, strict=True):
        what = f"{operation.id} by the {('first', 'second')[who]} account in concurrent requests"
        expect.equal(_content(response), alone[who], what)


def _changing(document: Document) -> Iterator[tuple[Collection]]:
    """Yield each collection whose update has an optional property."""
    for (collection,) in with_actions("create", "get", "update")(document):
        if set(collection.changeable) - set(collection.operations["update"].required):
            yield (collection,)


@check(resource_rules.UPDATE, _changing, Need.WRITES)
def concurrent_updates_are_all_stored(session: Session, collection: Collection) -> None:
    """Update different properties of the same item concurrently, because a server may write back old values."""
    session.skip_near_new_month()
    fixture, update = session.fixture(collection), collection.operations["update"]
    most = max(1, session.document.limit // len(_changes(collection)))
    rows = [fixture.create(number) for number in range(session.pick_count(4, min(2, most), collection))]

    def updating(row: Row, change: Row) -> Request:
        payload = {name: row[name] for name in update.required} | change
        return lambda: fixture.account.call(update, fixture.path_ids(row), payload=payload, paced=False)

    sent: list[tuple[Row, Row]] = []
    for index, row in enumerate(rows):
        # The last update is another one for each item. No item may have a unique value of another one, also of an earlier check.
        for change in _changes(collection, index)[:: (-1) ** index]:
            others = [*(one for one in fixture.rows if one is not row), *(one for _, one in sent)]
            sent.append((row, free_payload(collection, update, change, others)))
    responses = _together(session, [updating(row, change) for row, change in sent])
    for (row, change), response in zip(sent, responses, strict=True):
        seen = expect.body(response, update.status, update.id)
        for name, value in change.items():
            row[name] = seen[name] if "x-set" in collection.changeable[name] else value
    for row in rows:
        actual = expect.body(fixture.get(row), what="the item after concurrent updates")
        row.update(followed(collection, row, actual, session.time.now(), session.time.tolerance))
        check_item(fixture, row, "the item after concurrent updates")
    check_list_and_count(fixture)


@check(resource_rules.DELETE, with_actions("create", "delete"), Need.WRITES)
def only_one_of_concurrent_deletions_succeeds(session: Session, collection: Collection) -> None:
    """Delete one item concurrently. All but one request find nothing."""
    fixture, delete = session.fixture(collection), collection.operations["delete"]
    row, number = fixture.create(1), session.pick_count(8, 4)

    def deletion() -> httpx2.Response:
        return fixture.account.call(delete, fixture.path_ids(row), paced=False)

    codes = [response.status_code for response in _together(session, [deletion] * number)]
    fixture.rows.remove(row)
    expected = [delete.status, *[httpx2.codes.NOT_FOUND.value] * (number - 1)]
    expect.equal(sorted(codes), expected, "the statuses of concurrent deletions of one item")
    check_list_and_count(fixture)


def _changes(collection: Collection, index: int = 0) -> list[Row]:
    """Return updates of one optional property each, and one that changes nothing. Unique values depend on the ``index`` of the item."""
    required = set(collection.operations["update"].required)
    numbers = {name: 9 + (100 * index if name in collection.unique else 0) for name in collection.changeable}
    rest = {name: one for name, one in collection.changeable.items() if name not in required}
    return [*({name: next(iter(one.get("x-set", ())), sample(one, numbers[name]))} for name, one in rest.items()), {}]


def _content(response: httpx2.Response) -> tuple[int, Any]:
    return response.status_code, response.json() if response.is_success else None


def _together(session: Session, requests: list[Request]) -> list[httpx2.Response]:
    """Send requests concurrently, and return their responses in order. Raise Skipped if the server limits some of them."""
    if session.connection.pacer.is_slow:
        session.connection.pacer.drain()
    with ThreadPoolExecutor(len(requests)) as pool:
        responses = [done.result() for done in [pool.submit(request) for request in requests]]
    session.connection.pacer.responded(len(requests))
    if any(response.status_code == httpx2.codes.TOO_MANY_REQUESTS for response in responses):
        raise Skipped("the server limited the rate of the requests, which other checks examine")
    return responses
