"""No two items of a collection have the same value of a unique property (openapi/EXTENSIONS.md, `x-unique`)."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

import httpx2

from apivideo_admin_contract.document.document import Collection, Document, Row
from apivideo_admin_contract.document.schemas import types_of
from apivideo_admin_contract.document.subjects import unique_properties
from apivideo_admin_contract.rules import expect, resource_rules
from apivideo_admin_contract.rules.documented_problems import PROBLEM_JSON
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.fixtures import Fixture
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.session.steps import check_item, check_list_and_count, update_item
from apivideo_admin_contract.values.samples import full_payload, sample
from apivideo_admin_contract.values.validity import is_valid

#: The kind of problem of a value that another item has.
_KIND: Final = "attribute_not_unique"


@check(resource_rules.UNIQUE, unique_properties, Need.WRITES)
def a_value_of_another_item_is_a_conflict(session: Session, collection: Collection, name: str) -> None:
    """Create and update with a value that an item has, and with a null, which several items can have."""
    fixture, create = session.fixture(collection), collection.operations["create"]
    first, row = (_create(fixture, name, number) for number in (1, 2))
    response = fixture.account.call(create, fixture.ids, payload=full_payload(create, 3) | {name: first[name]})
    _check_conflict(session, response, f"{create.id} with the {name} of another item")
    check_list_and_count(fixture)
    if name in collection.changeable:
        update = collection.operations["update"]
        response = fixture.update(row, full_payload(update, 4) | {name: first[name]})
        _check_conflict(session, response, f"{update.id} with the {name} of another item")
        for one in (first, row):
            check_item(fixture, one)
    if "null" in types_of(create.properties[name]):
        for _ in range(2):
            check_item(fixture, fixture.create(5, {name: None}))
    check_list_and_count(fixture)


@check(resource_rules.UNIQUE, unique_properties, Need.WRITES)
def a_value_that_no_other_item_has_is_accepted(session: Session, collection: Collection, name: str) -> None:
    """Send an item's own value, similar values, a value that is free again, and that of an item below another parent."""
    fixture, schema = session.fixture(collection), collection.operations["create"].properties[name]
    row = _create(fixture, name, 1)
    value = str(row[name])
    for near in (value.swapcase(), f"{value}2", value[:-1]):
        if is_valid(schema, near):
            check_item(fixture, fixture.create(2, {name: near}))
    if name in collection.changeable:
        required = {one: row[one] for one in collection.operations["update"].required}
        for sent in (value, sample(schema, 30)):
            update_item(session, fixture, row, required | {name: sent})
        row = fixture.create(1, {name: value})
    if "delete" in collection.operations:
        fixture.delete(row)
        row = fixture.create(1, {name: value})
    check_item(fixture, row)
    check_list_and_count(fixture)
    if collection.parents:
        other = session.fixture(collection, number=1)
        _create(other, name, 6)
        check_item(other, other.create(1, {name: value}))
        check_list_and_count(other)


def _create(fixture: Fixture, name: str, number: int) -> Row:
    """Create an item that has a value of the property."""
    return fixture.create(number, {name: sample(fixture.collection.operations["create"].properties[name], number)})


def _check_conflict(session: Session, response: httpx2.Response, what: str) -> None:
    """Check that the response is the documented problem of a value that is not unique. Raises Violation."""
    example = _example(session.document)
    kind = urlsplit(example["type"]).path if "type" in example else None
    expect.problem(response, example["status"], example["title"], kind, what)


def _example(document: Document) -> Any:
    """Return the example of the kind of problem."""
    contents = [one.get("content", {}) for one in document.node["components"]["responses"].values()]
    examples = [one[PROBLEM_JSON].get("examples", {}) for one in contents if PROBLEM_JSON in one]
    return next(one[_KIND]["value"] for one in examples if _KIND in one)
