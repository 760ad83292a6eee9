"""An item without an id, such as `/account`, exists once for each account or for each item above it (openapi/EXTENSIONS.md)."""

from __future__ import annotations

import json
from typing import Any, Final

from apivideo_admin_contract.client.account import Account
from apivideo_admin_contract.document.document import Collection, Ids, Row
from apivideo_admin_contract.document.schemas import accepts_any_text, generated_kind
from apivideo_admin_contract.document.subjects import singles
from apivideo_admin_contract.model.expected_item import check_generated, timestamp
from apivideo_admin_contract.rules import expect, resource_rules
from apivideo_admin_contract.rules.verdict import Skipped
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.fixtures import Fixture
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.session.steps import check_item, update_item
from apivideo_admin_contract.values.awkward_texts import ROUND_TRIP_TEXTS
from apivideo_admin_contract.values.invalid import invalid_payloads
from apivideo_admin_contract.values.samples import boundary_values, full_payload, sample

_JSON: Final = "application/json"
_TEXT: Final = "text/plain"
#: One byte more than a payload may have (openapi/README.md, Errors).
_TOO_LARGE: Final = 1024 * 1024 + 1


@check(resource_rules.UPDATE, singles, Need.WRITES)
def an_update_of_an_item_without_an_id_is_stored(session: Session, single: Collection) -> None:
    """Update each property alone, with several values, then all, then none. Each get returns what the update returned."""
    session.skip_near_new_month()
    ((fixture, row),) = _open(session, single, 1)
    required = single.operations["update"].required
    payloads: list[dict[str, Any]] = [
        {name: value} for name, schema in single.changeable.items() for value in _values(schema)
    ]
    payloads += [full_payload(single.operations["update"], number) for number in (7, 8)]
    for payload in (*payloads, {}):
        session.pass_time()
        update_item(session, fixture, row, {name: row[name] for name in required} | payload)
        check_item(fixture, row)


@check(resource_rules.REFUSED_CHANGES_NOTHING, singles, Need.WRITES)
def a_refused_update_of_an_item_without_an_id_changes_nothing(session: Session, single: Collection) -> None:
    """Send payloads with valid and invalid properties, one with another media type, and one that is too large."""
    ((fixture, row),) = _open(session, single, 1)
    operation = single.operations["update"]
    content = json.dumps(full_payload(operation, 77)).encode()
    for media_type, sent in ((_TEXT, content), (_JSON, content.ljust(_TOO_LARGE))):
        headers = {"Content-Type": media_type}
        response = fixture.account.send(
            operation.method, operation.path_for(fixture.ids), content=sent, headers=headers
        )
        expect.status(response, {413, 415}, f"{operation.id} as {media_type} with {len(sent)} bytes")
        check_item(fixture, row, f"the item after {operation.id} was refused as {media_type} with {len(sent)} bytes")
    for way, payload in invalid_payloads(single, operation, row):
        expect.status(fixture.update(row, payload), 400, f"{operation.id} with {way}")
        check_item(fixture, row, f"the item after an update that was refused for {way}")


@check(resource_rules.ACCOUNTS, singles, Need.WRITES)
def each_account_and_parent_has_an_item_without_an_id_of_its_own(session: Session, single: Collection) -> None:
    """Update the item of one account, or below one parent, and read those of others."""
    pairs = _open(session, single, 2) if single.parents else _of_accounts(session, single)
    (fixture, row), *others = pairs
    update_item(session, fixture, row, full_payload(single.operations["update"], 9))
    for one, other in (*others, (fixture, row)):
        check_item(one, other)


def _open(
    session: Session, single: Collection, number: int, account: Account | None = None
) -> list[tuple[Fixture, Row]]:
    """Return the item below this number of new parents, or the one of the account, each with its fixture."""
    account = account or session.account
    above: list[Ids] = [()]
    if single.parents:
        parents = session.fixture(single.parents[-1], account=account)
        above = [parents.path_ids(parents.create(one)) for one in range(1, number + 1)]
    return [(fixture := Fixture(account, single, ids), _read(session, fixture)) for ids in above]


def _of_accounts(session: Session, single: Collection) -> list[tuple[Fixture, Row]]:
    if session.other is None:
        raise Skipped("needs a second admin API key. fix: --second-key")
    return [pair for one in (session.account, session.other) for pair in _open(session, single, 1, one)]


def _read(session: Session, fixture: Fixture) -> Row:
    """Read the item, and check its properties and what the server generated. Raises Violation."""
    single = fixture.collection
    row: Row = expect.body(fixture.get({}), what=f"the response of {single.operations['get'].id}")
    expect.equal(sorted(set(row) - set(single.properties)), [], "the undocumented properties")
    for name, schema in single.properties.items():
        kind = generated_kind(schema)
        if kind in {"id", "secret"}:
            check_generated(name, schema, row.get(name), session.time.now(), session.time.tolerance)
        elif kind in {"now", "updated"}:
            is_past = timestamp(str(row.get(name))) <= session.time.now() + session.time.tolerance + 1
            expect.holds(is_past, f"`{name}`: expected a time up to the present, got {row.get(name)}")
    fixture.rows = [row]
    return row


def _values(schema: Any) -> list[Any]:
    """Return values of a property: samples, those at a bound, and texts that servers trim, fold, escape, cut or normalize."""
    if "enum" in schema:
        return list(schema["enum"])
    texts = ROUND_TRIP_TEXTS if accepts_any_text(schema) else ()
    return [sample(schema, 7), sample(schema, 8), sample(schema, 8), *boundary_values(schema), *texts]
