"""What a run may have made without being told so counts in its budget, and is told at the end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from apivideo_admin_contract.cli import main
from apivideo_admin_contract.environment import KEY
from apivideo_admin_mock.testing import AdminMock
from apivideo_admin_mock.threaded import ThreadedServer
from contract_tests.tests.support.misbehaving_servers import passed_on
from contract_tests.tests.support.served import KEYS
from contract_tests.tests.support.subject import DOCUMENT

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

Spoil = Callable[[list[tuple[str, str]], bytes], tuple[str, list[tuple[str, str]], bytes]]

_ROOT: Final = next(one for one in DOCUMENT.collections if not one.parents)
_HTML: Final = [("Content-Type", "text/html")]


_SPOILS: Final[dict[str, Spoil]] = {
    "a gateway gives up": lambda _headers, _body: ("502 Bad Gateway", _HTML, b"<h1>Bad gateway</h1>"),
    "the connection is closed": lambda _headers, _body: ("201 Created", [("Content-Length", "1000")], b""),
    "the answer is cut off": lambda headers, body: ("201 Created", headers, body[:-1]),
    "the id has another name": lambda headers, body: (
        "201 Created",
        headers,
        body.replace(_ROOT.id_name.encode(), b"number"),
    ),
}


@contextmanager
def _spoiling(spoil: Spoil) -> Iterator[tuple[str, list[str]]]:
    """Serve a mock that makes what it is told to and answers otherwise; give its URL and what the items made were sent."""
    mock = AdminMock(keys=[KEYS[KEY]], rate_limit="off")
    made: list[str] = []

    def spoiling(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        status, headers, body = passed_on(environ, mock.wsgi)
        if environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"] == _ROOT.path and status.startswith("201"):
            made.append(json.loads(body)["name"])
            status, headers, body = spoil(headers, body)
        start_response(status, headers)
        return [body]

    server = ThreadedServer(spoiling)
    try:
        yield server.url, made
    finally:
        server.stop()


@pytest.mark.parametrize("spoil", _SPOILS.values(), ids=_SPOILS)
def test_what_is_made_without_a_word_counts_in_the_budget_and_is_told_at_the_end(spoil: Spoil, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    with _spoiling(spoil) as (url, made):
        flags = ["--url", url, "--rate-limit", "off", "--budget", "3", "--report", f"json={report}"]
        checks = [
            "--select",
            "what_is_created_is_read_again*",
            "--select",
            "each_property_may_be*",
            "--select",
            "create-once",
        ]
        assert main([*flags, *checks], {KEY: KEYS[KEY]}) == 1

    remaining = json.loads(report.read_text(encoding="utf-8"))["remaining"]
    assert len(made) == 3
    assert [name for name in made if not any(name in line for line in remaining)] == []
