from __future__ import annotations

import shutil
from copy import deepcopy
from pathlib import Path

import pytest
import yaml

from generator.document import Document
from generator.document.bundle import Bundle, bundle

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def workspace():
    return ROOT


@pytest.fixture(scope="session")
def bundled_once():
    result = bundle(ROOT / "openapi")
    assert isinstance(result, Bundle), result
    return result.document


@pytest.fixture
def document(bundled_once):
    """Return a copy of the real document that tests can edit."""
    return Document(deepcopy(bundled_once.content), bundled_once.sources, bundled_once.files, bundled_once.file_values)


@pytest.fixture
def write(tmp_path):
    """Return a function that writes files to a new folder and returns the folder."""

    def write(files):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return write


def leave_out_the_rate(openapi):
    """Reword the texts that state the rate limit, so that a test can change it in one place."""
    for file, stated in (
        ("openapi.yaml", "ten requests per second"),
        ("shared/responses.yaml", "10 requests in one second"),
    ):
        path = openapi / file
        text = path.read_text(encoding="utf-8")
        assert stated in text
        path.write_text(text.replace(stated, "some requests"), encoding="utf-8")


@pytest.fixture(scope="session")
def small_workspace(tmp_path_factory):
    """Return a repository with projects only, as version 1.0.0, without history and generated files. Tests copy it."""
    root = tmp_path_factory.mktemp("small")
    for folder in ("generated_client/apivideo_admin", "mock_server/apivideo_admin_mock"):
        (root / folder).mkdir(parents=True)
    ignored = shutil.ignore_patterns("history", "decisions", "api_keys", "usage")
    shutil.copytree(ROOT / "openapi", root / "openapi", ignore=ignored)
    leave_out_the_rate(root / "openapi")
    path, parameters = root / "openapi/openapi.yaml", root / "openapi/shared/parameters.yaml"
    content, shared = (yaml.safe_load(each.read_text(encoding="utf-8")) for each in (path, parameters))
    content["info"]["version"] = "1.0.0"
    content["tags"] = [tag for tag in content["tags"] if tag["name"] == "projects"]
    del shared["ApiKeyId"], shared["Interval"]
    components = content["components"]
    for group in (content["paths"], components["schemas"], components["parameters"]):
        for name in [
            name for name in group if any(word in name for word in ("ApiKey", "Interval", "Usage", "api-keys", "usage"))
        ]:
            del group[name]
    written = {path: content, parameters: shared}
    for each in (root / "openapi/projects").glob("*_project*.yaml"):
        written[each] = yaml.safe_load(each.read_text(encoding="utf-8"))
        for response in written[each]["responses"].values():
            links = response.get("links", {})
            for name in [
                name for name, link in links.items() if not link["operationId"].endswith(("_project", "_projects"))
            ]:
                del links[name]
            if not links:
                response.pop("links", None)
    for each, value in written.items():
        each.write_text(yaml.safe_dump(value, sort_keys=False), encoding="utf-8")
    return root
