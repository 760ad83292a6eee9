"""A create stores its payload once, and reads return it (openapi/README.md, Operations)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from apivideo_admin_contract.document.document import Collection, Document
from apivideo_admin_contract.document.parameter import Schema
from apivideo_admin_contract.document.schemas import distinct, fitting_texts
from apivideo_admin_contract.document.subjects import collections, with_actions
from apivideo_admin_contract.rules import expect, resource_rules
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.explore import explore
from apivideo_admin_contract.session.fixtures import Fixture
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.session.steps import check_item, check_list_and_count, create_item
from apivideo_admin_contract.values.awkward_texts import ROUND_TRIP_TEXTS
from apivideo_admin_contract.values.invalid import invalid_payloads
from apivideo_admin_contract.values.samples import boundary_values, full_payload, sample, sample_payload
from apivideo_admin_contract.values.strategies import valid_payloads

_creatable = with_actions("create")


@check(resource_rules.ROUND_TRIP, _creatable, Need.WRITES)
def a_created_item_can_be_read_back(session: Session, collection: Collection) -> None:
    """Create with the required properties, then with all, twice: the same payload creates another item."""
    fixture, operation = session.fixture(collection), collection.operations["create"]
    few = {name: sample(operation.properties[name], 1) for name in operation.required}
    full = full_payload(operation, 2)
    for payload in (few, full, full):
        check_item(fixture, create_item(session, fixture, payload))
        check_list_and_count(fixture)


@check(resource_rules.ROUND_TRIP, _creatable, Need.WRITES)
def each_property_can_be_sent_or_left_out(session: Session, collection: Collection) -> None:
    """Send each property alone: enum values, values at a bound, and null. What is left out has its default."""
    fixture, operation = session.fixture(collection), collection.operations["create"]
    least = {name: sample(operation.properties[name], 1) for name in operation.required}
    for name, schema in operation.properties.items():
        values = [*([] if "enum" in schema else [sample(schema, 3)]), *boundary_values(schema)]
        for value in values[: session.pick_count(len(values), 2, collection)]:
            check_item(fixture, create_item(session, fixture, least | {name: value}))
    check_list_and_count(fixture)


def _with_texts(document: Document) -> Iterator[tuple[Collection, str]]:
    """Yield each property of a create that accepts any text of an allowed length."""
    for (collection,) in _creatable(document):
        for name, schema in collection.writable.items():
            if fitting_texts(schema, ROUND_TRIP_TEXTS):
                yield collection, name


def _with_arrays(document: Document) -> Iterator[tuple[Collection, str]]:
    """Yield each property of a create that is an array."""
    for (collection,) in _creatable(document):
        yield from ((collection, name) for name, one in collection.writable.items() if one.get("type") == "array")


@check(resource_rules.ROUND_TRIP, _with_texts, Need.WRITES)
def a_created_text_is_stored_unchanged(session: Session, collection: Collection, name: str) -> None:
    """Send texts that servers trim, fold, escape, cut or normalize."""
    fixture, operation = session.fixture(collection), collection.operations["create"]
    texts = fitting_texts(operation.properties[name], ROUND_TRIP_TEXTS)
    for text in texts[: session.pick_count(len(texts), 3, collection)]:
        check_item(fixture, create_item(session, fixture, sample_payload(operation, 1) | {name: text}))
    check_list_and_count(fixture)


@check(resource_rules.ROUND_TRIP, _with_arrays, Need.WRITES)
def array_elements_keep_their_order(session: Session, collection: Collection, name: str) -> None:
    """Send unsorted arrays, with and without duplicates."""
    fixture, operation = session.fixture(collection), collection.operations["create"]
    for value in _arrays(collection.writable[name]):
        check_item(fixture, create_item(session, fixture, sample_payload(operation, 1) | {name: value}))
    check_list_and_count(fixture)


@check(resource_rules.ROUND_TRIP, _creatable, Need.WRITES)
def any_valid_payload_creates_the_item_it_describes(session: Session, collection: Collection) -> None:
    """Draw payloads at random from the schema."""
    fixture = session.fixture(collection)
    mark = len(session.log)

    @explore(session, valid_payloads(collection.operations["create"]))
    def _(payload: dict[str, Any]) -> None:
        del session.log[mark:]
        check_item(fixture, create_item(session, fixture, payload))

    check_list_and_count(fixture)


@check(resource_rules.DOCUMENTED_PROPERTIES, collections)
def an_item_has_the_documented_properties_and_no_others(session: Session, collection: Collection) -> None:
    """Compare the properties in every response that contains an item."""
    fixture = session.fixture(collection)
    row = fixture.fill(1)[0]
    _look_at_names(collection, row, "an item")
    if "list" in collection.operations:
        _look_at_names(collection, fixture.read_page()["items"][0], "an item of the list")
    if "get" in collection.operations:
        _look_at_names(collection, expect.body(fixture.get(row)), "the item")
    if {"create", "update"} <= set(collection.operations) and not session.connection.read_only:
        made = fixture.create(3)
        payload = fixture.free(sample_payload(collection.operations["update"], 4), "update", made)
        _look_at_names(collection, made, "the created item")
        _look_at_names(collection, expect.body(fixture.update(made, payload)), "the changed item")


@check(resource_rules.REFUSED_CHANGES_NOTHING, _creatable, Need.WRITES)
def a_refused_create_stores_nothing(session: Session, collection: Collection) -> None:
    """Send payloads that are almost valid."""
    fixture, operation = session.fixture(collection), collection.operations["create"]
    for way, payload in invalid_payloads(collection, operation, fixture.fill(1)[-1]):
        response = fixture.account.call(operation, fixture.ids, payload=payload)
        expect.status(response, 400, f"{operation.id} with {way}")
        _look_for_nothing_new(fixture, way)
    check_list_and_count(fixture)


def _look_for_nothing_new(fixture: Fixture, way: str) -> None:
    if "count" in fixture.collection.operations:
        expect.equal(fixture.count(), len(fixture.rows), f"the count after a create that was refused for {way}")


def _look_at_names(collection: Collection, item: dict[str, Any], what: str) -> None:
    required = collection.resource.get("required", ())
    expect.equal(sorted(set(item) - set(collection.properties)), [], f"{what}: the undocumented properties")
    expect.equal(sorted(set(required) - set(item)), [], f"{what}: the missing properties")


def _arrays(schema: Schema) -> list[list[Any]]:
    """Return arrays that show a changed order or lost duplicates."""
    low, high = schema.get("minItems", 0), schema.get("maxItems", 100)
    choices = schema["items"].get("enum") or [sample(schema["items"], number) for number in (3, 1, 2)]
    backwards = distinct(choices)[::-1]
    found = [backwards, backwards[1:] + backwards[:1], backwards[:1]]
    found += [] if schema.get("uniqueItems") else [[*backwards, *backwards]]
    return [one for one in found if low <= len(one) <= high]
