"""Clients that ask at the same time are each answered as if they were alone, one before or after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2

from contract_tests.document import Collection, Document
from contract_tests.making import Row
from contract_tests.samples import sample, sample_payload
from contract_tests.suite import expect, rules
from contract_tests.suite.check import Need, check
from contract_tests.suite.lab import Lab
from contract_tests.suite.outcome import Skipped
from contract_tests.suite.steps import agree, look_at, walk
from contract_tests.suite.subjects import having, lists

Request = Callable[[], httpx2.Response]


@check(rules.CREATE_ONCE, having("create", "list"), Need.WRITES)
def what_is_created_at_the_same_time_is_all_kept(lab: Lab, collection: Collection) -> None:
    """A server may read, change and write back what another request has changed since."""
    place, create = lab.place(collection), collection.operations["create"]
    before = [row[collection.id_name] for row in place.rows]

    def creation(number: int) -> Request:
        payload = sample_payload(create, number)
        return lambda: place.account.call(create, place.ids, payload=payload, paced=False)

    number = lab.number(8, 3, collection)
    lab.wire.ledger.may_send(create, number)
    answers = _together(lab, [creation(one) for one in range(number)])
    made = [expect.body(answer, create.status, create.id)[collection.id_name] for answer in answers]
    listed = [row[collection.id_name] for row in walk(place)]
    expect.equal(sorted(listed), sorted([*before, *made]), "the ids in the list after creates at the same time")


@check(rules.ACCOUNTS, lists, Need.OTHER)
def accounts_that_ask_at_the_same_time_each_see_their_own(lab: Lab, collection: Collection) -> None:
    """A server may keep whose request it is where the next request finds it."""
    place = lab.place(collection)
    place.fill(1)
    operation = collection.operations["list"]

    def reading(who: int) -> Request:
        account = (lab.account, lab.other)[who]
        if account is None:
            raise Skipped("there is no second key: give one with --second-key")
        return lambda: account.call(operation, place.ids, paced=False)

    alone = [_told(answer) for request in (reading(0), reading(1)) for answer in _together(lab, [request])]
    number = lab.number(8, 2)
    answers = _together(lab, [reading(who) for _ in range(number) for who in (0, 1)])
    for who, answer in zip((0, 1) * number, answers, strict=True):
        what = f"{operation.id} by the {('first', 'second')[who]} account while both ask"
        expect.equal(_told(answer), alone[who], what)


def _changing(document: Document) -> Iterator[tuple[Collection]]:
    """Give each collection with something that an update may leave out."""
    for (collection,) in having("create", "get", "update")(document):
        if set(collection.changeable) - set(collection.operations["update"].required):
            yield (collection,)


@check(rules.UPDATE, _changing, Need.WRITES)
def updates_at_the_same_time_are_all_kept(lab: Lab, collection: Collection) -> None:
    """Each names something else of the same item: a server may write back what it read before another one wrote."""
    lab.avoid_new_month()
    place, update = lab.place(collection), collection.operations["update"]
    changes = _changes(collection)[-lab.document.limit :]
    most = max(1, lab.document.limit // len(changes))
    rows = [place.create(number) for number in range(lab.number(4, min(2, most), collection))]

    def updating(row: Row, change: Row) -> Request:
        payload = {name: row[name] for name in update.required} | change
        return lambda: place.account.call(update, place.item(row), payload=payload, paced=False)

    # Who writes last is another one each time.
    sent = [(row, change) for index, row in enumerate(rows) for change in changes[:: (-1) ** index]]
    answers = _together(lab, [updating(row, change) for row, change in sent])
    for (row, change), answer in zip(sent, answers, strict=True):
        seen = expect.body(answer, update.status, update.id)
        for name, value in change.items():
            row[name] = seen[name] if "x-set" in collection.changeable[name] else value
    for row in rows:
        look_at(place, row, "the item after updates at the same time")
    agree(place)


@check(rules.DELETE, having("create", "delete"), Need.WRITES)
def of_deletions_at_the_same_time_one_is_done(lab: Lab, collection: Collection) -> None:
    """The others come too late: they find nothing."""
    place, delete = lab.place(collection), collection.operations["delete"]
    row, number = place.create(1), lab.number(8, 4)

    def deletion() -> httpx2.Response:
        return place.account.call(delete, place.item(row), paced=False)

    codes = [answer.status_code for answer in _together(lab, [deletion] * number)]
    place.rows.remove(row)
    expected = [delete.status, *[httpx2.codes.NOT_FOUND.value] * (number - 1)]
    expect.equal(sorted(codes), expected, "the statuses of deletions of one item at the same time")
    agree(place)


def _changes(collection: Collection) -> list[Row]:
    """Give changes that don't meet: of one property each that may be left out, and of none, which must change nothing."""
    required = set(collection.operations["update"].required)
    rest = {name: one for name, one in collection.changeable.items() if name not in required}
    return [*({name: next(iter(one.get("x-set", ())), sample(one, 9))} for name, one in rest.items()), {}]


def _told(answer: httpx2.Response) -> tuple[int, Any]:
    return answer.status_code, answer.json() if answer.is_success else None


def _together(lab: Lab, requests: list[Request]) -> list[httpx2.Response]:
    """Send requests at once, and give their answers in the order of the requests. Raises Skipped if the limit lets not all of them through."""
    if lab.wire.pacer.is_slow:
        lab.wire.pacer.drain()
    with ThreadPoolExecutor(len(requests)) as pool:
        answers = [done.result() for done in [pool.submit(request) for request in requests]]
    if any(answer.status_code == httpx2.codes.TOO_MANY_REQUESTS for answer in answers):
        raise Skipped("the server refused some for their number, which is the matter of another check")
    return answers
