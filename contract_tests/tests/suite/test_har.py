"""The HAR and NDJSON reports: read back, complete, and without keys and secrets."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import jsonschema_rs
import pytest

from apivideo_admin_contract.cli import main
from apivideo_admin_contract.environment import KEY
from apivideo_admin_contract.report.as_har import as_har
from apivideo_admin_contract.report.as_ndjson import as_ndjson
from apivideo_admin_contract.report.summary import Summary
from contract_tests.tests.support.servers import KEYS, behaving, listening, mock_with

_RECORDS: Final = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["name", "value"],
        "properties": {"name": {"type": "string"}, "value": {"type": "string"}},
    },
}
_MESSAGE: Final = {"httpVersion": {"const": "HTTP/1.1"}, "headers": _RECORDS, "bodySize": {"type": "integer"}}
#: What HAR 1.2 requires of an entry (http://www.softwareishard.com/blog/har-12-spec/).
_ENTRY: Final = {
    "type": "object",
    "required": ["startedDateTime", "time", "request", "response", "cache", "timings"],
    "properties": {
        "startedDateTime": {"type": "string", "format": "date-time"},
        "time": {"type": "number", "minimum": 0},
        "request": {
            "type": "object",
            "required": [
                "method",
                "url",
                "httpVersion",
                "cookies",
                "headers",
                "queryString",
                "headersSize",
                "bodySize",
            ],
            "properties": {
                **_MESSAGE,
                "method": {"type": "string"},
                "url": {"type": "string", "pattern": "^http://127\\.0\\.0\\.1:"},
                "queryString": _RECORDS,
                "postData": {"type": "object", "required": ["mimeType", "text"]},
            },
        },
        "response": {
            "type": "object",
            "required": [
                "status",
                "statusText",
                "httpVersion",
                "cookies",
                "headers",
                "content",
                "redirectURL",
                "headersSize",
                "bodySize",
            ],
            "properties": {
                **_MESSAGE,
                "status": {"type": "integer"},
                "content": {"type": "object", "required": ["size", "mimeType", "text"]},
            },
        },
        "timings": {"type": "object", "required": ["send", "wait", "receive"]},
    },
}
_HAR: Final = {
    "type": "object",
    "required": ["log"],
    "properties": {
        "log": {
            "type": "object",
            "required": ["version", "creator", "entries"],
            "properties": {"version": {"const": "1.2"}, "entries": {"type": "array", "items": _ENTRY}},
        }
    },
}
_CHECK: Final = "a_created_item_can_be_read_back[api-keys]"


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], list[dict[str, Any]], str]:
    """Return both reports of a run with a finding, which sees a secret: the HAR, the lines of the NDJSON, and the texts of both."""
    folder = tmp_path_factory.mktemp("reports")
    secrets: list[str] = []

    def broken(request: Any, forward: Any) -> Any:
        response = forward(request)
        if request.method == "POST" and response.is_success and "value" in response.json:
            secrets.append(response.json["value"])
            return response.replace(json={**response.json, "name": "another"})
        return response

    with listening(behaving(mock_with(KEYS).wsgi, broken)) as url:
        written = [f"har={folder / 'run.har'}", f"ndjson={folder / 'run.ndjson'}"]
        words = [word for one in written for word in ("--report", one)]
        selected = ["--select", _CHECK, "--select", "options_lists_the_methods_of_the_path[/projects]"]
        arguments = ["--url", url, "--rate-limit", "off", "--effort", "fast", *selected, *words]
        assert main(arguments, KEYS) == 1
    texts = [(folder / name).read_text(encoding="utf-8") for name in ("run.har", "run.ndjson")]
    hidden = [*KEYS.values(), *secrets]
    assert secrets
    assert [one for one in hidden if any(one in text for text in texts)] == []
    return json.loads(texts[0]), [json.loads(line) for line in texts[1].splitlines()], texts[0]


def test_the_archive_follows_har_and_names_the_rule_of_each_entry(
    reports: tuple[dict[str, Any], list[dict[str, Any]], str],
) -> None:
    har, _, text = reports

    jsonschema_rs.validator_for(_HAR, validate_formats=True).validate(har)
    entries = har["log"]["entries"]
    assert {one["comment"] for one in entries} == {f"round-trip: {_CHECK}"}
    create = next(one for one in entries if "api-keys" in one["request"]["url"] and one["request"]["method"] == "POST")
    assert json.loads(create["response"]["content"]["text"])["name"] == "another"
    assert json.loads(create["request"]["postData"]["text"])["name"] != "another"
    assert f"Basic ${KEY}" in text
    moments = [datetime.fromisoformat(one["startedDateTime"]) for one in entries]
    assert moments == sorted(moments)
    assert moments[0].year >= 2026


def test_each_line_is_an_event_and_the_exchanges_follow_their_check(
    reports: tuple[dict[str, Any], list[dict[str, Any]], str],
) -> None:
    har, lines, _ = reports

    assert [one["event"] for one in lines if one["event"] != "exchange"] == ["run", "check", "check", "end"]
    failed = next(one for one in lines if one.get("state") == "failed")
    assert (failed["check"], failed["rule"]) == (_CHECK, "round-trip")
    found = [one for one in lines if one["event"] == "exchange"]
    assert lines[lines.index(failed) + 1 : lines.index(failed) + 1 + len(found)] == found
    assert [one["response"] for one in found] == [one["response"] for one in har["log"]["entries"]]
    assert (lines[-1]["checks"]["failed"], lines[-1]["checks"]["passed"]) == (1, 1)


def test_a_run_without_findings_has_an_empty_archive(tmp_path: Path) -> None:
    summary = Summary("a server", "An API", 0, "ci", 1.0, ())

    assert json.loads(as_har(summary))["log"]["entries"] == []
    assert [json.loads(line)["event"] for line in as_ndjson(summary).splitlines()] == ["run", "end"]
    report = tmp_path / "x.har"
    assert main(["--select", "options_lists_the_methods_of_the_path[/projects]", "--report", f"har={report}"], {}) == 0
    assert json.loads(report.read_text(encoding="utf-8"))["log"]["creator"]["name"] == "apivideo-admin-contract"
