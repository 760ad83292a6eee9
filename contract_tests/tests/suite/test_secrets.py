"""No report shows a key or a secret, even of a server that reveals them, and the reproductions in it still run."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest

from apivideo_admin_contract.cli import main
from apivideo_admin_contract.environment import KEY, URL
from apivideo_admin_mock.testing import AdminMock
from contract_tests.planted_bugs.harness.generated_cases import run_source
from contract_tests.planted_bugs.server.wire import Request, Response
from contract_tests.tests.support import pasted
from contract_tests.tests.support.misbehaving_servers import (
    COLLECTION,
    KEYS,
    NAME,
    accepting,
    decoded_key,
    key_by_length,
    key_by_prefix,
    key_in_any_case,
    matching_parts,
    misbehaving,
    quoting,
    renaming,
    truncating,
)
from contract_tests.tests.support.servers import Behaviour, Forward

_LENGTH: Final = 8


def _reports(folder: Path, url: str, *arguments: str) -> dict[str, str]:
    """Run the suite, and return the reports by their form."""
    paths = {kind: folder / f"report.{kind}" for kind in ("text", "json", "junit", "html")}
    flags = [word for kind, path in paths.items() for word in ("--report", f"{kind}={path}")]
    assert main(["--url", url, "--rate-limit", "off", "--effort", "fast", "--all", *flags, *arguments], KEYS) in {
        0,
        1,
    }
    return {kind: path.read_text(encoding="utf-8") for kind, path in paths.items()}


def _shown(reports: dict[str, str], secrets: list[str]) -> list[tuple[str, str]]:
    """Return the parts of secrets in reports, in any case."""
    pieces = {text[at : at + _LENGTH] for text in map(str.lower, secrets) for at in range(len(text) - _LENGTH + 1)}
    return [(kind, one) for kind, text in reports.items() for one in sorted(pieces) if one in text.lower()]


def _forms_of_keys() -> list[str]:
    texts = [text for key in KEYS.values() for text in (key, key.swapcase(), key.upper(), key.lower())]
    return [*texts, *(base64.b64encode(f"{text}:".encode()).decode().rstrip("=") for text in texts)]


def _create_secrets(mock: AdminMock) -> list[str]:
    """Create items as another client, and return their secrets."""
    transport = httpx2.WSGITransport(app=mock.wsgi)
    with httpx2.Client(transport=transport, base_url=mock.base_url, auth=(KEYS[KEY], "")) as client:
        ids: tuple[str, ...] = ()
        for parent in COLLECTION.parents:
            response = client.post(parent.operations["create"].path_for(ids), json={"name": "of another client"})
            ids += (response.json()[parent.id_name],)
        path = COLLECTION.operations["create"].path_for(ids)
        return [client.post(path, json={"name": f"of another client {number}"}).json()[NAME] for number in range(3)]


def _findings(reports: dict[str, str]) -> list[dict[str, Any]]:
    return [one for rule in json.loads(reports["json"])["rules"] for one in rule["findings"]]


_CREDENTIALS = {
    "other characters": (accepting(decoded_key), "a_request_without_a_valid_key_is_unauthorized[list_projects]"),
    "any case": (accepting(key_in_any_case), "a_request_without_a_valid_key_is_unauthorized[list_projects]"),
    "prefix": (accepting(key_by_prefix), "a_request_without_a_valid_key_is_unauthorized[list_projects]"),
    "a secret": (accepting(key_by_length), "a_secret_of_an_item_is_not_an_admin_key"),
    "part of a secret": (matching_parts, f"a_filter_returns_matching_items_only*{NAME}?"),
}


@pytest.mark.parametrize("kind", _CREDENTIALS)
def test_a_reproduction_with_a_key_or_a_secret_shows_neither_and_runs_as_pasted(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    behaviour, check = _CREDENTIALS[kind]
    for name, key in KEYS.items():
        monkeypatch.setenv(name, key)
    with misbehaving(behaviour) as (buggy, _), misbehaving() as (healthy, _):
        reports = _reports(tmp_path, buggy, "--select", check)

        assert _shown(reports, _forms_of_keys()) == []
        found = _findings(reports)
        assert found
        for one in found:
            monkeypatch.setenv(URL, buggy)
            with pytest.raises(AssertionError):
                run_source(one["pytest"])
            monkeypatch.setenv(URL, healthy)
            run_source(one["pytest"])
            assert pasted.run_commands(one["curl"], buggy, KEYS) != pasted.run_commands(one["curl"], healthy, KEYS)


@pytest.mark.parametrize("end", ["-unknown", KEYS[KEY].swapcase(), KEYS[KEY][-9:-1]])
def test_a_key_that_a_response_quotes_is_not_shown(end: str, tmp_path: Path) -> None:
    with misbehaving(quoting(lambda read: read.endswith(end))) as (url, _):
        reports = _reports(tmp_path, url, "--select", "a_request_without_a_valid_key_is_unauthorized[list_projects]")

    assert _shown(reports, _forms_of_keys()) == []
    assert all("This was sent: Basic " in text for text in reports.values())


@pytest.mark.parametrize("behaviour", [matching_parts, truncating, renaming])
@pytest.mark.parametrize("flags", [(), ("--read-only",)])
def test_the_secrets_of_others_are_not_shown_and_no_part_of_them_is_sent(
    behaviour: Behaviour, flags: tuple[str, ...], tmp_path: Path
) -> None:
    sent: list[str] = []

    def recording(request: Request, forward: Forward) -> Response:
        sent.append(request.query.get(NAME, ""))
        return behaviour(request, forward)

    with misbehaving(recording) as (url, mock):
        secrets = _create_secrets(mock)
        rules = (f"a_filter_returns_matching_items_only*{NAME}?", "resource-keys")
        reports = _reports(tmp_path, url, *flags, *(word for one in rules for word in ("--select", one)))

    assert _shown(reports, secrets) == []
    assert [one for one in sent if one not in secrets and _shown({"query": one}, secrets)] == []
    assert not flags or behaviour is not matching_parts or set(sent) & set(secrets)
