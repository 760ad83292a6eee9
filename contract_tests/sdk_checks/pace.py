"""How fast a client is."""

from __future__ import annotations

import time

import httpx2

from contract_tests.document import Document
from contract_tests.sdk_checks.paging import empty_page
from contract_tests.sdk_checks.subjects import faces
from contract_tests.sdk_checks.tryout import made_up
from contract_tests.suite import rules_sdk as rules
from contract_tests.suite.check import check
from contract_tests.suite.expect import holds
from contract_tests.suite.lab import Lab


@check(rules.PACE, faces)
def a_client_sends_no_more_in_a_window_than_the_api_accepts(lab: Lab, face: str) -> None:
    """In real time, for its clock is its own; a slow machine makes it slower, which is no fault."""
    document: Document = lab.document
    root = next(one for one in document.operations if one.action == "list" and not one.path_parameters)
    moments: list[float] = []

    def answer(_: httpx2.Request) -> httpx2.Response:
        moments.append(time.monotonic())
        return httpx2.Response(200, json=empty_page(root, []))

    client = made_up(lab, face, answer, throttle=True)
    for _ in range(document.limit + 2):
        client.call(root, (), {})
    for first, last in zip(moments, moments[document.limit :], strict=False):
        holds(
            last - first >= document.seconds,
            f"{document.limit + 1} requests within {last - first:.3f} seconds; the limit is {document.limit} in {document.seconds}",
        )
