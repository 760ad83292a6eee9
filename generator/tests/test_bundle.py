from __future__ import annotations

import json

import pytest

from generator.document.bundle import Bundle, bundle, to_json
from generator.document.yaml_source import read_folder
from generator.lint import RULES

HEAD = 'openapi: 3.1.0\ninfo: {title: T, version: "1.0.0"}\n'
OPERATION = 'get: {operationId: list_things, responses: {"200": {description: Fine.}}}\n'
PATHS = f"paths:\n  /things:\n    {OPERATION}"
GOOD = HEAD + PATHS


def test_the_bundle_is_the_committed_one(bundled_once, workspace):
    committed = (workspace / "mock_server/apivideo_admin_mock/openapi.json").read_bytes()

    assert to_json(bundled_once.content) == committed


def test_two_runs_result_in_the_same_bytes(bundled_once, workspace):
    again = bundle(workspace / "openapi")

    assert isinstance(again, Bundle)
    assert to_json(again.document.content) == to_json(bundled_once.content)


def test_a_changed_file_is_read_again(write):
    titles = []
    for title in ("First", "Second"):
        result = bundle(write({"openapi.yaml": GOOD.replace("title: T", f"title: {title}")}))
        titles.append(result.document.content["info"]["title"])

    assert titles == ["First", "Second"]


def test_the_keys_keep_the_order_of_the_files(write):
    result = bundle(write({"openapi.yaml": GOOD + "components: {schemas: {B: {type: string}, A: {type: string}}}"}))

    assert isinstance(result, Bundle)
    assert list(result.document.content) == ["openapi", "info", "paths", "components"]
    assert list(result.document.content["components"]["schemas"]) == ["B", "A"]


def test_the_json_keeps_every_character_and_ends_with_a_newline():
    assert to_json({"a": "é"}) == '{\n  "a": "é"\n}\n'.encode()


def test_the_two_readers_of_yaml_agree_on_every_file(bundled_once, workspace):
    sources = read_folder(workspace / "openapi", "openapi")

    def at(value, path):
        for key in path:
            value = value[key]
        return value

    for path, (file, inner) in bundled_once.sources.origins.items():
        ours, bundled = at(sources[file].value, inner), at(bundled_once.content, path)
        if path and "components" in path:  # these contain no reference to another file
            assert json.dumps(ours) == json.dumps(bundled)


def test_a_schema_can_refer_to_itself_through_a_property(write):
    tree = "components: {schemas: {Tree: {properties: {left: {$ref: '#/components/schemas/Tree'}}}}}"

    assert isinstance(bundle(write({"openapi.yaml": GOOD + tree})), Bundle)


@pytest.mark.parametrize("name", ["with space", "100%", "a#b", "a?b"])
def test_the_folder_can_have_any_name(tmp_path, name):
    folder = tmp_path / name
    folder.mkdir()
    (folder / "openapi.yaml").write_text(HEAD + "paths: {/things: {get: {$ref: a.yaml}}}", encoding="utf-8")
    (folder / "a.yaml").write_text('responses: {"200": {description: Fine.}}', encoding="utf-8")

    assert isinstance(bundle(folder), Bundle)


@pytest.mark.parametrize(
    ("paths", "says"),
    [
        (
            """/a:
    get: {operationId: get_a, responses: {'200': {description: A.}}}
    post: {operationId: get_a, responses: {'200': {description: A.}}}""",
            "openapi/openapi.yaml#/paths/~1a/post/operationId: the operationId `get_a` is also that of `get /a`.",
        ),
        (
            "/a/{b}:\n    get: {operationId: get_a, responses: {'200': {description: A.}}}",
            "openapi/openapi.yaml#/paths/~1a~1{b}/get: the path has `{b}`",
        ),
        (
            """/a:
    get:
      parameters:
        - {name: b, in: query, schema: {type: string, default: 3}}
      responses: {'200': {description: A.}}""",
            "#/paths/~1a/get/parameters/0/schema/default: the default is invalid in its schema",
        ),
        (
            """/a:
    get:
      parameters:
        - &b {name: b, in: query, schema: {type: string}}
        - *b
      responses: {'200': {description: A.}}""",
            "#/paths/~1a/get/parameters/1: the parameter `b` is declared 2 times.",
        ),
    ],
)
def test_errors_of_the_validator_are_also_reported_by_a_lint_rule_with_a_location(write, paths, says):
    result = bundle(write({"openapi.yaml": f"{HEAD}paths:\n  {paths}\n"}))

    assert isinstance(result, Bundle)
    assert result.rejection
    assert any(says in str(diagnostic) for rule in RULES for diagnostic in rule(result.document))


def test_a_rejection_that_no_lint_explains_is_not_lost(document):
    [diagnostic] = Bundle(document, "something new").unexplained()

    assert str(diagnostic).startswith(
        "openapi/openapi.yaml#: openapi-spec-validator rejects the document: something new."
    )
    assert Bundle(document).unexplained() == []
