"""Ids and secrets are of their form and never come twice, and an id that nothing has is not found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apivideo_admin_contract.document.document import Collection, Document, Operation
from apivideo_admin_contract.document.subjects import collections, with_actions, with_path_ids
from apivideo_admin_contract.model.expected_item import check_generated
from apivideo_admin_contract.rules import expect, resource_rules
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.session.steps import check_item, check_list_and_count, check_not_found, item_for
from apivideo_admin_contract.values.samples import sample_payload

#: What no id is, and what a server may trip over.
_HOSTILE: Final = (
    "x" * 500,
    "0",
    "\u00e9",
    "a b",
    "%41",
    "x" * 5000,
    "null",
    "-1",
    "*",
    "%",
    "'",
    '"',
    "a;b",
    "a,b",
    "a:b",
    "{x}",
    "\u6f22\U0001f600",
    "a\nb",
    "\0",
    "1e999",
    "9" * 40,
)


def _generated(kind: str, document: Document) -> Iterator[tuple[Collection, str]]:
    for (collection,) in collections(document):
        for name, schema in collection.properties.items():
            if schema.get("x-generate", {}).get("kind") == kind:
                yield collection, name


def _ids(document: Document) -> Iterator[tuple[Collection, str]]:
    """Give each id that the server makes."""
    yield from _generated("id", document)


def _secrets(document: Document) -> Iterator[tuple[Collection, str]]:
    """Give each secret that the server makes."""
    yield from _generated("secret", document)


def _secrets_of_deletable(document: Document) -> Iterator[tuple[Collection, str]]:
    """Give each secret of items that can be made and deleted."""
    yield from (one for one in _secrets(document) if {"create", "delete"} <= set(one[0].operations))


@check(resource_rules.ID_FORM, _ids)
def an_id_has_the_documented_form(session: Session, collection: Collection, name: str) -> None:
    """That of every item that is there."""
    _look_at_form(session, collection, name)


@check(resource_rules.IDS_UNIQUE, _ids)
def ids_are_unique(session: Session, collection: Collection, name: str) -> None:
    """Below one parent or several."""
    _look_for_twins(session, collection, name)


@check(resource_rules.IDS_UNIQUE, with_actions("create", "delete"), Need.WRITES)
def an_id_is_not_reused_after_a_deletion(session: Session, collection: Collection) -> None:
    """Neither that of the item deleted last, nor of one before."""
    fixture, given = session.fixture(collection), set[str]()
    for number in range(session.pick_count(10, 4)):
        row = fixture.create(number)
        new_id = row[collection.id_name]
        expect.holds(
            new_id not in given, f"`{collection.id_name}`: {new_id} was given before, to an item deleted since"
        )
        given.add(new_id)
        expect.status(fixture.delete(row), collection.operations["delete"].status, "the deletion")
        if number % 3 == 2:
            given.add(fixture.create(number)[collection.id_name])


@check(resource_rules.SECRETS, _secrets)
def a_secret_has_the_documented_form(session: Session, collection: Collection, name: str) -> None:
    """That of every item that is there."""
    _look_at_form(session, collection, name)


@check(resource_rules.SECRETS, _secrets)
def secrets_are_unique(session: Session, collection: Collection, name: str) -> None:
    """Below one parent or several; and no part of one is that of many, as it would be if they were counted."""
    secrets = _look_for_twins(session, collection, name)
    length = min(map(len, secrets), default=0)
    if len(secrets) > 5 and length > 20:
        for start in (0, length // 2):
            parts = {secret[start : start + length // 2] for secret in secrets}
            expect.equal(len(parts), len(secrets), f"the different halves of `{name}` of {len(secrets)} items")


@check(resource_rules.SECRETS, _secrets_of_deletable, Need.WRITES)
def a_secret_is_not_reused_after_a_deletion(session: Session, collection: Collection, name: str) -> None:
    """Whoever held it could open what he may no more."""
    fixture, given = session.fixture(collection), set[str]()
    for number in range(session.pick_count(6, 3)):
        row = fixture.create(number)
        expect.holds(row[name] not in given, f"`{name}` of a new item was that of one deleted since: {row[name]}")
        given.add(row[name])
        expect.status(fixture.delete(row), collection.operations["delete"].status, "the deletion")


@check(resource_rules.SECRETS, _secrets, Need.WRITES)
def a_secret_never_changes(session: Session, collection: Collection, name: str) -> None:
    """In every get and every list, also after an update."""
    fixture = session.fixture(collection)
    row, _ = (fixture.create(number) for number in (1, 2))
    for _ in range(2):
        if "get" in collection.operations:
            expect.equal(expect.body(fixture.get(row)).get(name), row[name], f"`{name}` of the item")
        if "list" in collection.operations:
            listed = [one.get(name) for one in fixture.read_page({"page_size": 100})["items"]]
            expect.equal(listed, [one[name] for one in fixture.rows[:100]], f"`{name}` of the items of the list")
        if "update" in collection.operations:
            response = expect.body(fixture.update(row, sample_payload(collection.operations["update"], 7)))
            expect.equal(response.get(name), row[name], f"`{name}` in the answer to an update")


@check(resource_rules.NOT_FOUND, with_path_ids)
def an_unknown_id_is_not_found(session: Session, operation: Operation) -> None:
    """In any place of the path, however near to a known one, however long, and whatever it holds."""
    fixture, row, ids = item_for(session, operation)
    for at, known in enumerate(ids):
        unknown = [one for one in (*_near(known), *ids, *_HOSTILE) if one != known]
        for one in unknown[: session.pick_count(len(unknown), 8 if at else 4)]:
            what = f"{operation.id} with {expect.shown(one)} for {operation.path_parameters[at]}"
            check_not_found(fixture.account, operation, (*ids[:at], one, *ids[at + 1 :]), what)
    if operation.method != "GET":
        check_item(fixture, row)
        check_list_and_count(fixture)


def _near(known: str) -> Iterator[str]:
    """Give ids that are near to one, the ones first that a server confuses with it most easily."""
    yield known[:-1] + ("1" if known[-1] != "1" else "2")
    yield known.upper()
    yield known[:-1]
    yield known.swapcase()
    yield f"{known} "
    yield f"{known}1"
    yield f" {known}"
    yield known.lower()
    yield known.rpartition("_")[2]
    yield f"{known}%"
    yield f"{known}\0"
    yield f"{known}\n"


def _look_at_form(session: Session, collection: Collection, name: str) -> None:
    fixture = session.fixture(collection)
    for row in fixture.fill(session.pick_count(10, 3, collection)):
        # Only the form is looked at: neither has anything to do with time.
        check_generated(name, collection.properties[name], row.get(name), 0, 0)


def _look_for_twins(session: Session, collection: Collection, name: str) -> list[str]:
    """Expect no value of a property twice among all items of some places, and give the values."""
    values: list[str] = []
    for number in (0, 1) if collection.parents else (0,):
        fixture = session.fixture(collection, number=number)
        values += [row[name] for row in fixture.fill(session.pick_count(25, 3, collection))]
    twins = sorted({value for value in values if values.count(value) > 1})
    expect.equal(twins, [], f"the values of `{name}` that came twice")
    return values
