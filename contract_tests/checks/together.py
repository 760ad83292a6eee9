"""Clients that ask at the same time are each answered as if they were alone. A server in this process is asked one after the other."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2

from contract_tests.document import Collection
from contract_tests.samples import sample_payload
from contract_tests.suite import expect, rules
from contract_tests.suite.check import Need, check
from contract_tests.suite.lab import Lab
from contract_tests.suite.outcome import Skipped
from contract_tests.suite.steps import walk
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


def _told(answer: httpx2.Response) -> tuple[int, Any]:
    return answer.status_code, answer.json() if answer.is_success else None


def _together(lab: Lab, requests: list[Request]) -> list[httpx2.Response]:
    """Send requests at once where the server is elsewhere, and give their answers in the order of the requests."""
    if lab.wire.pacer.is_slow:
        lab.wire.pacer.drain()
    if lab.clock:
        return [request() for request in requests]
    with ThreadPoolExecutor(len(requests)) as pool:
        return [done.result() for done in [pool.submit(request) for request in requests]]
