"""The files of the unreleased version of the API, and its release."""

from __future__ import annotations

import datetime as dt
import shutil

import pytest

from generator.cli import main
from generator.commands.release import main as release
from generator.sync import read_tree


def render(content, target):
    """Write an SDK that depends on the rate limit."""
    (target / "apivideo_admin").mkdir()
    source = f"LIMIT = {content['x-rate-limit']['requests']}\n"
    (target / "apivideo_admin/__init__.py").write_text(source, encoding="utf-8")
    return []


@pytest.fixture(scope="module")
def generated(small_workspace, tmp_path_factory):
    """Return a repository with version 1.0.0, generated, with a changelog and without releases."""
    root = shutil.copytree(small_workspace, tmp_path_factory.mktemp("generated") / "workspace")
    assert run(root) == 0
    return root


@pytest.fixture
def root(generated, tmp_path):
    return shutil.copytree(generated, tmp_path / "workspace")


def run(root, *arguments):
    return main([*arguments, "--root", str(root)], render)


def edit(root, old, new):
    path = root / "openapi/openapi.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def kept(root):
    return list(read_tree(root / "openapi/history"))


def changelog(root):
    return (root / "CHANGELOG.md").read_text(encoding="utf-8")


def test_a_run_writes_the_document_of_the_unreleased_version(root):
    assert kept(root) == ["1.0.0.json", "sdk/1.0.0.json"]
    bundle = (root / "mock_server/apivideo_admin_mock/openapi.json").read_bytes()
    assert (root / "openapi/history/1.0.0.json").read_bytes() == bundle


def test_a_raised_version_replaces_the_unreleased_one(root, capsys):
    edit(root, "version: 1.0.0", "version: 1.1.0")
    capsys.readouterr()

    assert run(root) == 0
    assert kept(root) == ["1.1.0.json", "sdk/1.1.0.json"]
    assert "## [1.1.0] - unreleased" in changelog(root)
    assert "deleted openapi/history/1.0.0.json" in capsys.readouterr().out


def test_a_run_reports_the_changes_since_the_last_run_once(root, capsys):
    edit(root, "requests: 10", "requests: 5")
    capsys.readouterr()

    assert run(root) == 0
    since_snapshot = capsys.readouterr().out.partition(" schemas)\n")[2].splitlines()
    assert since_snapshot[0] == "Since the last run (1.0.0): 1 breaking change"
    assert since_snapshot[1].startswith("  BREAKING request  rate_limit_changed: ")
    assert run(root) == 0
    [line] = capsys.readouterr().out.splitlines()
    assert line.startswith("Nothing changed (5 operations, ")


def test_a_check_finds_outdated_history_files(root, capsys):
    (root / "openapi/history/1.0.0.json").unlink()
    (root / "CHANGELOG.md").write_text("# Changelog\n", encoding="utf-8")
    capsys.readouterr()

    assert run(root, "--check") == 1
    assert capsys.readouterr().err.splitlines()[:2] == [
        "CHANGELOG.md would be changed",
        "openapi/history/1.0.0.json would be created",
    ]


def test_a_changelog_that_cannot_be_updated_changes_nothing(root, capsys):
    (root / "CHANGELOG.md").write_text("## [1.0.0] - unreleased\n\n## [1.1.0] - unreleased\n", encoding="utf-8")
    edit(root, "requests: 10", "requests: 5")
    before = read_tree(root)

    assert run(root) == 1
    assert capsys.readouterr().err.startswith("CHANGELOG.md#: 2 entries are unreleased.")
    assert read_tree(root) == before


def test_a_document_from_another_folder_does_not_change_the_history(root, tmp_path):
    shutil.copytree(root / "openapi", tmp_path / "other")
    edit(root, "requests: 10", "requests: 5")
    before = read_tree(root / "openapi"), changelog(root)

    assert run(root, "--openapi", str(tmp_path / "other")) == 0
    assert (read_tree(root / "openapi"), changelog(root)) == before


def test_a_release_lists_the_version_dates_its_entry_and_prints_the_git_commands(root, capsys):
    capsys.readouterr()

    assert release(["--root", str(root)], render, today=lambda: dt.date(2026, 11, 24)) == 0
    assert (root / "openapi/history/released.txt").read_text(encoding="utf-8") == "1.0.0\n"
    assert "## [1.0.0] - 2026-11-24\n" in changelog(root)
    assert '  git tag -a v1.0.0 -m "v1.0.0"\n' in capsys.readouterr().out
    assert run(root, "--check") == 0


def test_the_date_can_be_passed(root):
    assert run(root, "release", "--date", "2027-01-31") == 0
    assert "## [1.0.0] - 2027-01-31\n" in changelog(root)


def test_after_a_release_the_next_edit_needs_a_new_version_and_new_files(root, capsys):
    run(root, "release")
    released = {name: data for name, data in read_tree(root / "openapi/history").items() if name != "released.txt"}
    edit(root, "requests: 10", "requests: 5")

    assert run(root) == 1
    assert "Write at least `version: 2.0.0`" in capsys.readouterr().err
    edit(root, "version: 1.0.0", "version: 2.0.0")
    assert run(root) == 0
    now = read_tree(root / "openapi/history")
    assert {name: now[name] for name in released} == released
    assert set(now) - set(released) == {"2.0.0.json", "sdk/2.0.0.json", "released.txt"}
    text = changelog(root)
    assert text.index("## [2.0.0] - unreleased") < text.index("rate_limit_changed") < text.index("## [1.0.0] - ")


def refused(root, capsys, *arguments):
    before = read_tree(root)
    capsys.readouterr()
    assert run(root, "release", *arguments) == 1
    assert read_tree(root) == before
    output = capsys.readouterr()
    assert output.out == ""
    return output.err


def test_a_released_version_cannot_be_released_again(root, capsys):
    run(root, "release")

    assert "api 1.0.0 is already released. Raise `version`" in refused(root, capsys, "api")
    assert "everything is released. Raise a version first" in refused(root, capsys)


def test_outdated_files_cannot_be_released(root, capsys):
    edit(root, "requests: 10", "requests: 5")

    err = refused(root, capsys)
    assert "openapi/history/1.0.0.json would be changed\n" in err
    assert "generated files are out of date. Run `python -m generator`" in err


def test_an_invalid_document_cannot_be_released(root, capsys):
    edit(root, "version: 1.0.0", "version: one")

    assert "openapi/openapi.yaml#/info/version: `one` is not a semantic version." in refused(root, capsys)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--date", "tomorrow"], "`tomorrow` is not a date"),
        (["--when"], "unrecognized arguments: --when"),
        (["sdk"], "`sdk` cannot be released. Use one of: api, apivideo-admin, "),
    ],
)
def test_a_usage_error_of_release_is_one_line_with_exit_code_2(root, capsys, arguments, says):
    with pytest.raises(SystemExit) as stop:
        run(root, "release", *arguments)

    err = capsys.readouterr().err
    assert stop.value.code == 2
    assert says in err
    assert err.count("\n") == 1


def test_a_release_without_a_repository_is_reported_in_one_line(tmp_path, capsys):
    assert main(["release", "--root", str(tmp_path / "nowhere")], render) == 1
    err = capsys.readouterr().err
    assert "openapi/openapi.yaml#: the file does not exist." in err
    assert err.count("\n") == 1
