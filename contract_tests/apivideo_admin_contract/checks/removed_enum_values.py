"""Enum values that only earlier versions of the document accept are refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from apivideo_admin_contract.document.document import Document, Operation
from apivideo_admin_contract.document.reading import read_document
from apivideo_admin_contract.rules import http_rules as rules
from apivideo_admin_contract.rules.expect import shown
from apivideo_admin_contract.rules.refusal import INVALID_ATTRIBUTE, check_bad_request
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.values.samples import sample_payload
from apivideo_admin_mock.spec.versions import version_document, versions


@lru_cache(maxsize=8)
def removed_values(document: Document) -> Mapping[tuple[str, str], Sequence[Any]]:
    """Return the enum values that a property of a payload lost since a released version, by the id of the operation and the name."""
    present = {one.id: one.properties for one in document.operations}
    found: dict[tuple[str, str], list[Any]] = {}
    for version in versions():
        for before in read_document(version_document(version)).operations:
            for name, schema in before.properties.items():
                now = present.get(before.id, {}).get(name, {}).get("enum")
                lost = [] if now is None else [word for word in schema.get("enum", ()) if word not in now]
                if lost:
                    words = found.setdefault((before.id, name), [])
                    words += [word for word in lost if word not in words]
    return found


def _with_removed_values(document: Document) -> Iterator[tuple[Operation, str]]:
    """Yield each property of a payload that lost an enum value since a released version."""
    present = {one.id: one for one in document.operations}
    yield from ((present[operation], name) for operation, name in removed_values(document))


@check(rules.INVALID_PROPERTY, _with_removed_values, Need.WRITES)
def a_removed_enum_value_is_refused(session: Session, operation: Operation, name: str) -> None:
    """Send each value of the released documents that this document does not have."""
    ids = session.parent_ids(operation)
    for word in removed_values(session.document)[operation.id, name]:
        response = session.account.call(operation, ids, payload={**sample_payload(operation), name: word})
        check_bad_request(response, {name}, INVALID_ATTRIBUTE, f"{operation.id} with {name} = {shown(word)}")
