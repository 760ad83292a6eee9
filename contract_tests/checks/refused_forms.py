"""A payload that is right, but comes in a form that is refused, is not done (facts document, Errors)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from contract_tests.document import Collection, Document, Operation
from contract_tests.suite import rules
from contract_tests.suite.check import Need, check
from contract_tests.suite.lab import Lab
from contract_tests.suite.outcome import Skipped, Unanswered
from contract_tests.suite.steps import agree, every_property, look_at
from contract_tests.suite.subjects import having

_TOO_MUCH: Final = 1024 * 1024 + 1
_JSON: Final = "application/json"


def _writers(document: Document) -> Iterator[tuple[Collection, Operation]]:
    """Give each create and update, with its collection."""
    for (collection,) in having("create")(document):
        for action in ("create", "update"):
            if action in collection.operations:
                yield collection, collection.operations[action]


@check(rules.REFUSED_CHANGES_NOTHING, _writers, Need.WRITES)
def a_payload_of_another_media_type_changes_nothing(lab: Lab, collection: Collection, operation: Operation) -> None:
    """Though it is JSON and all that it should be."""
    _look_for_no_change(lab, collection, operation, "text/plain", 0)


@check(rules.REFUSED_CHANGES_NOTHING, _writers, Need.WRITES)
def a_payload_that_is_too_large_changes_nothing(lab: Lab, collection: Collection, operation: Operation) -> None:
    """Though nothing but spaces follow what it should be. A server may close the connection upon it."""
    _look_for_no_change(lab, collection, operation, _JSON, _TOO_MUCH)


def _look_for_no_change(lab: Lab, collection: Collection, operation: Operation, media_type: str, size: int) -> None:
    """Send a payload that is to be refused, which is the matter of other checks, and expect that then nothing came of it."""
    lab.avoid_new_month()
    place = lab.place(collection)
    row = place.create(1) if operation.action == "update" else None
    content = json.dumps(every_property(operation, 77)).encode().ljust(size)
    url, headers = operation.url(place.item(row) if row else place.ids), {"Content-Type": media_type}
    headers |= {"Connection": "close"} if size else {}
    what = f"{operation.id} as {media_type} with {len(content)} bytes"
    try:
        taken = place.account.send(operation.method, url, content=content, headers=headers).is_success
    except Unanswered:
        taken = False
    if taken:
        raise Skipped(f"{what} was taken, which is the matter of another check")
    if row is not None:
        look_at(place, row, f"the item after {what}, which was refused")
    agree(place)
