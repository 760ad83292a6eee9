"""How fast a client is."""

from __future__ import annotations

import time

import httpx2

from apivideo_admin_contract.document.document import Document
from apivideo_admin_contract.rules.expect import holds
from apivideo_admin_contract.session.check import check
from apivideo_admin_contract.session.session import Session
from contract_tests import rules_sdk as rules
from contract_tests.sdk_checks.paging import empty_page
from contract_tests.sdk_checks.subjects import faces
from contract_tests.sdk_checks.tryout import made_up


@check(rules.PACE, faces)
def a_client_sends_no_more_in_a_window_than_the_api_accepts(session: Session, face: str) -> None:
    """In real time, for its clock is its own; a slow machine makes it slower, which is no fault."""
    document: Document = session.document
    root = next(one for one in document.operations if one.action == "list" and not one.path_parameters)
    moments: list[float] = []

    def response(_: httpx2.Request) -> httpx2.Response:
        moments.append(time.monotonic())
        return httpx2.Response(200, json=empty_page(root, []))

    client = made_up(session, face, response, throttle=True)
    for _ in range(document.limit + 2):
        client.call(root, (), {})
    for first, last in zip(moments, moments[document.limit :], strict=False):
        holds(
            last - first >= document.seconds,
            f"{document.limit + 1} requests within {last - first:.3f} seconds; the limit is {document.limit} in {document.seconds}",
        )
