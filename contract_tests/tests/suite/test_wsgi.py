"""The mock in this process receives requests as from a WSGI server."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pytest

from apivideo_admin_contract.targets.in_process import InProcessTarget
from contract_tests.tests.support.subject import DOCUMENT

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/%70rojects", "/projects"),
        ("/projects/%FF%FE?name=x", "/projects/\u00ff\u00fe"),
        ("/projects/\u00e9", "/projects/\u00c3\u00a9"),
    ],
)
def test_path_info_is_decoded_as_latin_1_and_request_uri_is_as_sent(target: str, path: str) -> None:
    received: list[dict[str, Any]] = []

    def wrap(app: WSGIApplication) -> WSGIApplication:
        def wrapped(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            received.append(environ)
            return app(environ, start_response)

        return wrapped

    with InProcessTarget(DOCUMENT, wrap=wrap).session() as session:
        session.connection.client.get(target)
    assert received[0]["PATH_INFO"] == path
    assert received[0]["REQUEST_URI"] == target.replace("\u00e9", "%C3%A9")
