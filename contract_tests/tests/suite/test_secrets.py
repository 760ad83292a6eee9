"""No report of a run shows a key or a secret, whatever a server makes of them; and what it tells runs all the same."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

import httpx2
import pytest

from apivideo_admin_contract.cli import main
from apivideo_admin_contract.environment import KEY, URL
from apivideo_admin_mock.testing import AdminMock
from contract_tests.tests.support import pasted
from contract_tests.tests.support.misbehaving_servers import (
    COLLECTION,
    KEYS,
    NAME,
    Fault,
    Response,
    as_secret,
    by_its_beginning,
    cut_off,
    finding_parts,
    in_any_case,
    plain,
    quoting,
    renamed,
    served,
    taking,
)

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

_LENGTH: Final = 8


def _reports(folder: Path, url: str, *arguments: str) -> dict[str, str]:
    """Run the suite and give all that it says."""
    paths = {kind: folder / f"report.{kind}" for kind in ("text", "json", "junit", "html")}
    flags = [word for kind, path in paths.items() for word in ("--report", f"{kind}={path}")]
    assert main(["--url", url, "--rate-limit", "off", "--effort", "fast", "--all", *flags, *arguments], KEYS) in {
        0,
        1,
    }
    return {kind: path.read_text(encoding="utf-8") for kind, path in paths.items()}


def _shown(reports: dict[str, str], secrets: list[str]) -> list[tuple[str, str]]:
    """Give the pieces of secrets that reports show, in letters of any case."""
    pieces = {text[at : at + _LENGTH] for text in map(str.lower, secrets) for at in range(len(text) - _LENGTH + 1)}
    return [(kind, one) for kind, text in reports.items() for one in sorted(pieces) if one in text.lower()]


def _of_keys() -> list[str]:
    texts = [text for key in KEYS.values() for text in (key, key.swapcase(), key.upper(), key.lower())]
    return [*texts, *(base64.b64encode(f"{text}:".encode()).decode().rstrip("=") for text in texts)]


def _filled(mock: AdminMock) -> list[str]:
    """Make items as somebody else would, below others where they belong, and give their secrets."""
    transport = httpx2.WSGITransport(app=mock.wsgi)
    with httpx2.Client(transport=transport, base_url=mock.base_url, auth=(KEYS[KEY], "")) as client:
        ids: tuple[str, ...] = ()
        for parent in COLLECTION.parents:
            response = client.post(parent.operations["create"].path_for(ids), json={"name": "of somebody"})
            ids += (response.json()[parent.id_name],)
        path = COLLECTION.operations["create"].path_for(ids)
        return [client.post(path, json={"name": f"of somebody {number}"}).json()[NAME] for number in range(3)]


def _findings(reports: dict[str, str]) -> list[dict[str, Any]]:
    return [one for rule in json.loads(reports["json"])["rules"] for one in rule["findings"]]


_CREDENTIALS = {
    "lenient": (taking(plain), "a_request_without_a_valid_key_is_unauthorized[list_projects]"),
    "any case": (taking(in_any_case), "a_request_without_a_valid_key_is_unauthorized[list_projects]"),
    "beginning": (taking(by_its_beginning), "a_request_without_a_valid_key_is_unauthorized[list_projects]"),
    "a secret": (taking(as_secret), "a_secret_of_an_item_is_no_admin_key"),
    "part of a secret": (finding_parts, f"a_filter_finds_what_matches_and_nothing_else*{NAME}?"),
}


@pytest.mark.parametrize("kind", _CREDENTIALS)
def test_what_is_told_of_a_key_or_a_secret_shows_neither_and_runs_as_it_is_pasted(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault, check = _CREDENTIALS[kind]
    for name, key in KEYS.items():
        monkeypatch.setenv(name, key)
    with served(fault) as (faulty, _), served() as (healthy, _):
        reports = _reports(tmp_path, faulty, "--select", check)

        assert _shown(reports, _of_keys()) == []
        found = _findings(reports)
        assert found
        for one in found:
            monkeypatch.setenv(URL, faulty)
            with pytest.raises(AssertionError):
                pasted.run_case(one["pytest"])
            monkeypatch.setenv(URL, healthy)
            pasted.run_case(one["pytest"])
            assert pasted.run_commands(one["curl"], faulty, KEYS) != pasted.run_commands(one["curl"], healthy, KEYS)


@pytest.mark.parametrize("end", ["-unknown", KEYS[KEY].swapcase(), KEYS[KEY][-9:-1]])
def test_a_key_that_an_answer_quotes_is_not_shown(end: str, tmp_path: Path) -> None:
    with served(quoting(lambda read: read.endswith(end))) as (url, _):
        reports = _reports(tmp_path, url, "--select", "a_request_without_a_valid_key_is_unauthorized[list_projects]")

    assert _shown(reports, _of_keys()) == []
    assert all("This was sent: Basic " in text for text in reports.values())


@pytest.mark.parametrize("fault", [finding_parts, cut_off, renamed])
@pytest.mark.parametrize("flags", [(), ("--read-only",)])
def test_the_secrets_of_others_are_not_shown_and_no_part_of_them_is_sent(
    fault: Fault, flags: tuple[str, ...], tmp_path: Path
) -> None:
    asked: list[str] = []

    def listening(environ: WSGIEnvironment, app: WSGIApplication) -> Response:
        asked.append(dict(parse_qsl(environ.get("QUERY_STRING", ""))).get(NAME, ""))
        return fault(environ, app)

    with served(listening) as (url, mock):
        secrets = _filled(mock)
        rules = (f"a_filter_finds_what_matches_and_nothing_else*{NAME}?", "resource-keys")
        reports = _reports(tmp_path, url, *flags, *(word for one in rules for word in ("--select", one)))

    assert _shown(reports, secrets) == []
    assert [one for one in asked if one not in secrets and _shown({"query": one}, secrets)] == []
    assert not flags or fault is not finding_parts or set(asked) & set(secrets)
