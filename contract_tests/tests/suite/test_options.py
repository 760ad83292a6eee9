"""The command line of the suite: what fits together, and what it says of what does not."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from apivideo_admin_contract.cli import main
from apivideo_admin_contract.environment import KEY, SECOND_KEY, SUSPENDED_KEY
from apivideo_admin_contract.errors import UsageError
from apivideo_admin_contract.options import parse
from apivideo_admin_mock.spec import bundled_document

_URL = ("--url", "http://127.0.0.1:9")


def test_the_mock_in_this_process_is_checked_by_default() -> None:
    options = parse([], {KEY: "for another run"})

    assert (options.url, options.key, options.reports) == (None, None, (("text", None),))


def test_keys_may_come_from_the_environment() -> None:
    options = parse(_URL, {KEY: "first", SECOND_KEY: "second", SUSPENDED_KEY: "third"})

    assert (options.key, options.second_key, options.suspended_key) == ("first", "second", "third")


def test_a_key_on_the_command_line_wins() -> None:
    assert parse([*_URL, "--key", "given"], {KEY: "set"}).key == "given"


def test_reports_go_to_files_and_one_to_the_terminal() -> None:
    options = parse(["--report", "junit=a.xml", "--report", "html=b.html"], {})

    assert options.reports == (("junit", Path("a.xml")), ("html", Path("b.html")), ("text", None))


def test_the_output_of_the_one_report_may_be_named_apart() -> None:
    assert parse(["--report", "json", "--output", "a.json"], {}).reports == (("json", Path("a.json")),)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--read-only"], "--read-only is for a server elsewhere: give its --url as well"),
        (["--key", "k"], "--key is for a server elsewhere"),
        (["--url", "localhost:80"], "--url takes the URL of a server, like http://127.0.0.1:8080"),
        (_URL, "a server needs a key: give --key, or set APIVIDEO_ADMIN_CONTRACT_KEY"),
        ([*_URL, "--key", "k", "--second-key", "k"], "--second-key is the same key as --key"),
        (
            [*_URL, "--key", "k", "--rate-limit", "fast"],
            "--rate-limit takes off, or requests and seconds like 10/s",
        ),
        ([*_URL, "--key", "k", "--rate-limit", "10/.s"], "--rate-limit takes off, or requests and seconds"),
        ([*_URL, "--key", "k", "--suspended-key", "k"], "--suspended-key is the same key as --key"),
        (
            [*_URL, "--key", "k", "--second-key", "l", "--suspended-key", "l"],
            "--suspended-key is the same key as --second-key",
        ),
        (["--jobs", "0"], "takes a whole number from 1, not '0'"),
        (["--report", "json=a", "--report", "html=a"], "two reports go to the same file"),
        ([*_URL, "--key", "k", "--jobs", "2"], "--jobs is for the mock in this process"),
        (["--budget", "many"], "takes a whole number from 0, not 'many'"),
        (["--report", "pdf"], "--report takes text, junit, json, html, not 'pdf'"),
        (["--report", "json", "--report", "html"], "only one report can go to the standard output"),
        (["--report", "json=a", "--output", "b"], "--output goes with one --report FORMAT"),
        (["--wat"], "unrecognized arguments: --wat"),
    ],
)
def test_what_does_not_fit_is_told(arguments: list[str], said: str) -> None:
    with pytest.raises(UsageError) as told:
        parse(arguments, {})
    assert said in str(told.value)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--url", "https://admin.api.video"], "is the production server of the document: give --read-only, or"),
        ([*_URL, "--rate-limit", "11/s"], "the document says 10/s, and a server with another limit breaks it"),
        ([*_URL, "--rate-limit", "10/s"], "no server answers at http://127.0.0.1:9"),
        (["--select", "pages_link"], "fits no check; --list lists them. Did you mean `page-links`?"),
        (["--select", "headers"], "every answer is held to this rule, whatever is chosen"),
        (["--openapi", "no-such-file.json"], "--openapi: no-such-file.json can't be read"),
        (["--report", "json=no-such-folder/a.json"], "there is no folder no-such-folder for a.json"),
    ],
)
def test_a_run_that_can_not_be_done_is_told_in_one_line(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments, {KEY: "k"} if "--url" in arguments else {}) == 2

    (line,) = capsys.readouterr().err.splitlines()
    assert said in line


@pytest.mark.parametrize("text", ["[1, 2]", "{", "openapi: 3.1.0", "paths: {/a: {get: {x-action: list}}}"])
def test_a_file_that_is_no_bundled_document_is_told(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "openapi.yaml"
    path.write_text(text, encoding="utf-8")

    assert main(["--openapi", str(path)], {}) == 2
    assert "--openapi: " in capsys.readouterr().err


def test_a_document_that_the_mock_refuses_is_told_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = copy.deepcopy(bundled_document())
    schema = next(iter(document["components"]["schemas"].values()))
    path = tmp_path / "openapi.json"
    schema["x-unheard-of"] = True
    path.write_text(json.dumps(document), encoding="utf-8")

    assert main(["--openapi", str(path)], {}) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "--openapi: the mock can't serve the document (openapi.json#/components/schemas/" in line


def test_the_checks_can_be_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list", "--select", "page-links"], {}) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines
    assert all("  page-links" in line for line in lines)
