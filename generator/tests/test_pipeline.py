from __future__ import annotations

import shutil

import pytest

from generator.cli import main
from generator.diagnostic import Diagnostic
from generator.sync import BUNDLE, KEYWORDS, MOCK_API_VERSION, read_tree

NAMES = "apivideo_admin/names.py"


def render(content, target):
    """Write one file with the paths of the document."""
    path = target / NAMES
    path.parent.mkdir(parents=True)
    path.write_text("\n".join(content["paths"]), encoding="utf-8")
    return []


@pytest.fixture
def root(tmp_path, workspace):
    return make_root(tmp_path / "workspace", workspace)


def make_root(root, workspace):
    # Without the history: test_diff_pipeline.py covers the changes since the last release.
    shutil.copytree(workspace / "openapi", root / "openapi", ignore=shutil.ignore_patterns("history"))
    for folder in ("generated_client/apivideo_admin/_runtime", "mock_server/apivideo_admin_mock"):
        (root / folder).mkdir(parents=True)
    return root


@pytest.fixture(scope="module")
def generated_once(workspace, tmp_path_factory):
    root = make_root(tmp_path_factory.mktemp("generated") / "workspace", workspace)
    assert run(root) == 0
    return root


@pytest.fixture
def generated(generated_once, tmp_path, capsys):
    """Return a repository after a run, with the times of its files."""
    root = shutil.copytree(generated_once, tmp_path / "generated")
    capsys.readouterr()
    return root


def run(root, *arguments, render=render):
    return main(["--root", str(root), *arguments], render)


def test_a_run_writes_the_client_the_bundle_and_the_history_and_lists_them(root, capsys, workspace, bundled_once):
    assert run(root) == 0

    version = bundled_once.content["info"]["version"]
    assert capsys.readouterr().out.splitlines() == [
        "created CHANGELOG.md",
        f"created generated_client/{NAMES}",
        f"created {MOCK_API_VERSION}",
        f"created {KEYWORDS}",
        f"created {BUNDLE}",
        f"created openapi/history/{version}.json",
        f"created openapi/history/sdk/{version}.json",
        "Wrote 7 files (13 operations, 19 schemas)",
    ]
    assert (root / BUNDLE).read_bytes() == (workspace / BUNDLE).read_bytes()


def test_a_second_run_changes_nothing(generated, capsys):
    before = {path: path.stat().st_mtime_ns for path in generated.rglob("*")}

    assert run(generated) == 0
    assert capsys.readouterr().out == "Nothing changed (13 operations, 19 schemas)\n"
    assert {path: path.stat().st_mtime_ns for path in generated.rglob("*")} == before


def test_a_check_writes_nothing_and_names_what_differs(generated, capsys):
    root = generated
    (root / "generated_client" / NAMES).write_text("edited by hand", encoding="utf-8")
    (root / "generated_client/apivideo_admin/stale.py").write_text("", encoding="utf-8")
    (root / BUNDLE).unlink()
    before = read_tree(root)

    assert run(root, "--check") == 1
    assert capsys.readouterr().err.splitlines() == [
        f"generated_client/{NAMES} would be changed",
        "generated_client/apivideo_admin/stale.py would be deleted",
        f"{BUNDLE} would be created",
        "python -m generator: 3 files out of date. Run `python -m generator` and commit the result.",
    ]
    assert read_tree(root) == before


def test_a_check_passes_if_everything_is_up_to_date(generated, capsys):
    assert run(generated, "--check") == 0
    assert capsys.readouterr().out == "Nothing changed (13 operations, 19 schemas)\n"


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("shared/parameters.yaml", "name: page_size", "name: pageSize", "openapi/shared/parameters.yaml#/PageSize: "),
        ("projects/get_project.yaml", "tags: [projects]", "tags: [projects", "openapi/projects/get_project.yaml#: "),
        (
            "openapi.yaml",
            "get_project.yaml",
            "gone.yaml",
            "openapi/openapi.yaml#/paths/~1projects~1{project_id}/get/$ref: ",
        ),
        ("usage/schemas.yaml", '"2024-02-05"', "2024-02-05", "is a date in YAML, not text. Quote it"),
        ("projects/get_project.yaml", "summary: Get a project", "summary: [a]", "get_project.yaml#/summary: "),
    ],
)
def test_an_invalid_document_changes_nothing(generated, capsys, file, old, new, says):
    root = generated
    path = root / "openapi" / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    before = read_tree(root)

    assert run(root) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert any(says in line for line in output.err.splitlines())
    assert "Traceback" not in output.err
    assert read_tree(root) == before


def test_a_diagnostic_of_the_renderer_names_the_source_file(root, capsys):
    def failing(content, target):
        render(content, target)
        return [Diagnostic("bundle", "/paths/~1projects/get/parameters/0", "It cannot be rendered.", "Change it.")]

    assert run(root, render=failing) == 1
    expected = "openapi/projects/list_projects.yaml#/parameters/0: It cannot be rendered. Change it.\n"
    assert capsys.readouterr().err == expected
    assert not (root / BUNDLE).exists()


def test_the_renderer_cannot_change_the_bundle(root):
    def destructive(content, target):
        render(content, target)
        content.clear()
        return []

    assert run(root, render=destructive) == 0
    assert (root / BUNDLE).stat().st_size > 10_000


def test_another_folder_can_be_passed_as_openapi(root, tmp_path, capsys):
    (root / "openapi").rename(tmp_path / "other")

    assert run(root, "--openapi", str(tmp_path / "other")) == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--root", "/nowhere/at/all"], "folder not found: /nowhere/at/all"),
        (["--openapi", "/nowhere"], "folder not found: /nowhere"),
        (["--chek"], "unrecognized arguments: --chek"),
        (["--root"], "argument --root: expected one argument"),
        (["extra"], "unrecognized arguments: extra"),
    ],
)
def test_a_usage_error_is_one_line_with_exit_code_2(root, capsys, arguments, says):
    try:
        code = run(root, *arguments)
    except SystemExit as stop:  # raised by argparse
        code = stop.code

    err = capsys.readouterr().err
    assert code == 2
    assert says in err
    assert err.count("\n") == 1


def test_a_folder_in_place_of_a_file_is_reported_in_one_line(root, capsys):
    (root / BUNDLE).mkdir()

    assert run(root) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_the_help_lists_the_exit_codes(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["--help"], render)

    assert stop.value.code == 0
    assert "exit codes:" in capsys.readouterr().out
