"""Enum values that only earlier versions of the document accept are refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from apivideo_admin_contract.document.document import Document, Operation
from apivideo_admin_contract.document.parameter import Schema
from apivideo_admin_contract.document.reading import read_document
from apivideo_admin_contract.rules import http_rules as rules
from apivideo_admin_contract.rules.expect import shown
from apivideo_admin_contract.rules.refusal import INVALID_ATTRIBUTE, check_bad_request
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.values.samples import sample_payload
from apivideo_admin_mock.spec.versions import version_document, versions


def _with_removed_values(document: Document) -> Iterator[tuple[Operation, str]]:
    """Yield each property of a payload that lost an enum value since a released version."""
    present = {one.id: one for one in document.operations}
    found: dict[tuple[str, str], None] = {}
    for before in _earlier():
        for name, schema in before.properties.items():
            now = present[before.id].properties.get(name) if before.id in present else None
            if now is not None and _removed_values(schema, now):
                found[before.id, name] = None
    yield from ((present[operation], name) for operation, name in found)


@check(rules.INVALID_PROPERTY, _with_removed_values, Need.WRITES)
def a_removed_enum_value_is_refused(session: Session, operation: Operation, name: str) -> None:
    """Send each value of the released documents that this document does not have."""
    ids = session.parent_ids(operation)
    for before in _earlier():
        if before.id == operation.id and name in before.properties:
            for word in _removed_values(before.properties[name], operation.properties[name]):
                response = session.account.call(operation, ids, payload={**sample_payload(operation), name: word})
                check_bad_request(response, {name}, INVALID_ATTRIBUTE, f"{operation.id} with {name} = {shown(word)}")


def _earlier() -> Iterator[Operation]:
    for version in versions():
        yield from (one for one in read_document(version_document(version)).operations if one.payload)


def _removed_values(before: Schema, now: Schema) -> list[Any]:
    return [word for word in before.get("enum", ()) if "enum" in now and word not in now["enum"]]
