"""Ids and secrets have the documented form and are unique, and an unknown id is not found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apivideo_admin_contract.document.document import Collection, Document, Operation
from apivideo_admin_contract.document.schemas import generated_kind
from apivideo_admin_contract.document.subjects import collections, with_actions, with_path_ids
from apivideo_admin_contract.model.expected_item import check_generated
from apivideo_admin_contract.rules import expect, resource_rules
from apivideo_admin_contract.rules.verdict import Violation
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.session.steps import (
    check_item,
    check_list_and_count,
    check_not_found,
    item_for,
    unknown_id,
)

#: Texts that are no id, and that some servers fail on.
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
            if generated_kind(schema) == kind:
                yield collection, name


def _ids(document: Document) -> Iterator[tuple[Collection, str]]:
    """Yield each generated id."""
    yield from _generated("id", document)


def _secrets(document: Document) -> Iterator[tuple[Collection, str]]:
    """Yield each generated secret."""
    yield from _generated("secret", document)


@check(resource_rules.IDS_UNIQUE, _ids)
def ids_have_the_documented_form_and_are_unique(session: Session, collection: Collection, name: str) -> None:
    """Compare all ids of one parent or of several."""
    _check_unique(session, collection, name)


@check(resource_rules.SECRETS, _secrets)
def secrets_have_the_documented_form_and_are_unique(session: Session, collection: Collection, name: str) -> None:
    """Compare all secrets of one parent or of several, and their halves: a numbered secret has a constant half."""
    secrets = _check_unique(session, collection, name)
    length = min(map(len, secrets), default=0)
    if len(secrets) > 5 and length > 20:
        for start in (0, length // 2):
            parts = {secret[start : start + length // 2] for secret in secrets}
            expect.equal(
                len(parts), len(secrets), f"the number of different halves of `{name}` in {len(secrets)} items"
            )


def _check_unique(session: Session, collection: Collection, name: str) -> list[str]:
    """Expect well-formed values of a property, none of them twice, and return them."""
    values: list[str] = []
    for number in (0, 1) if collection.parents else (0,):
        fixture = session.fixture(collection, number=number)
        values += [row[name] for row in fixture.fill(session.pick_count(25, 3, collection))]
    for value in values:
        # The time is not used: neither an id nor a secret depends on it.
        check_generated(name, collection.properties[name], value, 0, 0)
    duplicates = sorted({value for value in values if values.count(value) > 1})
    expect.equal(duplicates, [], f"the duplicate values of `{name}`")
    return values


@check(resource_rules.IDS_UNIQUE, with_actions("create", "delete"), Need.WRITES)
def ids_and_secrets_are_not_reused_after_a_deletion(session: Session, collection: Collection) -> None:
    """Create and delete in turn. Whoever knew the secret of a deleted item could use it again."""
    fixture, used = session.fixture(collection), set[str]()
    kinds = {name: generated_kind(one) for name, one in collection.properties.items()}
    for number in range(session.pick_count(10, 4)):
        row = fixture.create(number)
        for name, kind in kinds.items():
            if kind in {"id", "secret"} and row[name] in used:
                rule = resource_rules.SECRETS if kind == "secret" else None
                raise Violation(f"`{name}` of a new item is that of a deleted one: {row[name]}", rule)
        used |= {str(row[name]) for name, kind in kinds.items() if kind in {"id", "secret"}}
        expect.status(fixture.delete(row), collection.operations["delete"].status, "the deletion")
        if number % 3 == 2:
            used.add(fixture.create(number)[collection.id_name])


@check(resource_rules.NOT_FOUND, with_path_ids)
def an_unknown_id_is_not_found(session: Session, operation: Operation) -> None:
    """Replace each id of the path: by similar ones, by other existing ones, by long and unusual texts."""
    fixture, row, ids = item_for(session, operation)
    above = session.document.parents_of(operation)
    for at, known in enumerate(ids):
        unknown = [
            one
            for one in dict.fromkeys((*_near(known), *ids, *_HOSTILE))
            if one != known and not session.fixtures.has_item(fixture.account, above, (*ids[:at], one, *ids[at + 1 :]))
        ]
        for one in unknown[: session.pick_count(len(unknown), 8 if at else 4)]:
            what = f"{operation.id} with {expect.shown(one)} for {operation.path_parameters[at]}"
            check_not_found(fixture.account, operation, (*ids[:at], one, *ids[at + 1 :]), what)
    if operation.method != "GET":
        check_item(fixture, row)
        check_list_and_count(fixture)


def _near(known: str) -> Iterator[str]:
    """Yield ids that are similar to a known one, those first that servers confuse most easily."""
    yield known[:-1] + ("1" if known[-1] != "1" else "2")
    yield known.upper()
    yield known[:-1]
    yield known.swapcase()
    yield f"{known} "
    yield f"{known}1"
    yield f" {known}"
    yield known.lower()
    yield known.rpartition("_")[2]
    yield unknown_id(known)
    yield f"{known}%"
    yield f"{known}\0"
    yield f"{known}\n"
