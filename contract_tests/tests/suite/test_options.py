"""The command line of the suite: valid combinations, and the message for each invalid one."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from apivideo_admin_contract import API_VERSION, API_VERSIONS, __version__
from apivideo_admin_contract.cli import main
from apivideo_admin_contract.environment import BUDGET, KEY, RATE_LIMIT, SECOND_KEY, SUSPENDED_KEY, URL
from apivideo_admin_contract.errors import UsageError
from apivideo_admin_contract.options import parse
from apivideo_admin_mock.spec import bundled_document

_ADDRESS = "http://127.0.0.1:9"
_URL = ("--url", _ADDRESS)


def test_the_default_target_is_the_mock_in_this_process() -> None:
    options = parse([], {KEY: "for another run"})

    assert (options.url, options.key, options.reports) == (None, None, (("text", None),))


def test_keys_come_from_the_environment() -> None:
    options = parse(_URL, {KEY: "first", SECOND_KEY: "second", SUSPENDED_KEY: "third"})

    assert (options.key, options.second_key, options.suspended_key) == ("first", "second", "third")


def test_the_url_the_rate_limit_and_the_budget_come_from_the_environment() -> None:
    options = parse([], {URL: f"{_ADDRESS}/", KEY: "first", RATE_LIMIT: "off", BUDGET: "7"})

    assert (options.url, options.rate_limit, options.budget) == (_ADDRESS, None, 7)


def test_a_flag_overrides_the_environment() -> None:
    environ = {URL: "http://other.example", KEY: "set", RATE_LIMIT: "off", BUDGET: "7"}

    options = parse([*_URL, "--key", "given", "--rate-limit", "10/s", "--budget", "0"], environ)

    assert (options.url, options.key, options.rate_limit, options.budget) == (_ADDRESS, "given", (10, 1), 0)


def test_reports_go_to_files_and_one_to_the_terminal() -> None:
    options = parse(["--report", "junit=a.xml", "--report", "html=b.html"], {})

    assert options.reports == (("junit", Path("a.xml")), ("html", Path("b.html")), ("text", None))


def test_output_is_the_file_of_the_only_report() -> None:
    assert parse(["--report", "json", "--output", "a.json"], {}).reports == (("json", Path("a.json")),)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--read-only"], "--read-only applies only to a server at a URL; fix: add --url"),
        (["--key", "k"], "--key applies only to a server at a URL; fix: add --url"),
        (
            ["--url", "localhost:80"],
            "--url or APIVIDEO_ADMIN_CONTRACT_URL is not the URL of a server, like http://127.0.0.1:8080: it starts with neither",
        ),
        (_URL, f"--url needs an admin API key; fix: add --key, or set {KEY}"),
        (
            [*_URL, "--key", "k", "--second-key", "k"],
            f"--second-key or {SECOND_KEY} has the same key as --key or {KEY}; fix: use the key of another",
        ),
        (
            [*_URL, "--key", "k", "--suspended-key", "k"],
            f"--suspended-key or {SUSPENDED_KEY} has the same key as --key or {KEY};",
        ),
        (
            [*_URL, "--key", "k", "--second-key", "l", "--suspended-key", "l"],
            f"--suspended-key or {SUSPENDED_KEY} has the same key as --second-key or {SECOND_KEY};",
        ),
        (
            [*_URL, "--key", "k", "--rate-limit", "fast"],
            f"--rate-limit or {RATE_LIMIT} needs off, or requests and seconds like 10/s",
        ),
        (
            [*_URL, "--key", "k", "--rate-limit", "10/.s"],
            f"--rate-limit or {RATE_LIMIT} needs off, or requests and seconds",
        ),
        (["--jobs", "0"], "argument --jobs: needs a whole number of 1 or more, not '0'; hint: --help lists the flags"),
        ([*_URL, "--key", "k", "--jobs", "2"], "--jobs does not apply to --url"),
        (["--budget", "many"], "argument --budget: needs a whole number of 0 or more, not 'many'"),
        (["--report", "json=a", "--report", "html=a"], "two reports have the same file"),
        (["--report", "pdf"], "--report needs one of text, junit, json, html, github, har, ndjson, not 'pdf'"),
        (["--report", "json", "--report", "html"], "only one report can go to the standard output"),
        (["--report", "json=a", "--output", "b"], "--output needs exactly one --report FORMAT"),
        (["--wat"], "unrecognized arguments: --wat"),
    ],
)
def test_an_invalid_command_line_is_refused(arguments: list[str], message: str) -> None:
    with pytest.raises(UsageError) as error:
        parse(arguments, {})
    assert message in str(error.value)


def test_an_invalid_budget_in_the_environment_is_refused() -> None:
    with pytest.raises(UsageError, match=f"{BUDGET} needs a whole number of 0 or more, not 'many'"):
        parse(_URL, {KEY: "k", BUDGET: "many"})


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--url", "https://admin.api.video"],
            "is the production server of the document; fix: add --read-only, or set",
        ),
        ([*_URL, "--rate-limit", "11/s"], "--rate-limit 11/s differs from the document, which says 10/s; fix: leave"),
        ([*_URL, "--rate-limit", "10/s"], f"no server responds at {_ADDRESS} (ConnectError: "),
        (["--select", "pages_link"], "matches no check; hint: --list lists them. Did you mean `page-links`?"),
        (["--select", "headers"], "every check tests this rule, on each response"),
        (["--openapi", "no-such-file.json"], "--openapi: cannot read no-such-file.json ("),
        (["--report", "json=no-such-folder/a.json"], "the folder no-such-folder does not exist; fix: create it"),
    ],
)
def test_an_impossible_run_ends_with_one_line(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments, {KEY: "k"} if "--url" in arguments else {}) == 2

    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("apivideo-admin-contract: ")
    assert message in line


@pytest.mark.parametrize("text", ["[1, 2]", "{", "openapi: 3.1.0", "paths: {/a: {get: {x-action: list}}}"])
def test_a_file_that_is_not_a_bundled_document_is_refused(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "openapi.yaml"
    path.write_text(text, encoding="utf-8")

    assert main(["--openapi", str(path)], {}) == 2
    assert "--openapi: " in capsys.readouterr().err


def test_a_document_that_the_mock_refuses_ends_the_run_with_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = copy.deepcopy(bundled_document())
    schema = next(iter(document["components"]["schemas"].values()))
    path = tmp_path / "openapi.json"
    schema["x-unheard-of"] = True
    path.write_text(json.dumps(document), encoding="utf-8")

    assert main(["--openapi", str(path)], {}) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "--openapi: the mock cannot serve the document (openapi.json#/components/schemas/" in line


def test_list_prints_the_selected_checks(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list", "--select", "page-links"], {}) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines
    assert all("  page-links" in line for line in lines)


def test_version_prints_the_versions_of_the_suite_and_of_the_api(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"], {})

    assert ended.value.code == 0
    assert capsys.readouterr().out == f"apivideo-admin-contract {__version__} (api.video Admin API {API_VERSION})\n"
    assert bundled_document()["info"]["version"] == API_VERSION
    assert API_VERSIONS.endswith(f",<={API_VERSION}")


def test_help_names_every_variable_and_every_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"], {})

    out = capsys.readouterr().out
    assert [name for name in (URL, KEY, SECOND_KEY, SUSPENDED_KEY, RATE_LIMIT, BUDGET) if name not in out] == []
    assert [line.split()[0] for line in out.splitlines() if line.startswith("  ") and line.split()[0].isdigit()] == [
        *("0", "1", "2", "130", "141")
    ]
