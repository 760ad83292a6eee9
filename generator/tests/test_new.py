"""``generator new`` drafts a resource from a plain OpenAPI document, or from a list of fields."""

from __future__ import annotations

import shutil

import pytest
import yaml

from generator.cli import main
from generator.document.bundle import Bundle
from generator.document.yaml_source import read_yaml
from generator.scaffold.house_yaml import to_yaml
from generator.scaffold.names import singular_of

VENDOR = """\
openapi: 3.0.3
info: {title: T, version: "1"}
paths:
  /boxes:
    get:
      parameters:
        - {name: label, in: query, schema: {type: string}}
        - {name: maxWeight, in: query, schema: {type: integer}}
        - {name: cursor, in: query, schema: {type: string}}
        - {name: unknown, in: query, schema: {type: string}}
        - {name: sortBy, in: query, schema: {type: string}}
      responses:
        200: {description: ok, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/box"}}}}}
    post:
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/box-input"}}}}
      responses: {201: {description: ok}}
  /boxes/{boxId}:
    get: {responses: {200: {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/box"}}}}}}
    put: {responses: {200: {description: ok}}}
components:
  schemas:
    box:
      properties:
        boxId: {type: string, example: crate_123}
        createdAt: {type: string, format: date-time}
        label: {type: string, pattern: "^(?!x)"}
        weight: {type: integer, format: int64, minimum: 0, exclusiveMinimum: true}
        closed: {type: boolean, nullable: true}
        parent: {$ref: "#/components/schemas/box"}
        size: {properties: {maxWidth: {type: number}}}
        anything: {type: object}
        stamp: {type: string}
    box-input:
      required: [label, size]
      properties:
        label: {type: string, pattern: "^(?!x)", x-note: 1}
        weight: {type: integer, format: int64, minimum: 0, exclusiveMinimum: true}
        size: {properties: {maxWidth: {type: number}}}
        color: {type: string}
        parent: {$ref: "#/components/schemas/box"}
"""


@pytest.fixture
def openapi(workspace, tmp_path, bundled_once, monkeypatch):
    """Return a copy of the document. It is bundled once for all tests."""
    monkeypatch.setattr("generator.commands.new.bundle", lambda _folder, _label: Bundle(bundled_once))
    return shutil.copytree(workspace / "openapi", tmp_path / "openapi")


def new(openapi, *arguments):
    def render(_content, _target):
        raise AssertionError("a draft must not render")

    try:
        return main(["new", *arguments, "--openapi", str(openapi)], render)
    except SystemExit as stop:  # raised by argparse
        return stop.code


def from_vendor(openapi, text, *arguments):
    vendor = openapi.parent / "vendor.yaml"
    vendor.write_text(text, encoding="utf-8")
    return new(openapi, "boxes", "--from", f"{vendor}#/paths/~1boxes", *arguments)


def read(openapi, name):
    source = read_yaml((openapi / name).read_text(encoding="utf-8"), name)
    assert source.diagnostics == ()
    return source.value


def sections(text):
    """Return the lines of each list of the output by the first word of its title."""
    parts = [part.splitlines() for part in text.strip().split("\n\n")]
    return {lines[0].split()[0]: [line.strip() for line in lines[1:]] for lines in parts[1:]}


def test_fields_become_a_resource_that_the_lint_accepts(openapi, capsys):
    with (openapi / "history/released.txt").open("a", encoding="utf-8") as released:
        released.write("2.0.0\n")
    fields = ("url:uri:required", "events:created,deleted:list:required", "name", "rank:integer", "until:date:nullable")
    code = new(openapi, "hooks", "--under", "projects", *fields)

    printed = capsys.readouterr()
    assert (code, printed.err) == (0, "")
    edits = sections(printed.out)["Edit"]
    assert [line.partition(" ")[0].partition("#")[2] for line in edits] == ["/info/version:"]
    listing = read(openapi, "hooks/list_hooks.yaml")
    used = [one.get("$ref", one.get("name")).rpartition("/")[2] for one in listing["parameters"]]
    assert used == [
        *(
            "ProjectId",
            "Page",
            "PageSize",
            "HookUrlEquals",
            "HookEventsHas",
            "NameContains",
            "HookRankEquals",
            "HookUntilEquals",
        ),
        *("sort_by", "SortOrder"),
    ]
    assert read(openapi, "hooks/schemas.yaml")["Hook"]["required"] == [
        "project_id",
        "hook_id",
        "created_at",
        "url",
        "events",
        "until",
    ]


def test_a_key_of_the_client_becomes_a_put_that_the_lint_accepts(openapi, capsys):
    code = new(
        openapi, "captions", "--under", "projects", "--key", "language", "title:text:required", "note:text:nullable"
    )

    printed = capsys.readouterr()
    assert (code, printed.err) == (0, "")
    assert "Edit" not in sections(printed.out)
    assert sorted(path.stem for path in (openapi / "captions").iterdir()) == [
        *("count_captions", "delete_caption", "get_caption", "list_captions", "parameters", "put_caption", "schemas")
    ]
    assert [*read(openapi, "captions/put_caption.yaml")["responses"]] == ["200", "201"]
    schemas = read(openapi, "captions/schemas.yaml")
    assert "x-generate" not in schemas["Caption"]["properties"]["language"]
    assert [*schemas["CaptionPut"]["properties"]] == ["title", "note"]
    assert schemas["CaptionPut"]["required"] == ["title"]
    item = read(openapi, "openapi.yaml")["paths"]["/projects/{project_id}/captions/{language}"]
    assert sorted(item) == ["delete", "get", "put"]


def test_one_item_without_an_id_has_defaults_that_the_lint_accepts(openapi, capsys):
    code = new(openapi, "account", "--single", "name", "contact:email:nullable", "plan:free,business")

    printed = capsys.readouterr()
    assert (code, printed.err) == (0, "")
    assert "Edit" not in sections(printed.out)
    assert sorted(path.stem for path in (openapi / "account").iterdir()) == ["get_account", "schemas", "update_account"]
    properties = read(openapi, "account/schemas.yaml")["Account"]["properties"]
    defaults = {name: one["default"] for name, one in properties.items() if "default" in one}
    assert defaults == {"name": "My name", "contact": None, "plan": "free"}
    assert sorted(read(openapi, "openapi.yaml")["paths"]["/account"]) == ["get", "patch"]


PUT = """\
openapi: 3.0.3
info: {title: T, version: "1"}
paths:
  /boxes:
    get: {responses: {200: {description: ok, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/box"}}}}}}}
  /boxes/{boxLabel}:
    get: {responses: {200: {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/box"}}}}}}
    put:
      requestBody: {content: {application/json: {schema: {properties: {weight: {type: integer}}}}}}
      responses: {201: {description: ok}}
components: {schemas: {box: {properties: {boxLabel: {type: string, example: "big box"}, weight: {type: integer}}}}}
"""
SINGLE = """\
openapi: 3.0.3
info: {title: T, version: "1"}
paths:
  /boxes:
    get: {responses: {200: {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/box"}}}}}}
    patch:
      requestBody: {content: {application/json: {schema: {properties: {weight: {type: integer, minimum: 3}}}}}}
      responses: {200: {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/box"}}}}}
components: {schemas: {box: {properties: {weight: {type: integer, minimum: 3}, tags: {type: array, items: {type: string}}}}}}
"""


@pytest.mark.parametrize(
    ("text", "files"),
    [
        (PUT, ["get_box", "list_boxes", "parameters", "put_box", "schemas"]),
        (SINGLE, ["get_box", "schemas", "update_box"]),
    ],
)
def test_the_kind_of_a_resource_is_that_of_the_source(openapi, capsys, text, files):
    code = from_vendor(openapi, text)

    printed = capsys.readouterr()
    assert (code, printed.err) == (0, "")
    assert "Edit" not in sections(printed.out)
    assert sorted(path.stem for path in (openapi / "boxes").iterdir()) == files
    # Its key is the parameter of the item path.
    schemas = read(openapi, "boxes/schemas.yaml")
    assert ("BoxPut" in schemas, "box_label" in schemas["Box"]["properties"]) == ("put_box" in files,) * 2


def test_the_files_are_in_house_style(openapi, workspace, monkeypatch):
    monkeypatch.setattr("generator.commands.new._edits", lambda _openapi, _label: [])
    new(openapi, "projects_again", "name:text:required", "--singular", "project_again")

    ours = (workspace / "openapi/projects/create_project.yaml").read_text(encoding="utf-8").splitlines()
    drafted = (openapi / "projects_again/create_project_again.yaml").read_text(encoding="utf-8").splitlines()
    assert len(ours) == len(drafted)
    assert [line for line in ours if "roject" not in line] == [line for line in drafted if "roject" not in line]
    root = (openapi / "openapi.yaml").read_text(encoding="utf-8").splitlines()
    before = (workspace / "openapi/openapi.yaml").read_text(encoding="utf-8").splitlines()
    added = [line for line in root if line not in before]
    assert [line for line in root if line not in added] == before
    assert "  /projects-again/{project_again_id}:" in added
    assert "    get: {$ref: projects_again/get_project_again.yaml}" in added


def test_a_plain_document_becomes_a_resource_and_what_is_left_out_is_listed(openapi, capsys):
    assert from_vendor(openapi, VENDOR) == 0

    found = sections(capsys.readouterr().out)
    schemas = read(openapi, "boxes/schemas.yaml")
    box = schemas["Box"]["properties"]
    assert [*box] == ["box_id", "created_at", "label", "weight", "closed", "parent", "size", "stamp"]
    assert box["box_id"]["x-generate"] == {"kind": "id", "prefix": "crate_"}
    assert box["weight"] == {"type": "integer", "exclusiveMinimum": 0, "description": "The weight.", "examples": [1]}
    assert box["closed"]["default"] is None
    assert schemas["BoxSize"]["additionalProperties"] is False
    assert schemas["BoxCreate"]["required"] == ["label", "size"]
    parameters = read(openapi, "boxes/parameters.yaml")
    assert [*parameters] == ["BoxId", "BoxLabelContains", "BoxMaxWeightLte"]
    assert parameters["BoxMaxWeightLte"]["x-filter"] == {"match": "lte", "property": "weight"}
    left_out = "\n".join(found["Left"])
    for name in (
        "`anything` of `Box`",
        "`color` of the create",
        "the pattern of",
        "`cursor`",
        "`unknown`",
        "PUT /boxes/{boxId}",
    ):
        assert name in left_out
    assert any("stamp" in line and "no source" in line for line in found["Edit"])


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("projects", "name"), "this resource exists"),
        (("Boxes", "name"), "not a name in snake_case"),
        (("boxes", "name:strin"), "`strin` is not a type"),
        (("boxes", "Name"), "`Name` is not a name in snake_case"),
        (("boxes", "name:text:requird"), "Did you mean `required`?"),
        (("boxes", "name", "--under", "project"), "Did you mean `projects`?"),
        (("boxes", "name", "--singular", "project"), "the schema `Project` exists"),
        (("data", "name"), "Add `--singular NAME`"),
    ],
)
def test_what_cannot_be_drafted_is_refused_with_a_fix(openapi, capsys, arguments, text):
    before = sorted(openapi.rglob("*"))

    assert new(openapi, *arguments) == 1
    assert text in capsys.readouterr().err
    assert sorted(openapi.rglob("*")) == before


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (lambda text: text.replace("3.0.3", "2.0"), "is not a version of OpenAPI 3.0 or 3.1"),
        (lambda text: text.replace("  /boxes", "  /boxen"), "Did you mean `/paths/~1boxen`?"),
        (lambda text: text.replace("application/json", "application/xml"), "no operation returns an item"),
        (lambda text: text.replace('"#/components/schemas/box"', "other.yaml"), "`other.yaml` is in another file"),
        (lambda text: f"{text}\n  - x", "neither YAML nor JSON"),
    ],
)
def test_a_source_without_the_resource_is_refused(openapi, capsys, change, text):
    assert from_vendor(openapi, change(VENDOR)) == 1
    assert text in capsys.readouterr().err


def test_one_source_is_required(openapi, capsys):
    assert new(openapi, "boxes") == 2
    assert "either --from FILE#POINTER or fields" in capsys.readouterr().err


def test_a_root_in_another_style_is_left_alone(openapi, capsys):
    root = openapi / "openapi.yaml"
    root.write_text(root.read_text(encoding="utf-8").replace("\npaths:\n", "\npaths:   # all\n"), encoding="utf-8")

    assert new(openapi, "boxes", "name") == 1
    assert "the block `paths` was not found" in capsys.readouterr().err
    assert not (openapi / "boxes").exists()


@pytest.mark.parametrize(
    ("plural", "singular"),
    [
        ("webhooks", "webhook"),
        ("entries", "entry"),
        ("boxes", "box"),
        ("addresses", "address"),
        ("live_streams", "live_stream"),
        ("news", "new"),
    ],
)
def test_the_singular_follows_from_the_ending(plural, singular):
    assert singular_of(plural) == singular


@pytest.mark.parametrize(
    "value",
    [
        {
            "a": "x: y",
            "b": "yes",
            "c": "1",
            "d": "#",
            "e": "",
            "f": " a",
            "g": "a\nb\n\nc",
            "h": "1e3",
            "i": "null",
            "j": "2024-02-05",
        },
        {"a": {"b": ["a, b", "[x]", "{y}", "*z", "&z", "it's", 'say "a"']}, "204": {"description": "x"}},
        {
            "a": [{"name": "x", "in": "query", "schema": {"type": "string"}}],
            "b": [[1, -1.5, True, None]],
            "c": {},
            "d": [],
        },
        {"a": [{"b": {"c": "d" * 150}}, {"e": 1}]},
    ],
)
def test_what_is_written_is_read_again(value):
    assert yaml.safe_load(to_yaml(value)) == value
    assert read_yaml(to_yaml(value), "").value == value
