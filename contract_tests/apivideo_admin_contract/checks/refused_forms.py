"""A valid payload with a wrong media type or size stores nothing (openapi/README.md, Errors)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from apivideo_admin_contract.document.document import Collection, Document, Operation
from apivideo_admin_contract.document.subjects import with_actions
from apivideo_admin_contract.rules import resource_rules
from apivideo_admin_contract.rules.verdict import NoResponse, Skipped
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.session.steps import check_item, check_list_and_count
from apivideo_admin_contract.values.samples import full_payload

_TOO_MUCH: Final = 1024 * 1024 + 1
_JSON: Final = "application/json"


def _writers(document: Document) -> Iterator[tuple[Collection, Operation]]:
    """Yield each create and update, with its collection."""
    for (collection,) in with_actions("create")(document):
        for action in ("create", "update"):
            if action in collection.operations:
                yield collection, collection.operations[action]


@check(resource_rules.REFUSED_CHANGES_NOTHING, _writers, Need.WRITES)
def a_payload_of_another_media_type_changes_nothing(
    session: Session, collection: Collection, operation: Operation
) -> None:
    """Send valid JSON as text/plain."""
    _look_for_no_change(session, collection, operation, "text/plain", 0)


@check(resource_rules.REFUSED_CHANGES_NOTHING, _writers, Need.WRITES)
def a_payload_that_is_too_large_changes_nothing(session: Session, collection: Collection, operation: Operation) -> None:
    """Pad a valid payload with spaces. A server may close the connection."""
    _look_for_no_change(session, collection, operation, _JSON, _TOO_MUCH)


def _look_for_no_change(
    session: Session, collection: Collection, operation: Operation, media_type: str, size: int
) -> None:
    """Send a payload that must be refused, and expect no change. Other checks examine the refusal."""
    session.skip_near_new_month()
    fixture = session.fixture(collection)
    row = fixture.create(1) if operation.action == "update" else None
    content = json.dumps(full_payload(operation, 77)).encode().ljust(size)
    url, headers = operation.path_for(fixture.path_ids(row) if row else fixture.ids), {"Content-Type": media_type}
    headers |= {"Connection": "close"} if size else {}
    what = f"{operation.id} as {media_type} with {len(content)} bytes"
    try:
        taken = fixture.account.send(operation.method, url, content=content, headers=headers).is_success
    except NoResponse:
        taken = False
    if taken:
        raise Skipped(f"{what} was accepted, which other checks examine")
    if row is not None:
        check_item(fixture, row, f"the item after {what}, which was refused")
    check_list_and_count(fixture)
