"""What is created is kept as it was sent, once, and read again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from contract_tests.document import Collection, Document, Schema
from contract_tests.samples import edges, sample, sample_payload, takes_any_text
from contract_tests.strategies import payloads
from contract_tests.suite import expect, rules
from contract_tests.suite.check import Need, check
from contract_tests.suite.explore import explore
from contract_tests.suite.lab import Lab
from contract_tests.suite.place import Place
from contract_tests.suite.refused_payloads import refused_payloads
from contract_tests.suite.steps import agree, every_property, look_at, make, walk
from contract_tests.suite.subjects import collections, having
from contract_tests.suite.texts import KEPT

_creatable = having("create")


@check(rules.ROUND_TRIP, _creatable, Need.WRITES)
def what_is_created_is_read_again(lab: Lab, collection: Collection) -> None:
    """With as few properties as may be, then with all."""
    place, operation = lab.place(collection), collection.operations["create"]
    few = {name: sample(operation.properties[name], 1) for name in operation.required}
    for payload in (few, every_property(operation, 2)):
        look_at(place, make(lab, place, payload))
        agree(place)


@check(rules.ROUND_TRIP, _creatable, Need.WRITES)
def each_property_may_be_given_and_left_out(lab: Lab, collection: Collection) -> None:
    """What is left out has its default; each choice of an enum is kept, what is at a bound, and null where it may be."""
    place, operation = lab.place(collection), collection.operations["create"]
    least = {name: sample(operation.properties[name], 1) for name in operation.required}
    for name, schema in operation.properties.items():
        values = [*([] if "enum" in schema else [sample(schema, 3)]), *edges(schema)]
        for value in values[: lab.number(len(values), 2, collection)]:
            look_at(place, make(lab, place, least | {name: value}))
    agree(place)


def _with_texts(document: Document) -> Iterator[tuple[Collection, str]]:
    """Give each property of a create that takes any text."""
    for (collection,) in _creatable(document):
        yield from ((collection, name) for name, schema in collection.writable.items() if takes_any_text(schema))


def _with_arrays(document: Document) -> Iterator[tuple[Collection, str]]:
    """Give each property of a create that is an array."""
    for (collection,) in _creatable(document):
        yield from ((collection, name) for name, one in collection.writable.items() if one.get("type") == "array")


@check(rules.ROUND_TRIP, _with_texts, Need.WRITES)
def a_text_is_kept_to_the_letter(lab: Lab, collection: Collection, name: str) -> None:
    """Nothing is trimmed, folded, escaped, cut or normalised."""
    place, operation = lab.place(collection), collection.operations["create"]
    for text in KEPT[: lab.number(len(KEPT), 3, collection)]:
        look_at(place, make(lab, place, sample_payload(operation, 1) | {name: text}))
    agree(place)


@check(rules.ROUND_TRIP, _with_arrays, Need.WRITES)
def the_parts_of_an_array_keep_their_order(lab: Lab, collection: Collection, name: str) -> None:
    """Whatever they are, and however often each comes."""
    place, operation = lab.place(collection), collection.operations["create"]
    for value in _arrays(collection.writable[name]):
        look_at(place, make(lab, place, sample_payload(operation, 1) | {name: value}))
    agree(place)


@check(rules.ROUND_TRIP, _creatable, Need.WRITES)
def any_valid_payload_makes_what_it_says(lab: Lab, collection: Collection) -> None:
    """Drawn by chance from all that the schema allows."""
    place = lab.place(collection)
    mark = len(lab.log)

    @explore(lab, payloads(collection.operations["create"]))
    def _(payload: dict[str, Any]) -> None:
        del lab.log[mark:]
        look_at(place, make(lab, place, payload))

    agree(place)


@check(rules.CREATED_IS_LISTED, having("create", "list"), Need.WRITES)
def what_is_created_is_the_last_of_its_list(lab: Lab, collection: Collection) -> None:
    """One after the other, more than a page of the default size holds where that many may be made."""
    place = lab.place(collection)
    agree(place)
    for number in range(lab.number(23, 2, collection)):
        row = place.create(number % 5)
        expect.equal(walk(place)[-1:], [row], "the last item of the list")
    agree(place)


@check(rules.CREATE_ONCE, _creatable, Need.WRITES)
def the_same_payload_makes_another_item(lab: Lab, collection: Collection) -> None:
    """An item is what its id says, and two may be alike in all else."""
    place = lab.place(collection)
    payload = sample_payload(collection.operations["create"], 4)
    first, second = (make(lab, place, payload) for _ in range(2))
    expect.holds(
        first[collection.id_name] != second[collection.id_name],
        f"two creates were answered with the same `{collection.id_name}`: {first[collection.id_name]}",
    )
    agree(place)
    look_at(place, first, "the first of two items that are alike")


@check(rules.DOCUMENTED_ANSWER, collections)
def an_item_has_the_documented_properties_and_no_others(lab: Lab, collection: Collection) -> None:
    """In each answer that holds an item."""
    place = lab.place(collection)
    row = place.fill(1)[0]
    _look_at_names(collection, row, "an item")
    if "list" in collection.operations:
        _look_at_names(collection, place.page()["items"][0], "an item of the list")
    if "get" in collection.operations:
        _look_at_names(collection, expect.body(place.get(row)), "the item")
    if {"create", "update"} <= set(collection.operations) and not lab.wire.read_only:
        made, payload = place.create(3), sample_payload(collection.operations["update"], 4)
        _look_at_names(collection, made, "the created item")
        _look_at_names(collection, expect.body(place.update(made, payload)), "the changed item")


@check(rules.REFUSED_CHANGES_NOTHING, _creatable, Need.WRITES)
def a_refused_create_makes_nothing(lab: Lab, collection: Collection) -> None:
    """However near to a valid one it is."""
    place, operation = lab.place(collection), collection.operations["create"]
    for way, payload in refused_payloads(collection, operation, place.fill(1)[-1]):
        answer = place.account.call(operation, place.ids, payload=payload)
        expect.status(answer, 400, f"{operation.id} with {way}")
        _look_for_nothing_new(place, way)
    agree(place)


def _look_for_nothing_new(place: Place, way: str) -> None:
    if "count" in place.collection.operations:
        expect.equal(place.count(), len(place.rows), f"the count after a create that was refused for {way}")


def _look_at_names(collection: Collection, item: dict[str, Any], what: str) -> None:
    required = collection.resource.get("required", ())
    expect.equal(sorted(set(item) - set(collection.properties)), [], f"{what}: the properties that nobody documented")
    expect.equal(sorted(set(required) - set(item)), [], f"{what}: the properties that are missing")


def _arrays(schema: Schema) -> list[list[Any]]:
    """Give arrays whose order and number of parts could get lost."""
    low, high = schema.get("minItems", 0), schema.get("maxItems", 100)
    choices = schema["items"].get("enum") or [sample(schema["items"], number) for number in (3, 1, 2)]
    backwards = list(dict.fromkeys(choices))[::-1]
    found = [backwards, backwards[1:] + backwards[:1], backwards[:1]]
    found += [] if schema.get("uniqueItems") else [[*backwards, *backwards]]
    return [one for one in found if low <= len(one) <= high]
