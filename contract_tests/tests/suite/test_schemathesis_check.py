"""What Schemathesis finds is a finding as any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apivideo_admin_contract.checks.schemathesis import schemathesis
from apivideo_admin_contract.client.account import basic
from apivideo_admin_contract.document.exchange import Exchange
from apivideo_admin_contract.environment import KEY
from apivideo_admin_contract.outcome.runner import run_case
from apivideo_admin_contract.session.session import Effort
from apivideo_admin_contract.targets.in_process import KEYS, InProcessTarget
from apivideo_admin_mock.threaded import ThreadedServer
from contract_tests.planted_bugs.harness.vanilla_schemathesis import stock
from contract_tests.tests.support.subject import DOCUMENT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def _open_to_all(app: WSGIApplication) -> WSGIApplication:
    def wrapped(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return app({**environ, "HTTP_AUTHORIZATION": basic(KEYS[KEY])}, start_response)

    return wrapped


def _broken(_: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("500 Internal Server Error", [("Content-Type", "text/plain")])
    return [b"oops"]


def test_a_failure_has_a_rule_of_its_own_and_a_short_transcript() -> None:
    target = InProcessTarget(DOCUMENT, wrap=_open_to_all, effort=Effort(examples=2, steps=5))
    finding = run_case(next(schemathesis.cases(DOCUMENT)), target).finding
    assert finding is not None
    assert (finding.rule.id, finding.check.partition("[")[0]) == ("schemathesis:ignored_auth", "schemathesis")
    assert 1 <= len(finding.transcript) <= 3
    assert all(isinstance(event, Exchange) for event in finding.transcript)


def test_what_holds_for_every_answer_is_looked_at_here_as_well() -> None:
    target = InProcessTarget(DOCUMENT, wrap=lambda _: _broken, effort=Effort(examples=2, steps=5))
    finding = run_case(next(schemathesis.cases(DOCUMENT)), target).finding
    assert finding is not None
    assert finding.rule.id == "no-server-error"


def test_stock_schemathesis_tells_its_first_failure() -> None:
    server = ThreadedServer(_broken)
    try:
        found = stock(DOCUMENT, server.url, "a-key", examples=1)
    finally:
        server.stop()
    assert found is not None
    assert found.check == "not_a_server_error"
