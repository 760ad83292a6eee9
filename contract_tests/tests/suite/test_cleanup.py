"""Items that a run leaves on the server are listed with the reason."""

from __future__ import annotations

from typing import Any, cast

import httpx2
import pytest

from apivideo_admin_contract.client.account import Account
from apivideo_admin_contract.safety.cleanup import schedule_deletions
from contract_tests.tests.support.subject import DOCUMENT


class _Account:
    """An account whose server sends one response to everything."""

    def __init__(self, status: int, body: Any) -> None:
        self._response = httpx2.Response(status, json=body)

    def send(self, *_: object, **__: object) -> httpx2.Response:
        return self._response


@pytest.mark.parametrize(
    ("status", "body", "clause"),
    [
        (200, {"AT": "2026-12-01T00:00:00+00:00"}, "which the server deletes after 2026-12-01T00:00:00+00:00"),
        (429, {"title": "Too many requests."}, "whose deletion could not be scheduled (status 429)"),
        (200, {}, "whose deletion could not be scheduled (the response has no 'AT')"),
    ],
)
def test_an_item_that_stays_is_listed_with_the_reason(status: int, body: dict[str, Any], clause: str) -> None:
    collection = next(one for one in DOCUMENT.collections if "flag" in one.resource.get("x-expire", {}))
    at = collection.resource["x-expire"]["at"]
    account = cast("Account", _Account(status, {at if name == "AT" else name: value for name, value in body.items()}))

    (line,) = schedule_deletions({"main": account}, [("main", collection, ("id-of-the-item",))])

    assert line.partition(", ")[2] == clause.replace("AT'", f"{at}'")
