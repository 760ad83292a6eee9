"""Makes in a mock what the path of an operation names."""

from __future__ import annotations

import httpx2

from apivideo_admin_mock.testing import AdminMock
from contract_tests.document import Document, Operation
from contract_tests.samples import sample_payload


def make_owners(mock: AdminMock, document: Document, operation: Operation) -> tuple[str, ...]:
    """Make an item for each id in the path of an operation, the outermost first, and give the ids. It makes no use of a socket."""
    ids: tuple[str, ...] = ()
    transport = httpx2.WSGITransport(app=mock.wsgi)
    with httpx2.Client(transport=transport, base_url=mock.base_url, auth=(mock.key, "")) as client:
        for owner in document.owners_of(operation):
            create = owner.operations["create"]
            answer = client.post(create.url(ids), json=sample_payload(create)).raise_for_status()
            ids += (answer.json()[owner.id_name],)
    return ids
