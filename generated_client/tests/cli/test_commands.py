"""What the commands do, against the mock."""

from __future__ import annotations

import csv
import io
import json

import httpx2
import pytest
from cli_harness import CommandLine, responding
from sdk_harness import make_project, page_of

from apivideo_admin.__main__ import PROGRAM
from apivideo_admin._runtime.cli import options


def rows(text):
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def many(mock, cli):
    mock.seed(projects=45)
    return cli


def test_an_object_can_be_created_read_changed_and_deleted(cli, project):
    created = cli("api-keys", "create", project, "--name", "ci", "--format", "json")
    key = json.loads(created.out)
    assert (created.code, key["name"], key["project_id"]) == (0, "ci", project)
    ids = (project, key["api_key_id"])
    assert json.loads(cli("api-keys", "get", *ids, "--format", "json").out) == key
    assert rows(cli("api-keys", "update", *ids, "--name", "new", "--format", "jsonl").out)[0]["name"] == "new"
    assert cli("api-keys", "count", project).out == "1\n"
    deleted = cli("api-keys", "delete", *ids)
    assert (deleted.code, deleted.out, deleted.err) == (0, "", "")
    assert cli("api-keys", "count", project, "--format", "json").out == "0\n"


def test_a_list_reads_one_page_and_says_so(many):
    done = many("projects", "list", "--format", "jsonl")
    assert len(rows(done.out)) == 20
    assert done.err == "Only the first 20 items. hint: use --all or --limit N\n"


def test_the_page_that_is_asked_for_is_not_commented_on_at_the_end(many):
    done = many("projects", "list", "--page", "3", "--format", "jsonl")
    assert (len(rows(done.out)), done.err) == (5, "")


def test_all_and_limit_read_further_pages(many, mock):
    done = many("projects", "list", "--all", "--format", "jsonl")
    assert (len(rows(done.out)), done.err) == (45, "")
    mock.clear_calls()
    done = many("projects", "list", "--limit", "25", "--page-size", "10", "--format", "jsonl")
    assert (len(rows(done.out)), done.err, len(mock.calls())) == (25, "", 3)
    assert many("projects", "list", "--limit", "0", "--format", "json").out == "[]\n"
    both = many("projects", "list", "--all", "--limit", "1")
    assert (both.code, "cannot be combined" in both.err) == (2, True)


def test_filters_and_sorts_are_those_of_the_api(many, mock):
    many("projects", "create", "--name", "aaa")
    done = many("projects", "list", "--name", "aaa", "--all", "--format", "jsonl")
    assert [row["name"] for row in rows(done.out)] == ["aaa"]
    names = [
        row["name"] for row in rows(many("projects", "list", "--sort-by", "name", "--all", "--format", "jsonl").out)
    ]
    assert names == sorted(names)


def test_json_and_json_lines_and_csv_have_the_same_items(many):
    as_json = json.loads(many("projects", "list", "--format", "json").out)
    assert as_json == rows(many("projects", "list", "--format", "jsonl").out)
    as_csv = list(csv.DictReader(io.StringIO(many("projects", "list", "--format", "csv").out)))
    assert [row["name"] for row in as_csv] == [row["name"] for row in as_json]
    assert (as_csv[0]["deleted"], as_csv[0]["deletes_at"]) == ("false", "")


def test_an_empty_list_is_valid_in_each_format(cli):
    assert json.loads(cli("projects", "list", "--format", "json").out) == []
    assert cli("projects", "list", "--format", "jsonl").out == ""
    header = "project_id,created_at,name,deletes_at,region,deleted\n"
    assert cli("projects", "list", "--format", "csv").out == header
    assert cli("projects", "list").out.split() == header.strip().split(",")


def test_columns_choose_and_order_those_of_a_table_and_of_csv(cli, project):
    done = cli("projects", "list", "--columns", "name,project_id", "--format", "csv")
    assert done.out == f"name,project_id\nMy project,{project}\n"
    assert cli("projects", "list", "--columns", "name").out == "name\nMy project\n"
    unknown = cli("projects", "list", "--columns", "nmae")
    assert unknown.code == 2
    assert "Choose from project_id, created_at, name" in unknown.err


def test_a_table_that_is_not_in_a_terminal_is_plain_text_of_any_width(cli):
    name = "a name that is longer than a terminal " * 5
    cli("projects", "create", "--name", name)
    header, row = cli("projects", "list").out.splitlines()
    assert header.split() == ["project_id", "created_at", "name", "deletes_at", "region", "deleted"]
    assert name.strip() in row
    assert header.index("region") == row.index("eu-central-1")


def test_secrets_are_masked_unless_they_are_asked_for(cli, project):
    cli("api-keys", "create", project, "--name", "ci")
    for format_ in ("table", "json", "jsonl", "csv"):
        masked = cli("api-keys", "list", project, "--format", format_)
        assert "********" in masked.out
        assert masked.err == "Secret values are masked. hint: --show-secrets shows them\n"
        shown = cli("api-keys", "list", project, "--format", format_, "--show-secrets")
        assert "********" not in shown.out
        assert shown.err == ""


def test_a_secret_argument_is_read_from_a_file(cli, project, tmp_path):
    cli("api-keys", "create", project, "--name", "ci")
    value = json.loads(cli("api-keys", "list", project, "--show-secrets", "--format", "json").out)[0]["value"]
    file = tmp_path / "value"
    file.write_text(f"{value}\n", encoding="utf-8")
    assert cli("api-keys", "count", project, "--value-file", str(file)).out == "1\n"
    assert cli("api-keys", "count", project, "--value-file", str(tmp_path / "missing")).code == 2
    assert cli("api-keys", "count", project, "--value", value).code == 2


def test_a_body_can_be_a_json_object_and_flags_override_it(cli, project, tmp_path, monkeypatch):
    file = tmp_path / "body.json"
    file.write_text('{"name": "from the file", "deletes_at": "next_cycle"}', encoding="utf-8")
    done = cli("projects", "update", project, "--json", str(file), "--name", "from the flag", "--format", "json")
    changed = json.loads(done.out)
    assert changed["name"] == "from the flag"
    assert changed["deletes_at"]
    monkeypatch.setattr("sys.stdin", io.StringIO('{"name": "from stdin"}'))
    assert json.loads(cli("projects", "create", "--json", "-", "--format", "json").out)["name"] == "from stdin"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is not JSON"),
        ("[]", "is not a JSON object"),
        ('{"nmae": "x"}', "no property 'nmae'"),
        ('{"name": null}', "'name' is null"),
        ('{"deletes_at": "next_cycle"}', "Missing --name"),
    ],
)
def test_a_json_object_that_cannot_be_the_body_is_an_error(cli, mock, project, tmp_path, content, message):
    file = tmp_path / "body.json"
    file.write_text(content, encoding="utf-8")
    mock.clear_calls()
    done = cli("projects", "update", project, "--json", str(file))
    assert done.code == 2
    assert message in done.err
    assert mock.calls() == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["usage", "delivery"], "Missing argument 'PROJECT_ID'"),
        (["usage", "delivery", "p"], "Missing --interval."),
        (["usage", "delivery", "p", "--interval", "year"], "Choose from week, month."),
        (["projects", "list", "--page-size", "101"], "101 is out of range. Pass from 1 to 100."),
        (["projects", "list", "--page-size", "ten"], "'ten' is not an integer."),
        (["projects", "list", "--pagesize", "1"], "--page-size"),
        (["projects", "lsit"], "Did you mean 'list'?"),
        (["projcts"], "Did you mean 'projects'?"),
        (["projects", "list", "--format", "xml"], "xml"),
        (["projects", "get", "a/b"], "project_id contains a slash"),
        (
            ["usage", "hosting", "p", "--interval", "week", "--chart", "--format", "json"],
            "--chart needs --format table",
        ),
    ],
)
def test_invalid_arguments_are_one_line_and_nothing_is_sent(cli, mock, arguments, message):
    done = cli(*arguments)
    assert (done.code, done.out, mock.calls()) == (2, "", [])
    assert done.err.startswith("Error: ")
    assert message in done.err
    assert done.err.count("\n") == 1


def test_the_key_is_refused_as_an_option_and_not_repeated(cli):
    for arguments in (["--api-key", "hush-hush", "projects", "list"], ["projects", "list", "--api-key=hush-hush"]):
        done = cli(*arguments)
        assert done.code == 2
        assert "APIVIDEO_ADMIN_API_KEY" in done.err
        assert "hush" not in done.err


def test_options_can_be_put_before_the_command(cli, project):
    assert json.loads(cli("--format", "json", "projects", "count").out) == 1
    assert cli("projects", "--format", "csv", "list").out.startswith("project_id,")
    assert cli("--format", "json", "projects", "list", "--format", "csv").out.startswith("project_id,")


def test_options_of_the_client_are_passed_to_it():
    seen = []

    def respond(request):
        seen.append(request)
        return httpx2.Response(200, json={"count": 3})

    done = responding(respond)("projects", "count", "--base-url", "https://other.example", "--timeout", "1.5")
    assert done.out == "3\n"
    assert seen[0].url.host == "other.example"
    assert seen[0].extensions["timeout"]["read"] == 1.5


def test_control_characters_of_the_server_do_not_reach_the_terminal():
    hostile = make_project() | {"name": "a\x1b[31mb\x9bc\u202ed", "future": "\x07"}

    def respond(_):
        return httpx2.Response(200, json=page_of(hostile, [hostile["name"]]))

    for format_ in ("table", "json", "jsonl"):
        for terminal in (False, True):
            done = responding(respond, terminal=terminal)("projects", "list", "--format", format_)
            assert done.out.replace("\n", "").isprintable(), (format_, terminal)
    as_json = responding(respond)("projects", "list", "--format", "json").out
    assert json.loads(as_json)[0]["name"] == hostile["name"]


def test_output_in_ascii_is_still_valid(mock, cli):
    cli("projects", "create", "--name", "é漢😀")
    ascii_only = CommandLine(cli.transport, encoding="ascii")
    out = ascii_only("projects", "list", "--format", "json").out
    assert out.isascii()
    assert json.loads(out)[0]["name"] == "é漢😀"


def test_unknown_fields_of_the_server_are_in_json():
    def respond(_):
        return httpx2.Response(200, json=make_project() | {"tier": "gold"})

    assert json.loads(responding(respond)("projects", "get", "p", "--format", "json").out)["tier"] == "gold"
    assert "gold" not in responding(respond)("projects", "get", "p").out


def test_every_parameter_and_option_of_a_command_is_in_its_help(cli):
    for group in PROGRAM.groups:
        assert all(command.name in cli(group.name, "--help").out for command in group.commands)
        for command in group.commands:
            text = cli(group.name, command.name, "--help").out
            assert command.summary.split()[0] in text
            assert all(options.shown(one) in text for one in command.parameters)
            assert all(one.description.split()[0] in text for one in command.parameters)
            assert "--show-secrets" in text


def test_without_arguments_the_help_is_printed(cli):
    done = cli()
    assert (done.code, done.out) == (2, "")
    assert "api-keys" in done.err
    assert cli("--help").code == 0
    assert cli("--version").out == f"apivideo-admin {PROGRAM.version} (api.video Admin API {PROGRAM.api_version})\n"


@pytest.mark.parametrize("group", ["api-keys", "api_keys"])
def test_a_name_with_underscores_is_accepted(cli, project, group):
    assert cli(group, "count", project).out == "0\n"
