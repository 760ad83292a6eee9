"""The mock's proxy in front of a server with planted bugs reports them, and in front of the healthy mock it reports nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import httpx2
import pytest

from apivideo_admin_contract.cli import main
from apivideo_admin_contract.environment import KEY
from apivideo_admin_mock.adapters.app import make_control_app
from apivideo_admin_mock.adapters.proxy.address import Address
from apivideo_admin_mock.adapters.proxy.application import ProxyApplication
from apivideo_admin_mock.adapters.proxy.upstream import Upstream
from apivideo_admin_mock.adapters.threaded import ThreadedServer
from apivideo_admin_mock.backends.memory import MemoryBackend
from apivideo_admin_mock.proxy.engine import ProxyEngine
from apivideo_admin_mock.settings import make_settings
from apivideo_admin_mock.spec import bundled_api
from apivideo_admin_mock.tenants.clock import SystemClock
from contract_tests.planted_bugs.harness.setup import KEYS as BUG_KEYS
from contract_tests.tests.support.servers import KEYS, mock_with, setup_of

if TYPE_CHECKING:
    from apivideo_admin_mock.http.messages import SpecViolation

#: Bugs whose rule is one of a schema, a status or a header, with the rule of the proxy, and the place in the message.
BUGS: Final = [
    ("responses_are_plain_text", "media_type", "headers/content-type"),
    ("responses_have_no_media_type", "media_type", "headers/content-type"),
    ("responses_are_gzipped_without_a_header", "schema", "body"),
    ("a_response_is_cut_off", "schema", "body"),
    ("responses_start_with_a_byte_order_mark", "schema", "body"),
    ("responses_are_wrapped_in_data", "schema", "body/"),
    ("no_response_has_rate_limit_headers", "header", "headers/x-ratelimit-limit"),
    ("errors_have_no_rate_limit_headers", "header", "headers/x-ratelimit-limit"),
    ("a_404_has_no_rate_limit_headers", "header", "headers/x-ratelimit-limit"),
    ("a_415_has_no_rate_limit_headers", "header", "headers/x-ratelimit-limit"),
    ("a_401_has_no_rate_limit_headers", "header", "headers/x-ratelimit-limit"),
    ("a_405_has_no_rate_limit_headers", "header", "headers/x-ratelimit-limit"),
    ("a_deletion_has_no_rate_limit_headers", "header", "headers/x-ratelimit-limit"),
    ("a_create_has_no_remaining_header", "header", "headers/x-ratelimit-remaining"),
    ("the_limit_header_is_not_a_number", "header", "headers/x-ratelimit-limit"),
    ("listed_items_lack_a_property", "schema", "body/items/0/"),
    ("unknown_properties_are_ignored", "invalid_request_accepted", "status"),
    ("numbers_are_accepted_as_texts", "invalid_request_accepted", "status"),
    ("a_missing_property_gets_a_default", "invalid_request_accepted", "status"),
    ("null_is_accepted_as_a_text", "invalid_request_accepted", "status"),
]


@contextmanager
def proxied(planted_bug: str | None) -> Iterator[tuple[str, ProxyEngine]]:
    """Serve a mock with a planted bug behind a proxy. Yield the URL of the proxy, and its engine."""
    mock = mock_with({**KEYS, "planted bug": BUG_KEYS[0]})
    server = ThreadedServer(setup_of(planted_bug).plant(mock.wsgi, time.time))
    settings = make_settings({"keys": [KEYS[KEY]], "any_key": True, "rate_limit": "off"})
    engine = ProxyEngine(bundled_api(), settings, SystemClock(), MemoryBackend)
    upstream = Upstream(Address.parse(server.url), timeout=30)
    proxy = ThreadedServer(ProxyApplication(engine, make_control_app(engine), upstream))
    try:
        yield proxy.url, engine
    finally:
        proxy.stop()
        server.stop()


def use(client: httpx2.Client) -> None:
    """Send valid and invalid requests of each kind."""
    project = client.post("/projects", json={"name": "Alpha"})
    path = (
        f"/projects/{project.json().get('project_id', 'unknown')}"
        if project.content[:1] == b"{"
        else "/projects/unknown"
    )
    created = client.post(f"{path}/api-keys", json={"name": "key"})
    for target in ("/projects", "/projects/count", path, f"{path}/api-keys", f"{path}/hosting-usage?interval=7d"):
        client.get(target)
    client.patch(path, json={"name": "Beta"})
    for payload in ({"name": "x", "colour": 1}, {"name": 5}, {}, {"name": None}):
        client.post("/projects", json=payload)
    client.post("/projects", content=b"name=x", headers={"Content-Type": "text/plain"})
    client.get("/projects/unknown")
    client.get("/nowhere")
    client.put("/projects", json={})
    client.get("/projects", auth=("unknown", ""))
    if created.content[:1] == b"{" and "api_key_id" in created.json():
        client.delete(f"{path}/api-keys/{created.json()['api_key_id']}")


def violations(planted_bug: str | None) -> list[SpecViolation]:
    """Return the violations of responses that the proxy finds."""
    with proxied(planted_bug) as (url, engine), httpx2.Client(base_url=url, auth=(KEYS[KEY], "")) as client:
        use(client)
        found = [
            one
            for key in engine.backend.all_keys()
            for entry in entries(engine, key)
            for one in entry
            if one.part == "response"
        ]
        assert engine.report.count("response") == len(found)
    return found


def entries(engine: ProxyEngine, key: str) -> list[tuple[SpecViolation, ...]]:
    """Return the violations of each recorded request of a key."""
    with engine.backend.transaction(key) as tenant:
        return [one.violations for one in tenant.journal.find()]


@pytest.mark.parametrize(("name", "rule", "at"), BUGS, ids=lambda one: one)
def test_a_planted_bug_is_reported_with_its_operation_and_pointer(name: str, rule: str, at: str) -> None:
    found = [one for one in violations(name) if one.rule == rule and one.at.startswith(at)]
    assert found
    paths = bundled_api().document["paths"]
    operations = {node["operationId"] for item in paths.values() for node in item.values() if "operationId" in node}
    for one in found:
        assert one.pointer.startswith(("/paths", "/components/responses/"))
        assert one.operation_id is None or one.operation_id in operations
    assert any(one.operation_id for one in found) or name == "a_405_has_no_rate_limit_headers"


def test_the_healthy_server_has_no_violation() -> None:
    assert violations(None) == []


def test_the_whole_suite_through_the_proxy_finds_nothing_and_no_response_violates_the_document(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with proxied(None) as (url, engine):
        code = main(["--url", url, "--effort", "fast", "--rate-limit", "off", "--budget", "100000"], KEYS)
        lines = [line for line in engine.report.lines() if " response " in line]
        total = engine.report.count("request")
    assert code == 0, capsys.readouterr().out
    assert lines == []
    assert total > 1000  # the suite sends invalid requests
