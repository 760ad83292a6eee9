"""Makes in a mock what the path of an operation names."""

from __future__ import annotations

import httpx2

from apivideo_admin_contract.document.document import Document, Operation
from apivideo_admin_contract.values.samples import sample_payload
from apivideo_admin_mock.testing import AdminMock


def make_parents(mock: AdminMock, document: Document, operation: Operation) -> tuple[str, ...]:
    """Make an item for each id in the path of an operation, the outermost first, and give the ids. It makes no use of a socket."""
    ids: tuple[str, ...] = ()
    transport = httpx2.WSGITransport(app=mock.wsgi)
    with httpx2.Client(transport=transport, base_url=mock.base_url, auth=(mock.key, "")) as client:
        for owner in document.parents_of(operation):
            create = owner.operations["create"]
            response = client.post(create.path_for(ids), json=sample_payload(create)).raise_for_status()
            ids += (response.json()[owner.id_name],)
    return ids
