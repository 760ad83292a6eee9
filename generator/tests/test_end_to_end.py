"""The whole command with the real renderer."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys

import pytest
import yaml

from generator.cli import main
from generator.document.bundle import bundle
from generator.document.naming import method_name, namespace
from generator.document.operations import operations
from generator.lint import lint
from generator.render import render
from generator.sync import BUNDLE

PACKAGE = "generated_client/apivideo_admin"


@pytest.fixture
def root(tmp_path, workspace):
    return make_root(tmp_path / "workspace", workspace)


def make_root(root, workspace):
    shutil.copytree(workspace / "openapi", root / "openapi")
    for folder in ("generated_client", "mock_server/apivideo_admin_mock"):
        (root / folder).mkdir(parents=True)
    return root


@pytest.fixture(scope="module")
def extended_once(tmp_path_factory, workspace):
    root = make_root(tmp_path_factory.mktemp("extended") / "workspace", workspace)
    add_webhooks(root / "openapi")
    assert generate(root) == 0
    return root


@pytest.fixture
def extended(extended_once, tmp_path):
    """Return a repository with a new resource, after a run."""
    return shutil.copytree(extended_once, tmp_path / "extended")


def generate(root, *arguments):
    return main(["--root", str(root), *arguments], render)


def add_webhooks(openapi):
    """Add a resource like the API keys in YAML: a folder, and its lines in the root."""

    def renamed(text):
        for old, new in (("api-key", "webhook"), ("api_key", "webhook"), ("ApiKey", "Webhook"), ("API key", "webhook")):
            text = text.replace(old, new)
        return text.replace("admin_webhook", "admin_api_key")

    (openapi / "webhooks").mkdir()
    for path in (openapi / "api_keys").iterdir():
        (openapi / "webhooks" / renamed(path.name)).write_text(
            renamed(path.read_text(encoding="utf-8")), encoding="utf-8"
        )
    root = yaml.safe_load((openapi / "openapi.yaml").read_text(encoding="utf-8"))
    root["tags"].append({"name": "webhooks", "description": "Where a project reports what happened."})
    for group in (root["paths"], root["components"]["schemas"]):
        added = {key: value for key, value in group.items() if "api-key" in key or "ApiKey" in key}
        group.update(json.loads(renamed(json.dumps(added))))
    parameters = openapi / "shared/parameters.yaml"
    own = yaml.safe_load(parameters.read_text(encoding="utf-8"))["ApiKeyId"]
    addition = yaml.safe_dump({"WebhookId": json.loads(renamed(json.dumps(own)))})
    parameters.write_text(parameters.read_text(encoding="utf-8") + addition, encoding="utf-8")
    root["components"]["parameters"]["WebhookId"] = {"$ref": "shared/parameters.yaml#/WebhookId"}
    (openapi / "openapi.yaml").write_text(yaml.safe_dump(root, sort_keys=False), encoding="utf-8")


def methods(root):
    """Return the public methods of each rendered resource, by the name of its module."""
    found = {}
    for path in (root / PACKAGE / "resources").glob("[a-z]*.py"):
        classes = [node for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.ClassDef)]
        functions = (ast.FunctionDef, ast.AsyncFunctionDef)
        found[path.stem] = {node.name for each in classes for node in each.body if isinstance(node, functions)}
    return found


def test_the_committed_files_are_up_to_date(workspace, capsys):
    assert generate(workspace, "--check") == 0, capsys.readouterr().err


def test_every_operation_of_the_document_has_its_method(workspace, document):
    rendered = methods(workspace)  # up to date, see above
    wanted = [(namespace(each.node.value), method_name(each.node.value, each.path)) for each in operations(document)]
    assert len(set(wanted)) == 13
    assert [name for name in wanted if name[1] not in rendered[name[0]]] == []


def test_the_same_document_results_in_the_same_bytes_in_another_process(workspace):
    # With another hash seed, and so another order of sets, than the processes that wrote the committed files.
    command = [sys.executable, "-m", "generator", "--check"]
    environment = {**os.environ, "PYTHONHASHSEED": "1"}
    done = subprocess.run(command, env=environment, cwd=workspace, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_new_resource_is_yaml_only(extended):
    assert lint(bundle(extended / "openapi").document) == []
    assert methods(extended)["webhooks"] >= {"list", "count", "create", "get", "update", "delete"}
    assert "/projects/{project_id}/webhooks/count" in json.loads((extended / BUNDLE).read_bytes())["paths"]


def test_the_files_of_a_removed_resource_are_deleted(extended, workspace):
    module = extended / PACKAGE / "resources/webhooks.py"
    assert module.is_file()

    assert generate(extended, "--openapi", str(workspace / "openapi")) == 0
    assert not module.exists()


HOSTILE = '"""\\ \'\'\' {x} {{ y }} {% z %} \\"""\nimport os  # \\N{BULLET} %s'


def test_hostile_text_stays_text(root):
    path = root / "openapi/projects/list_projects.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["description"] = HOSTILE
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")

    assert generate(root) == 0
    tree = ast.parse((root / PACKAGE / "resources/projects.py").read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert "os" not in imported
    assert json.loads((root / BUNDLE).read_bytes())["paths"]["/projects"]["get"]["description"] == HOSTILE
