"""The changes since the releases in the output of a run."""

from __future__ import annotations

import json
import shutil

import pytest

from generator.cli import main
from generator.document.bundle import Bundle, bundle
from generator.sync import read_tree
from generator.tests.conftest import leave_out_the_rate


def render(content, target):
    path = target / "apivideo_admin/names.py"
    path.parent.mkdir(parents=True)
    path.write_text("\n".join(content["paths"]), encoding="utf-8")
    return []


@pytest.fixture
def root(tmp_path, workspace, bundled_once):
    """Return a copy of the document as version 2.0.0, with itself as the only release."""
    shutil.copytree(workspace / "openapi", tmp_path / "openapi", ignore=shutil.ignore_patterns("history"))
    for folder in ("generated_client/apivideo_admin", "mock_server/apivideo_admin_mock", "openapi/history"):
        (tmp_path / folder).mkdir(parents=True)
    edit(tmp_path, "openapi.yaml", f"version: {bundled_once.content['info']['version']}", "version: 2.0.0")
    leave_out_the_rate(tmp_path / "openapi")
    bundled = bundle(tmp_path / "openapi")
    assert isinstance(bundled, Bundle), bundled
    snapshot = json.dumps(bundled.document.content)
    (tmp_path / "openapi/history/2.0.0.json").write_text(snapshot, encoding="utf-8")
    (tmp_path / "openapi/history/sdk").mkdir()
    (tmp_path / "openapi/history/sdk/2.0.0.json").write_text("{}", encoding="utf-8")
    (tmp_path / "openapi/history/released.txt").write_text("2.0.0", encoding="utf-8")
    return tmp_path


def run(root, *arguments):
    return main(["--root", str(root), *arguments], render)


def edit(root, file, old, new):
    path = root / "openapi" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_run_without_changes_reports_none(root, capsys):
    assert run(root) == 0
    assert "Since" not in capsys.readouterr().out


def test_a_run_reports_the_changes_since_the_release(root, capsys):
    edit(root, "openapi.yaml", "version: 2.0.0", "version: 3.0.0")
    edit(root, "openapi.yaml", "requests: 10,", "requests: 5,")

    assert run(root) == 0
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "Since 2.0.0: 1 breaking change; the version must be at least 3.0.0",
        (
            "  BREAKING request  rate_limit_changed: the rate limit changed from 10 requests in 1 s to 5 requests in 1 s. "
            "/x-rate-limit"
        ),
    ]


def test_a_changed_text_is_reported_without_quoting_it(root, capsys):
    edit(root, "openapi.yaml", "version: 2.0.0", "version: 2.0.1")
    edit(root, "projects/schemas.yaml", "True while the project is being deleted.", "It is being deleted.")

    assert run(root) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "Since 2.0.0: 1 fix; the version must be at least 2.0.1" in lines
    assert lines[-1] == "  response text_changed /components/schemas/Project/properties/deleted/description"


def test_a_version_that_is_too_low_fails_and_writes_nothing(root, capsys):
    edit(root, "openapi.yaml", "requests: 10,", "requests: 5,")
    before = read_tree(root)

    assert run(root) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err == (
        "openapi/openapi.yaml#/info/version: `2.0.0` is too low for the changes since the release 2.0.0. "
        "Write at least `version: 3.0.0`, because of a breaking change: "
        "the rate limit changed from 10 requests in 1 s to 5 requests in 1 s. (rate_limit_changed, /x-rate-limit)\n"
    )
    assert read_tree(root) == before


def test_an_invalid_snapshot_is_reported_with_its_file(root, capsys):
    (root / "openapi/history/1.0.0.json").write_text("{", encoding="utf-8")

    assert run(root) == 1
    assert capsys.readouterr().err.startswith("openapi/history/1.0.0.json#: the snapshot is not JSON")


def test_before_the_first_release_every_version_is_valid(root):
    (root / "openapi/history/released.txt").write_text("# none yet\n", encoding="utf-8")
    edit(root, "openapi.yaml", "requests: 10,", "requests: 5,")

    assert run(root) == 0
