"""What Schemathesis finds is a finding as any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apivideo_admin_mock.threaded import ThreadedServer
from contract_tests.checks.schemathesis import schemathesis
from contract_tests.stock import stock
from contract_tests.subject import DOCUMENT
from contract_tests.suite.account import basic
from contract_tests.suite.exchange import Exchange
from contract_tests.suite.host import KEYS, MockHost
from contract_tests.suite.lab import Effort
from contract_tests.suite.runner import run_case

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def _open_to_all(app: WSGIApplication) -> WSGIApplication:
    def wrapped(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return app({**environ, "HTTP_AUTHORIZATION": basic(KEYS["ADMIN_KEY"])}, start_response)

    return wrapped


def _broken(_: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("500 Internal Server Error", [("Content-Type", "text/plain")])
    return [b"oops"]


def test_a_failure_has_a_rule_of_its_own_and_a_short_transcript() -> None:
    host = MockHost(DOCUMENT, wrap=_open_to_all, effort=Effort(examples=2, steps=5))
    finding = run_case(next(schemathesis.cases(DOCUMENT)), host).finding
    assert finding is not None
    assert (finding.rule.id, finding.check.partition("[")[0]) == ("schemathesis:ignored_auth", "schemathesis")
    assert 1 <= len(finding.transcript) <= 3
    assert all(isinstance(event, Exchange) for event in finding.transcript)


def test_what_holds_for_every_answer_is_looked_at_here_as_well() -> None:
    host = MockHost(DOCUMENT, wrap=lambda _: _broken, effort=Effort(examples=2, steps=5))
    finding = run_case(next(schemathesis.cases(DOCUMENT)), host).finding
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
