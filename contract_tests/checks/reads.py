"""Reading changes nothing, and what is read in two ways is the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlencode

from contract_tests.document import Collection, Document, Operation
from contract_tests.samples import sample_query
from contract_tests.suite import expect, rules
from contract_tests.suite.check import Need, check
from contract_tests.suite.exchange import SAFE
from contract_tests.suite.lab import Lab
from contract_tests.suite.outcome import Skipped
from contract_tests.suite.steps import agree, aim
from contract_tests.suite.subjects import having, readers

_OVERRIDES: Final = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")


def _readers_of_items(document: Document) -> Iterator[tuple[Operation]]:
    """Give each operation that reads items; the figures of a report may grow while the day lasts."""
    yield from ((one,) for (one,) in readers(document) if one.action != "report")


@check(rules.READS_CHANGE_NOTHING, _readers_of_items)
def reading_again_gives_the_same(lab: Lab, operation: Operation) -> None:
    """Three times, with every other read in between."""
    ids = aim(lab, operation)[2] if operation.path_parameters else ()
    query = sample_query(operation)
    collection = lab.document.collection_of(operation)
    if collection is not None and operation.action != "get":
        lab.place(collection).fill(2)
    first = expect.body(lab.account.call(operation, ids, query))
    for _ in range(2):
        for other in lab.document.operations:
            if other.method == "GET" and other.path_parameters == operation.path_parameters:
                lab.account.call(other, ids, sample_query(other))
        again = expect.body(lab.account.call(operation, ids, query))
        expect.equal(again, first, f"the answer of {operation.id} when it is asked again")


def _beside_writers(document: Document) -> Iterator[tuple[Operation]]:
    """Give each operation that reads where another one writes."""
    for (operation,) in readers(document):
        if not set(document.methods(operation.path)) <= SAFE:
            yield (operation,)


@check(rules.READS_CHANGE_NOTHING, _beside_writers, Need.WRITES)
def no_header_makes_something_else_of_a_read(lab: Lab, operation: Operation) -> None:
    """Some frameworks take the method of a header for that of the request, for which no proxy and no log then is right."""
    url, query = operation.url(lab.owners(operation)), sample_query(operation)
    for method in lab.document.methods(operation.path):
        for header in _OVERRIDES if method not in SAFE else ():
            answer = lab.account.send("GET", url, query=urlencode(query), headers={header: method})
            expect.status(answer, operation.status, f"{operation.id} with {header}: {method}")


@check(rules.LIST_AGREES_WITH_GET, having("list", "get"))
def an_item_of_a_list_is_the_same_by_itself(lab: Lab, collection: Collection) -> None:
    """The oldest, the newest, and one between."""
    place = lab.place(collection)
    rows = place.fill(3)
    items = agree(place)
    for at in sorted({0, len(rows) // 2, len(rows) - 1}):
        expect.equal(expect.body(place.get(rows[at])), items[at], f"the item that is number {at + 1} of its list")


@check(rules.READS_CHANGE_NOTHING, having("get"))
def time_changes_nothing(lab: Lab, collection: Collection) -> None:
    """After a moment, and where the clock can be moved after months."""
    place = lab.place(collection)
    row = place.fill(2)[0]
    if lab.clock is None and lab.wire.read_only:
        raise Skipped("in a moment nothing shows; it takes a clock that can be moved")
    for wait in (1, 86_400, 40 * 86_400) if lab.clock is not None else (0.5,):
        lab.wait(wait)
        expect.equal(expect.body(place.get(row)), row, f"an item {wait} seconds later")
    if "list" in collection.operations:
        agree(place)
