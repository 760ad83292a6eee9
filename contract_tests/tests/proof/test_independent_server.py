"""A server in FastAPI that shares no code with the mock passes the suite, and the suite finds each bug that is planted in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
import pytest

from apivideo_admin_contract.outcome.runner import Result, run
from apivideo_admin_contract.plan import EFFORTS
from apivideo_admin_contract.selection import select_cases
from apivideo_admin_contract.targets.by_url import Access, UrlTarget
from contract_tests.tests.independent.bugs import BUGS
from contract_tests.tests.independent.server import Api, make_app
from contract_tests.tests.independent.transport import AsgiTransport
from contract_tests.tests.support.subject import DOCUMENT
from contract_tests.tools.order.simulation import SimulatedTime, Traffic

_KEYS = ["first-key", "second-key"]
_SUSPENDED = "late-payer"
_URL = "http://127.0.0.1:8080"


@contextmanager
def _target(kind: type[Api]) -> Iterator[UrlTarget]:
    with SimulatedTime().patched() as clock:
        transport = AsgiTransport(make_app(kind(_KEYS, _SUSPENDED)))
        client = httpx2.Client(transport=Traffic(transport, clock), base_url=_URL)
        access = Access(_URL, _KEYS[0], _KEYS[1], _SUSPENDED, budget=300)
        try:
            yield UrlTarget(DOCUMENT, access, effort=EFFORTS["fast"], client=client)
        finally:
            transport.close()


def _findings(kind: type[Api]) -> Iterator[Result]:
    with _target(kind) as target:
        yield from (result for result in run(select_cases(DOCUMENT), target) if result.finding is not None)


def test_the_server_passes_every_check() -> None:
    with _target(Api) as target:
        results = list(run(select_cases(DOCUMENT), target))
        assert [one.finding.message for one in results if one.finding is not None] == []
        assert sum(one.skipped is None for one in results) > 300
        assert all("deletes" in line for line in target.close())


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.__name__)
def test_each_bug_of_the_server_is_found(bug: type[Api]) -> None:
    assert next(_findings(bug), None) is not None


def test_there_are_twenty_bugs() -> None:
    assert len(BUGS) >= 20
