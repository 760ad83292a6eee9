"""The document that the tests are generated from, parametrisation over it, and items for its paths."""

from __future__ import annotations

from typing import Final

import httpx2
import pytest

from apivideo_admin_contract.document.document import Document, Operation
from apivideo_admin_contract.document.reading import read_document
from apivideo_admin_contract.values.samples import sample_payload
from apivideo_admin_mock.spec import bundled_document
from apivideo_admin_mock.testing import AdminMock

DOCUMENT: Final = read_document(bundled_document())

#: The collections that requests can fill.
COLLECTIONS: Final = tuple(one for one in DOCUMENT.collections if "create" in one.operations)

#: The first collection without a parent.
ROOT_COLLECTION: Final = next(one for one in DOCUMENT.collections if not one.parents)

each_operation = pytest.mark.parametrize("operation", DOCUMENT.operations, ids=repr)


def make_parents(mock: AdminMock, document: Document, operation: Operation) -> tuple[str, ...]:
    """Create an item for each id in the path of an operation, without a socket, and return the ids, outermost first."""
    ids: tuple[str, ...] = ()
    transport = httpx2.WSGITransport(app=mock.wsgi)
    with httpx2.Client(transport=transport, base_url=mock.base_url, auth=(mock.key, "")) as client:
        for parent in document.parents_of(operation):
            create = parent.operations["create"]
            response = client.post(create.path_for(ids), json=sample_payload(create)).raise_for_status()
            ids += (response.json()[parent.id_name],)
    return ids
