"""Creates with an unknown outcome count in the budget, and the report lists them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from apivideo_admin_contract.cli import main
from apivideo_admin_contract.environment import KEY
from apivideo_admin_mock.testing import AdminMock
from contract_tests.planted_bugs.server.wire import Request, Response
from contract_tests.tests.support.servers import KEYS, Forward, behaving, listening
from contract_tests.tests.support.subject import ROOT_COLLECTION

_HTML: Final = (("Content-Type", "text/html"),)

_SPOILED: Final[dict[str, Callable[[Response], Response]]] = {
    "a gateway gives up": lambda _: Response(502, _HTML, b"<h1>Bad gateway</h1>"),
    "the connection is closed": lambda _: Response(201, (("Content-Length", "1000"),), b""),
    "the response is cut off": lambda response: response.replace(body=response.body[:-1]),
    "the id has another name": lambda response: response.replace(
        body=response.body.replace(ROOT_COLLECTION.id_name.encode(), b"number")
    ),
}


@contextmanager
def _served(spoiled: Callable[[Response], Response]) -> Iterator[tuple[str, list[str]]]:
    """Serve a mock that creates items but spoils the responses. Yield its URL and the names of the created items."""
    mock = AdminMock(keys=[KEYS[KEY]], rate_limit="off")
    created: list[str] = []

    def behaviour(request: Request, forward: Forward) -> Response:
        response = forward(request)
        if (request.method, request.path, response.status) != ("POST", ROOT_COLLECTION.path, 201):
            return response
        created.append(response.json["name"])
        return spoiled(response)

    with listening(behaving(mock.wsgi, behaviour)) as url:
        yield url, created


@pytest.mark.parametrize("spoiled", _SPOILED.values(), ids=_SPOILED)
def test_a_create_with_an_unknown_outcome_counts_in_the_budget_and_is_listed_in_the_report(
    spoiled: Callable[[Response], Response], tmp_path: Path
) -> None:
    report = tmp_path / "report.json"
    with _served(spoiled) as (url, created):
        flags = ["--url", url, "--rate-limit", "off", "--budget", "3", "--report", f"json={report}"]
        checks = ["a_created_item_can_be_read_back*", "each_property_can_be*"]
        assert main([*flags, *(word for one in checks for word in ("--select", one))], {KEY: KEYS[KEY]}) == 1

    remaining = json.loads(report.read_text(encoding="utf-8"))["remaining"]
    assert len(created) == 3
    assert [name for name in created if not any(name in line for line in remaining)] == []
