"""Failures that Schemathesis finds are reported like all others, and it is used only through its public interface."""

from __future__ import annotations

import ast
import tomllib
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import apivideo_admin_contract
from apivideo_admin_contract.checks.schemathesis import schemathesis, schemathesis_walks
from apivideo_admin_contract.document.exchange import Exchange
from apivideo_admin_contract.document.reading import read_document
from apivideo_admin_contract.document.security import basic
from apivideo_admin_contract.environment import KEY
from apivideo_admin_contract.outcome.runner import run_case
from apivideo_admin_contract.rules.verdict import Skipped
from apivideo_admin_contract.session import schemathesis_bridge
from apivideo_admin_contract.session.check import Check
from apivideo_admin_contract.session.session import Effort
from apivideo_admin_contract.targets.in_process import KEYS, InProcessTarget
from apivideo_admin_mock.adapters.threaded import ThreadedServer
from contract_tests.planted_bugs.harness.vanilla_schemathesis import first_failure
from contract_tests.tests.support.subject import DOCUMENT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


_PACKAGE = Path(apivideo_admin_contract.__file__).parent
_CASE = next(schemathesis.cases(DOCUMENT))


def _open_to_all(app: WSGIApplication) -> WSGIApplication:
    def wrapped(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return app({**environ, "HTTP_AUTHORIZATION": basic(KEYS[KEY])}, start_response)

    return wrapped


def _broken(_: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("500 Internal Server Error", [("Content-Type", "text/plain")])
    return [b"oops"]


def test_a_failure_has_a_rule_of_its_own_and_a_short_transcript() -> None:
    target = InProcessTarget(DOCUMENT, wrap=_open_to_all, effort=Effort(examples=2, steps=5))
    finding = run_case(_CASE, target).finding
    assert finding is not None
    assert (finding.rule.id, finding.check.partition("[")[0]) == ("schemathesis:ignored_auth", "schemathesis")
    assert 1 <= len(finding.transcript) <= 3
    assert all(isinstance(event, Exchange) for event in finding.transcript)


def test_the_rules_of_every_response_are_checked_here_too() -> None:
    target = InProcessTarget(DOCUMENT, wrap=lambda _: _broken, effort=Effort(examples=2, steps=5))
    finding = run_case(_CASE, target).finding
    assert finding is not None
    assert (finding.rule.id, len(finding.transcript)) == ("no-server-error", 1)


def test_the_requests_of_a_passed_check_are_kept_for_the_coverage_report() -> None:
    result = run_case(_CASE, InProcessTarget(DOCUMENT, effort=Effort(examples=5, steps=5)))

    assert (result.finding, result.skipped) == (None, None)
    assert len({event.target for event in result.events if isinstance(event, Exchange)}) > 1


def test_the_path_of_the_documents_servers_is_not_added_to_requests() -> None:
    document = read_document({**DOCUMENT.node, "servers": [{"url": "https://server.example/v1"}]})
    case = next(schemathesis.cases(document))

    result = run_case(case, InProcessTarget(document, effort=Effort(examples=5, steps=5)))

    assert (result.finding, result.skipped) == (None, None)
    assert {event.path for event in result.events if isinstance(event, Exchange)} == {case.subject[0].path}


@pytest.mark.parametrize("check", [schemathesis, schemathesis_walks])
def test_without_schemathesis_the_check_is_skipped_with_the_command_that_installs_it(
    check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_: str) -> str:
        raise PackageNotFoundError

    monkeypatch.setattr(schemathesis_bridge, "version", missing)

    result = run_case(next(check.cases(DOCUMENT)), InProcessTarget(DOCUMENT))

    assert result.events == ()
    assert result.skipped == ("Schemathesis is not installed; fix: pip install 'apivideo-admin-contract[schemathesis]'")


@pytest.mark.parametrize("version", ["4.32.3", "5.0.0", "5.1"])
def test_a_version_that_is_not_tested_is_not_used(version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schemathesis_bridge, "version", lambda _: version)

    with pytest.raises(
        Skipped, match=rf"Schemathesis {version} is installed, and the suite is tested with >=4.32.4,<5"
    ):
        schemathesis_bridge.require_schemathesis()


def test_the_tested_versions_are_those_that_the_extra_installs() -> None:
    project = tomllib.loads((_PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lowest, refused = (".".join(map(str, one)) for one in (schemathesis_bridge.LOWEST, schemathesis_bridge.REFUSED))

    assert project["optional-dependencies"]["schemathesis"] == [f"schemathesis>={lowest},<{refused}"]


def test_only_documented_modules_of_schemathesis_are_imported() -> None:
    imported = set()
    for path in _PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {(one.name, "") for one in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported |= {(str(node.module), one.name) for one in node.names}
    used = {one for one in imported if one[0].partition(".")[0] == "schemathesis"}

    assert used
    assert {module for module, _ in used} <= {"schemathesis", "schemathesis.errors"}
    assert not [name for _, name in used if name.startswith("_")]


def test_vanilla_schemathesis_returns_its_first_failure() -> None:
    server = ThreadedServer(_broken)
    try:
        found = first_failure(DOCUMENT, server.url, "a-key", examples=1)
    finally:
        server.stop()
    assert found is not None
    assert found.check == "not_a_server_error"
