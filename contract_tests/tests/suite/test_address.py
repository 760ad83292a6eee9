"""Where a server is: what counts as its URL, which hosts are the production server, and how it is reached."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from apivideo_admin_contract.client.address import base_url_of, client_of, host_of, is_here
from apivideo_admin_contract.errors import UsageError
from apivideo_admin_contract.options import parse
from apivideo_admin_contract.rules.verdict import Violation
from apivideo_admin_contract.setting import setting_of
from apivideo_admin_contract.targets.by_url import Access, UrlTarget
from apivideo_admin_contract.targets.probe import trouble_of
from apivideo_admin_mock.spec import bundled_document
from apivideo_admin_mock.threaded import ThreadedServer
from contract_tests.tests.support.subject import DOCUMENT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_KEY = ("--key", "a-key")
_PRODUCTION = next(host_of(server["url"]) for server in bundled_document()["servers"])


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8080", "HTTPS://api.example", "http://[::1]:80/v1", "http://bücher.example", "http://a_b"]
)
def test_the_url_of_a_server_is_taken_as_it_is(url: str) -> None:
    assert base_url_of(f"{url}/") == url


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("localhost:80", "neither http:// nor https://"),
        ("https://[::1", "Invalid port"),
        ("http://127.0.0.1:abc", "Invalid port: 'abc'"),
        ("http://127.0.0.1:99999", "there is no port 99999"),
        ("http://a..b", "its host is no name"),
        ("http://a b", "its host is no name"),
        ("http://", "its host is no name"),
        ("http://somebody@127.0.0.1", "it has a user"),
        ("http://127.0.0.1?x=1", "it has a query"),
        ("http://127.0.0.1#x", "it has a fragment"),
    ],
)
def test_what_is_no_url_of_a_server_is_told(url: str, said: str) -> None:
    with pytest.raises(ValueError, match=said.replace("[", r"\[")):
        base_url_of(url)


def test_a_password_in_a_url_is_not_told() -> None:
    with pytest.raises(UsageError) as told:
        parse(["--url", "http://somebody:hush@127.0.0.1", *_KEY], {})
    assert "hush" not in str(told.value)


@pytest.mark.parametrize(
    "host",
    [_PRODUCTION, _PRODUCTION.upper(), f"{_PRODUCTION}.", f"{_PRODUCTION}:443", _PRODUCTION.replace(".", "\u3002")],
)
def test_the_production_server_is_known_however_it_is_written(host: str) -> None:
    with pytest.raises(UsageError, match="is the production server of the document"):
        setting_of(parse(["--url", f"https://{host}", *_KEY], {}))


@pytest.mark.parametrize("host", [_PRODUCTION, "real.example"])
def test_another_document_adds_its_servers_to_ours(host: str, tmp_path: Path) -> None:
    path = tmp_path / "openapi.json"
    servers = [{"url": "/"}, {"url": "https://{region}.example"}, {"url": "https://real.example/v1"}]
    path.write_text(json.dumps({**bundled_document(), "servers": servers}), encoding="utf-8")

    with pytest.raises(UsageError, match="is the production server of the document"):
        setting_of(parse(["--url", f"https://{host}", "--openapi", str(path), *_KEY], {}))


@pytest.mark.parametrize(
    ("host", "expected"), [("localhost", True), ("127.9.9.9", True), ("::1", True), ("127.example", False)]
)
def test_a_loopback_address_is_here(host: str, *, expected: bool) -> None:
    assert is_here(host) is expected


@pytest.fixture
def proxied(monkeypatch: pytest.MonkeyPatch) -> Iterable[list[str]]:
    """Give the hosts that a proxy is asked for, which the environment names."""
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


def test_the_probe_and_the_checks_go_by_the_same_proxy(proxied: list[str]) -> None:
    url = "http://admin.invalid"

    assert "gives 200 as text/html" in (trouble_of(DOCUMENT, url, [("--key", "a-key")]) or "")
    probed = len(proxied)
    with UrlTarget(DOCUMENT, Access(url, "a-key", limit=False)).session() as session, pytest.raises(Violation):
        session.account.send("GET", DOCUMENT.operations[0].path)

    assert len(proxied) == probed + 1
    assert set(proxied) == {"admin.invalid"}


def test_no_proxy_is_asked_for_this_machine(proxied: list[str]) -> None:
    def here(_: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("204 No Content", [])
        return []

    server = ThreadedServer(here)
    try:
        with client_of(server.url) as client:
            assert client.get("/").status_code == 204
    finally:
        server.stop()
    assert proxied == []
