"""The mock in this process is given what a WSGI server gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from apivideo_admin_contract.targets.in_process import InProcessTarget
from contract_tests.tests.support.subject import DOCUMENT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/%70rojects", "/projects"),
        ("/projects/%FF%FE?name=x", "/projects/\u00ff\u00fe"),
        ("/projects/\u00e9", "/projects/\u00c3\u00a9"),
    ],
)
def test_a_path_is_its_bytes_as_latin_1_and_beside_it_as_it_was_sent(target: str, path: str) -> None:
    seen: list[dict[str, Any]] = []

    def wrap(app: WSGIApplication) -> WSGIApplication:
        def wrapped(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            seen.append(environ)
            return app(environ, start_response)

        return wrapped

    with InProcessTarget(DOCUMENT, wrap=wrap).session() as session:
        session.connection.client.get(target)
    assert seen[0]["PATH_INFO"] == path
    assert seen[0]["REQUEST_URI"] == target.replace("\u00e9", "%C3%A9")
