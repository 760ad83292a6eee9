from __future__ import annotations

import json
import shutil
import subprocess

import pytest
import yaml

from generator.cli import main
from generator.diagnostic import Diagnostic
from generator.diff.change import Change
from generator.diff.comparison import Comparison, compare
from generator.release.report import to_markdown, to_text
from generator.release.status import Step

OLD = """\
openapi: 3.1.0
info: {title: Things, version: 1.0.0}
paths:
  /things:
    get:
      operationId: list_things
      parameters: [{name: q, in: query, schema: {type: string}}]
      responses: {"200": {description: Things.}}
"""
NEW = OLD.replace("type: string", "type: integer").replace("Things.", "All things.").replace("1.0.0", "1.1.0")


@pytest.fixture
def folder(write, monkeypatch):
    """Two documents in the current folder."""
    folder = write({"old.yaml": OLD, "new.yaml": NEW})
    monkeypatch.chdir(folder)
    return folder


def run(*arguments):
    def render(_content, _target):
        raise AssertionError("a comparison must not render")

    try:
        return main(["diff", *arguments], render)
    except SystemExit as stop:  # raised by argparse
        return stop.code


def git(folder, *arguments):
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def test_the_text_report_lists_breaking_changes_first_and_the_next_version(folder, capsys):
    assert run("old.yaml", "new.yaml") == 0

    assert capsys.readouterr().out.splitlines() == [
        "1 breaking change, 1 fix; 1.0.0 → 1.1.0, proposed 2.0.0",
        "",
        "             request  response",
        "breaking           1         0",
        "additions          0         0",
        "fixes              0         1",
        "",
        "Breaking:",
        "  request  type_changed: the type of `q` was replaced from `string` to `integer`.",
        "      /paths/~1things/get/parameters/0/schema/type",
        "      (list_things)",
        "",
        "Not breaking:",
        "  response text_changed: the description of the response changed.",
        "      /paths/~1things/get/responses/200/description",
        "      (list_things)",
    ]


def test_the_json_report_has_the_members_of_a_change(folder, capsys):
    assert run("old.yaml", "new.yaml", "--format", "json") == 0

    report = json.loads(capsys.readouterr().out)
    assert {key: report[key] for key in ("old_version", "new_version", "proposed_version", "breaking")} == {
        "old_version": "1.0.0",
        "new_version": "1.1.0",
        "proposed_version": "2.0.0",
        "breaking": 1,
    }
    assert report["changes"][0] == {
        "rule": "type_changed",
        "severity": "major",
        "breaking": True,
        "direction": "request",
        "message": "the type of `q` was replaced from `string` to `integer`.",
        "old": "/paths/~1things/get/parameters/0/schema/type",
        "new": "/paths/~1things/get/parameters/0/schema/type",
        "operations": ["list_things"],
        "sunset": None,
        "accepted": None,
    }


def test_the_markdown_report_has_a_table_of_breaking_and_one_of_other_changes(folder, capsys):
    assert run("old.yaml", "new.yaml", "--format", "markdown") == 0

    out = capsys.readouterr().out
    assert out.index("### Breaking") < out.index("| request | `type_changed` |") < out.index("### Not breaking")
    assert "Version 1.0.0 → 1.1.0, proposed 2.0.0." in out


def test_annotations_name_the_line_of_the_change(folder, capsys):
    assert run("old.yaml", "new.yaml", "--format", "github") == 0

    _, first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("::error file=new.yaml,line=7,title=Breaking%3A type_changed (request)::")
    assert second.startswith("::notice file=new.yaml,line=8,title=Fix%3A text_changed (response)::")


def test_annotations_of_a_folder_name_the_file_of_the_operation(folder, capsys):
    root, operation = NEW.partition("      operationId")[0], NEW.partition("    get:\n")[2]
    for name, text in {"openapi": f"{root.rstrip()} {{$ref: list_things.yaml}}\n", "list_things": operation}.items():
        path = folder / "api" / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    assert run("old.yaml", "api", "--format", "github") == 0
    assert "::error file=api/list_things.yaml,line=2,title=" in capsys.readouterr().out


@pytest.mark.parametrize("form", ["markdown", "html", "junit"])
def test_each_format_has_the_change(folder, capsys, form):
    assert run("old.yaml", "new.yaml", "--format", form) == 0
    assert "type_changed" in capsys.readouterr().out


def test_text_of_the_document_stays_in_its_cell_and_line():
    change = Change("text_changed", "patch", "both", "a | b\n| c |\x1b[31m", None, "/a|b")
    step = Step(Comparison("1.0.0", "1.0.1", (change,)))

    [row] = [line for line in to_markdown(step).splitlines() if "text_changed" in line]
    assert row.replace("\\|", "").count("|") == 6
    assert "\x1b" not in to_text(step)
    assert to_text(step).splitlines()[-2:] == ["  both     text_changed: a | b | c | [31m", "      /a|b"]


def test_the_same_document_has_no_changes(folder, capsys):
    assert run("old.yaml", "old.yaml", "--fail-on", "breaking") == 0
    assert capsys.readouterr().out == "No changes; 1.0.0 → 1.0.0, proposed 1.0.0\n"


def test_an_invalid_version_has_no_next_version():
    assert "no next version" in to_text(Step(compare({"info": {"version": "today"}}, {})))


@pytest.mark.parametrize(("old", "new", "code"), [("old.yaml", "new.yaml", 1), ("old.yaml", "old.yaml", 0)])
def test_fail_on_breaking_exits_with_code_1(folder, capsys, old, new, code):
    assert run(old, new, "--fail-on", "breaking") == code


def test_a_file_a_folder_a_version_and_a_revision_are_the_same_document(folder, capsys):
    (folder / "api").mkdir()
    shutil.copy(folder / "old.yaml", folder / "api/openapi.yaml")
    (folder / "openapi/history").mkdir(parents=True)
    (folder / "openapi/history/1.0.0.json").write_text(json.dumps(yaml.safe_load(OLD)), encoding="utf-8")
    git(folder, "init", "-q", "-b", "trunk")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "A document.")
    (folder / "api/openapi.yaml").write_text(NEW, encoding="utf-8")
    capsys.readouterr()

    for source in ("1.0.0", "trunk:api", "trunk:old.yaml", "trunk:openapi/history/1.0.0.json"):
        assert run("old.yaml", source) == 0
        assert capsys.readouterr().out.startswith("No changes"), source
    assert run("trunk:api", "api", "--fail-on", "breaking") == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere", "old.yaml"], "nowhere#: the document does not exist. Use a file, a folder"),
        (["old.yaml", "9.9.9"], "9.9.9#: openapi/history has no snapshot of this version. Use one of: none."),
        (["old.yaml", "bad.yaml"], "bad.yaml#: the YAML is not valid at line 1"),
        (["old.yaml", "bad.json"], "bad.json#: the file is not JSON"),
        (["old.yaml", "binary.yaml"], "binary.yaml#: byte 0 is not UTF-8."),
        (["old.yaml", "swagger.yaml"], "swagger.yaml#/openapi: `None` is not a version of OpenAPI 3.0, 3.1 or 3.2."),
        (["old.yaml", "list.yaml"], "list.yaml#: the root file must be a mapping."),
        (["old.yaml", "dangling.yaml"], "dangling.yaml#/paths/~1a/get/$ref: `#/components/x/y` does not exist."),
        (["old.yaml", "split.yaml"], "split.yaml#/paths/~1a/get/$ref: `get_a.yaml` is in another file."),
        (["old.yaml", "empty"], "empty#: the folder has no openapi.yaml. Use a file, a folder with"),
        (["old.yaml"], "the following arguments are required: NEW"),
        (["old.yaml", "new.yaml", "--format", "pdf"], "invalid choice: 'pdf'"),
    ],
)
def test_an_invalid_source_is_reported_in_one_line_with_exit_code_2(folder, capsys, arguments, says):
    shell = "openapi: 3.1.0\ninfo: {title: x, version: 1.0.0}\npaths: {/a: {get: {$ref: '%s'}}}\n"
    for name, text in {
        "bad.yaml": "a: [",
        "bad.json": "{",
        "swagger.yaml": "swagger: '2.0'",
        "list.yaml": "[]",
        "dangling.yaml": shell % "#/components/x/y",
        "split.yaml": shell % "get_a.yaml",
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "binary.yaml").write_bytes(b"\xff")
    (folder / "empty").mkdir()

    assert run(*arguments) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert says in output.err
    assert output.err.count("\n") == 1


@pytest.mark.parametrize("revision", ["nope:openapi", "trunk:nowhere", "-x:y"])
def test_an_unknown_revision_is_reported_in_one_line(folder, capsys, revision):
    git(folder, "init", "-q", "-b", "trunk")
    git(folder, "add", "old.yaml")
    git(folder, "commit", "-q", "-m", "A document.")

    assert run("--", "old.yaml", revision) == 2
    err = capsys.readouterr().err
    assert err.startswith(f"python -m generator diff: {revision}#: ")
    assert err.count("\n") == 1


def test_a_missing_git_is_reported_in_one_line(folder, capsys, monkeypatch):
    monkeypatch.setenv("PATH", str(folder))

    assert run("old.yaml", "trunk:api") == 2
    assert capsys.readouterr().err == "python -m generator diff: No such file or directory: git\n"


def test_a_version_can_be_written_like_its_tag(folder, capsys):
    (folder / "openapi/history").mkdir(parents=True)
    (folder / "openapi/history/1.0.0.json").write_text(json.dumps(yaml.safe_load(OLD)), encoding="utf-8")

    assert run("v1.0.0", "old.yaml") == 0
    assert capsys.readouterr().out.startswith("No changes")
    assert run("v3.0.0", "old.yaml") == 2
    assert "3.0.0#: openapi/history has no snapshot of this version. Use one of: 1.0.0." in capsys.readouterr().err


def test_the_help_lists_the_exit_codes(capsys):
    assert run("--help") == 0
    assert "1  with --fail-on breaking: a change breaks a client" in capsys.readouterr().out


def make_sdk(content, target):
    """Write an SDK with one function, whose parameter has the type of the operation's parameter."""
    schema = content["paths"]["/things"]["get"]["parameters"][0]["schema"]
    annotation = {"string": "str", "integer": "int"}[schema["type"]]
    (target / "apivideo_admin").mkdir()
    source = f"from ._runtime.a import kept\n__all__ = ['use', 'kept']\ndef use(q: {annotation}): ...\n"
    (target / "apivideo_admin/__init__.py").write_text(source, encoding="utf-8")
    return []


@pytest.fixture
def runtime(folder):
    runtime = folder / "generated_client/apivideo_admin/_runtime"
    runtime.mkdir(parents=True)
    (runtime / "__init__.py").write_text("", encoding="utf-8")
    (runtime / "a.py").write_text("def kept(): ...\n", encoding="utf-8")
    return runtime


def test_the_sdk_is_compared_with_the_flag_sdk(folder, runtime, capsys):
    assert main(["diff", "old.yaml", "new.yaml", "--sdk"], make_sdk) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "1 breaking change, 1 fix; SDK: 1 breaking change; 1.0.0 → 1.1.0, proposed 2.0.0"
    assert lines[-2:] == [
        "SDK, breaking:",
        "  parameter_type_changed: `use`: changed the type of `q` from `str` to `int`.",
    ]
    assert main(["diff", "old.yaml", "new.yaml", "--sdk", "--format", "markdown"], make_sdk) == 0
    assert "### SDK, breaking" in capsys.readouterr().out
    assert main(["diff", "old.yaml", "new.yaml", "--sdk", "--format", "json"], make_sdk) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["breaking"] == 2
    assert report["sdk"] == [
        {
            "rule": "parameter_type_changed",
            "severity": "major",
            "breaking": True,
            "message": "changed the type of `q` from `str` to `int`.",
            "names": ["use"],
        }
    ]


def test_a_version_has_its_stored_surface(folder, runtime, capsys):
    (folder / "openapi/history/sdk").mkdir(parents=True)
    (folder / "openapi/history/1.0.0.json").write_text(json.dumps(yaml.safe_load(OLD)), encoding="utf-8")
    (folder / "openapi/history/sdk/1.0.0.json").write_text('{"use": "def (q: str)"}', encoding="utf-8")

    assert main(["diff", "1.0.0", "old.yaml", "--sdk", "--fail-on", "breaking"], make_sdk) == 0
    out = capsys.readouterr().out
    assert "name_added: `kept`: was added." in out
    assert "proposed 1.0.0" in out  # that of the API: the SDK has a version of its own


def test_fail_on_breaking_includes_the_sdk(folder, runtime, capsys):
    def by_description(content, target):
        (target / "apivideo_admin").mkdir()
        name = content["paths"]["/things"]["get"]["responses"]["200"]["description"].split()[0].strip(".")
        source = f"__all__ = ['{name}']\nclass {name}: ...\n"
        (target / "apivideo_admin/__init__.py").write_text(source, encoding="utf-8")
        return []

    (folder / "reworded.yaml").write_text(OLD.replace("Things.", "All things."), encoding="utf-8")
    assert main(["diff", "old.yaml", "reworded.yaml", "--fail-on", "breaking"], by_description) == 0
    assert main(["diff", "old.yaml", "reworded.yaml", "--fail-on", "breaking", "--sdk"], by_description) == 1


def test_an_sdk_that_cannot_be_rendered_is_reported_in_one_line(folder, capsys):
    assert main(["diff", "old.yaml", "new.yaml", "--sdk"], make_sdk) == 2
    assert "old.yaml#: its SDK cannot be rendered: the folder" in capsys.readouterr().err

    def failing(_content, _target):
        return [Diagnostic("bundle", "/paths", "It cannot be rendered.", "Change it.")]

    (folder / "generated_client/apivideo_admin/_runtime").mkdir(parents=True)
    assert main(["diff", "old.yaml", "new.yaml", "--sdk"], failing) == 2
    assert capsys.readouterr().err == "python -m generator diff: old.yaml#/paths: It cannot be rendered. Change it.\n"
