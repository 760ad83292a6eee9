"""The address of a server: valid URLs, the hosts of the production server, and proxies."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from apivideo_admin_contract.client.address import host_of, is_loopback, open_client, parse_base_url
from apivideo_admin_contract.errors import UsageError
from apivideo_admin_contract.options import parse
from apivideo_admin_contract.plan import plan_run
from apivideo_admin_contract.rules.verdict import Violation
from apivideo_admin_contract.targets.by_url import Access, UrlTarget
from apivideo_admin_contract.targets.probe import find_problem
from apivideo_admin_mock.adapters.threaded import ThreadedServer
from apivideo_admin_mock.spec import bundled_document
from contract_tests.tests.support.subject import DOCUMENT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_KEY = ("--key", "a-key")
_PRODUCTION = next(host_of(server["url"]) for server in bundled_document()["servers"])


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8080", "HTTPS://api.example", "http://[::1]:80/v1", "http://bücher.example", "http://a_b"]
)
def test_a_base_url_is_accepted_unchanged(url: str) -> None:
    assert parse_base_url(f"{url}/") == url


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("localhost:80", "neither http:// nor https://"),
        ("https://[::1", "Invalid port"),
        ("http://127.0.0.1:abc", "Invalid port: 'abc'"),
        ("http://127.0.0.1:99999", "port 99999 does not exist"),
        ("http://a..b", "its host is neither a name nor an address"),
        ("http://a b", "its host is neither a name nor an address"),
        ("http://", "its host is neither a name nor an address"),
        ("http://somebody@127.0.0.1", "it has a user"),
        ("http://127.0.0.1?x=1", "it has a query"),
        ("http://127.0.0.1#x", "it has a fragment"),
    ],
)
def test_an_invalid_base_url_is_refused(url: str, message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("[", r"\[")):
        parse_base_url(url)


def test_an_error_about_a_url_does_not_show_its_password() -> None:
    with pytest.raises(UsageError) as error:
        parse(["--url", "http://somebody:hush@127.0.0.1", *_KEY], {})
    assert "hush" not in str(error.value)


@pytest.mark.parametrize(
    "host",
    [_PRODUCTION, _PRODUCTION.upper(), f"{_PRODUCTION}.", f"{_PRODUCTION}:443", _PRODUCTION.replace(".", "\u3002")],
)
def test_every_spelling_of_the_production_host_is_recognized(host: str) -> None:
    with pytest.raises(UsageError, match="is the production server of the document"):
        plan_run(parse(["--url", f"https://{host}", *_KEY], {}))


@pytest.mark.parametrize("host", [_PRODUCTION, "real.example"])
def test_another_document_adds_its_production_hosts(host: str, tmp_path: Path) -> None:
    path = tmp_path / "openapi.json"
    servers = [{"url": "/"}, {"url": "https://{region}.example"}, {"url": "https://real.example/v1"}]
    path.write_text(json.dumps({**bundled_document(), "servers": servers}), encoding="utf-8")

    with pytest.raises(UsageError, match="is the production server of the document"):
        plan_run(parse(["--url", f"https://{host}", "--openapi", str(path), *_KEY], {}))


@pytest.mark.parametrize(
    ("host", "expected"), [("localhost", True), ("127.9.9.9", True), ("::1", True), ("127.example", False)]
)
def test_a_loopback_host_is_recognized(host: str, *, expected: bool) -> None:
    assert is_loopback(host) is expected


@pytest.fixture
def proxied(monkeypatch: pytest.MonkeyPatch) -> Iterable[list[str]]:
    """Set a proxy in the environment, and yield the list of the hosts that it is asked for."""
    asked: list[str] = []

    def proxy(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        asked.append(environ["HTTP_HOST"])
        start_response("200 OK", [("Content-Type", "text/html")])
        return [b"I am in between."]

    server = ThreadedServer(proxy)
    for name in ("no_proxy", "NO_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, server.url)
    yield asked
    server.stop()


def test_the_probe_and_the_checks_use_the_same_proxy(proxied: list[str]) -> None:
    url = "http://admin.invalid"

    assert "returns 200 with text/html" in (find_problem(DOCUMENT, url, [("--key", "a-key")]) or "")
    probed = len(proxied)
    target = UrlTarget(DOCUMENT, Access(url, "a-key", limit=False))
    try:
        with target.session() as session, pytest.raises(Violation):
            session.account.send("GET", DOCUMENT.operations[0].path)
    finally:
        target.close()

    assert len(proxied) == probed + 1
    assert set(proxied) == {"admin.invalid"}


def test_a_loopback_address_needs_no_proxy(proxied: list[str]) -> None:
    def here(_: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("204 No Content", [])
        return []

    server = ThreadedServer(here)
    try:
        with open_client(server.url) as client:
            assert client.get("/").status_code == 204
    finally:
        server.stop()
    assert proxied == []
