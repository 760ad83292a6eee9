"""Times that are computed from a number of seconds, and items that end at such a time (openapi/EXTENSIONS.md)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from apivideo_admin_contract.document.document import LONG_LIFE, Collection, Document, Row
from apivideo_admin_contract.document.schemas import generated_kind
from apivideo_admin_contract.document.subjects import mortal_collections, with_actions
from apivideo_admin_contract.model.expected_item import timestamp
from apivideo_admin_contract.rules import resource_rules
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.fixtures import Fixture
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.session.steps import (
    check_item,
    check_list_and_count,
    check_not_found,
    create_item,
    fill_below,
    update_item,
)
from apivideo_admin_contract.values.samples import boundary_values, sample, sample_payload

#: The seconds that a short-lived item exists, where the document allows it.
_SHORT = 3600


def _sums(document: Document) -> Iterator[tuple[Collection, str]]:
    """Yield each property that is a time and a number of seconds later."""
    for (collection,) in with_actions("create")(document):
        for name, schema in collection.properties.items():
            if generated_kind(schema) == "after":
                yield collection, name


@check(resource_rules.SUMS, _sums, Need.WRITES)
def a_computed_time_follows_its_seconds(session: Session, collection: Collection, name: str) -> None:
    """Create and update with several numbers of seconds, and without one."""
    fixture, seconds = session.fixture(collection), collection.properties[name]["x-generate"]["seconds"]
    create = collection.operations["create"]
    rows = [
        create_item(session, fixture, sample_payload(create, 1) | one)
        for one in _numbers(create.properties, seconds, required=seconds in create.required)
    ]
    for row in rows:
        check_item(fixture, row)
    update = collection.operations.get("update")
    if update is not None:
        for number, one in enumerate(_numbers(update.properties, seconds, required=False)):
            session.pass_time()
            update_item(session, fixture, rows[0], sample_payload(update, number) | one)
            check_item(fixture, rows[0])
    check_list_and_count(fixture)


def _numbers(sent: Any, seconds: int | str, *, required: bool) -> list[dict[str, Any]]:
    """Return parts of payloads: several numbers of seconds, null, and none."""
    without: list[dict[str, Any]] = [] if required else [{}]
    if not isinstance(seconds, str) or seconds not in sent:
        return [{}]
    values = [sample(sent[seconds], 1), sample(sent[seconds], 2), *boundary_values(sent[seconds])]
    return [*({seconds: one} for one in values), *without]


@check(resource_rules.LIFETIME, mortal_collections, Need.WRITES, Need.CLOCK)
def an_item_is_gone_when_its_time_comes(session: Session, collection: Collection) -> None:
    """Move the clock to the second before and to the second itself. Items that end later stay, also if an update made it later."""
    fixture, end = session.fixture(collection), str(collection.end)
    row, same = (_create(session, fixture, number) for number in (1, 2))
    below = fill_below(session, fixture, row)
    due = timestamp(row[end])
    half = (due - session.time.now()) // 2
    session.move(half, expiring=True)
    kept = fixture.create(3) if half else None  # of the same second, it could end with the others
    lives_on = _prolong(session, fixture, same)
    for moment in (due - 1, due):
        session.move(moment - session.time.now(), expiring=True)
        if moment == due:
            fixture.rows = [one for one in fixture.rows if one is not row and (lives_on or one is not same)]
            for one in collection.operations.values():
                if one.action in {"get", "update", "delete"}:
                    check_not_found(fixture.account, one, fixture.path_ids(row), f"{one.id} of an expired item")
            for nested in below:
                operation = nested.collection.operations["get"]
                ids = nested.path_ids(nested.rows[0])
                check_not_found(nested.account, operation, ids, f"{operation.id} below an expired item")
        else:
            check_item(fixture, row)
        if kept is not None:
            check_item(fixture, kept)
        check_list_and_count(fixture)
        for query in ({"sort_by": one} for one in collection.sort_properties()):
            check_list_and_count(fixture, query)
    if lives_on:
        check_item(fixture, same)


def _create(session: Session, fixture: Fixture, number: int) -> Row:
    """Create an item that exists for a short time."""
    create, name = fixture.collection.operations["create"], fixture.collection.lifetime
    payload = sample_payload(create, number)
    if name is not None and name in create.properties:
        payload[name] = _short(create.properties[name])
    return create_item(session, fixture, payload)


def _short(schema: Any) -> int:
    """Return a small valid number of seconds."""
    return int(min(max(schema.get("minimum", 0), _SHORT), schema.get("maximum", _SHORT)))


def _prolong(session: Session, fixture: Fixture, row: Row) -> bool:
    """Prolong the life of an item with an update, and return whether there is such an update."""
    name, update = fixture.collection.lifetime, fixture.collection.operations.get("update")
    if update is None or name is None or name not in update.properties:
        return False
    longer = update.properties[name][LONG_LIFE]
    if longer <= row[name]:
        return False
    update_item(session, fixture, row, sample_payload(update, 1) | {name: longer})
    return True
