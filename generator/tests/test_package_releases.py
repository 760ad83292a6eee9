"""The versions, records and changelogs of packages, in a small workspace with an SDK of one method and nothing else."""

from __future__ import annotations

import datetime as dt
import json
import shutil

import pytest

from generator.cli import main
from generator.commands.release import main as release
from generator.sync import read_tree

SDK = """
from ._runtime.retry import delay
__all__ = ["Client", "delay"]

class Client:
    def use(self, limit_{limit}) -> None: ...
"""
RETRY = "def delay(attempt: int) -> float:\n    return 1.0\n"
VERSION = "generated_client/apivideo_admin/_runtime/version.py"
RECORD = "generated_client/releases/1.0.0.json"


def render(content, target):
    """Write an SDK whose method has a parameter that is named after the rate limit."""
    (target / "apivideo_admin").mkdir()
    source = SDK.format(limit=content["x-rate-limit"]["requests"])
    (target / "apivideo_admin/__init__.py").write_text(source, encoding="utf-8")
    return []


@pytest.fixture(scope="module")
def generated(small_workspace, tmp_path_factory):
    """Return a repository with version 1.0.0 of the API and of the SDK, generated and without releases."""
    root = shutil.copytree(small_workspace, tmp_path_factory.mktemp("generated") / "workspace")
    for name, text in {"__init__.py": "", "retry.py": RETRY, "version.py": '__version__ = "1.0.0"\n'}.items():
        write(root, f"generated_client/apivideo_admin/_runtime/{name}", text)
    assert run(root) == 0
    return root


@pytest.fixture(scope="module")
def released_once(generated, tmp_path_factory):
    root = shutil.copytree(generated, tmp_path_factory.mktemp("released") / "workspace")
    assert release(["--root", str(root)], render, today=lambda: dt.date(2026, 11, 24)) == 0
    return root


@pytest.fixture
def root(generated, tmp_path):
    return shutil.copytree(generated, tmp_path / "workspace")


@pytest.fixture
def released(released_once, tmp_path, capsys):
    """Return a repository in which the API and the SDK are released."""
    root = shutil.copytree(released_once, tmp_path / "workspace")
    capsys.readouterr()
    return root


def write(root, name, text):
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")


def fix_the_runtime(root):
    write(root, "generated_client/apivideo_admin/_runtime/retry.py", RETRY.replace("1.0", "2.0"))


def raise_version(root, version):
    write(root, VERSION, f'__version__ = "{version}"\n')


def edit(root, old, new):
    path = root / "openapi/openapi.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def run(root, *arguments):
    return main([*arguments, "--root", str(root)], render)


def record(root, version):
    return json.loads((root / f"generated_client/releases/{version}.json").read_bytes())


def changelog(root):
    return (root / "generated_client/CHANGELOG.md").read_text(encoding="utf-8")


def explain(root, text):
    """Write text into the open entry of the changelog, below the generated lines."""
    before, mark, after = changelog(root).partition("<!-- end of generated lines -->\n")
    write(root, "generated_client/CHANGELOG.md", f"{before}{mark}\n### Fixed\n\n{text}\n{after}")


def test_a_run_records_the_surface_of_the_unreleased_version_and_starts_its_changelog(root):
    found = record(root, "1.0.0")

    assert found["api"] == "1.0.0"
    assert found["surface"]["Client.use"] == "def (limit_10) -> None"
    assert not {"released", "files"} & found.keys()
    assert changelog(root).startswith("# Changelog of apivideo-admin\n")
    assert "## [1.0.0] - unreleased" in changelog(root)
    assert "- First release." in changelog(root)


def test_edits_of_code_change_no_record_before_the_release(root):
    fix_the_runtime(root)

    assert run(root, "--check") == 0


def test_a_run_reports_the_changes_of_the_package_since_the_last_run_once(root, capsys):
    edit(root, "requests: 10", "requests: 5")
    capsys.readouterr()

    assert run(root) == 0
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "apivideo-admin, since the last run: 1 breaking change",
        "  BREAKING parameter_renamed: `Client.use`: renamed `limit_10` to `limit_5`.",
    ]
    assert run(root) == 0
    assert "apivideo-admin" not in capsys.readouterr().out


def test_a_raised_version_replaces_the_unreleased_one(root, capsys):
    raise_version(root, "1.1.0")

    assert run(root) == 0
    assert f"deleted {RECORD}" in capsys.readouterr().out
    assert record(root, "1.1.0")["api"] == "1.0.0"
    assert "## [1.1.0] - unreleased" in changelog(root)


def test_a_release_records_the_files_and_the_date(released):
    found = record(released, "1.0.0")

    assert found["released"] == "2026-11-24"
    assert "apivideo_admin/_runtime/retry.py" in found["files"]
    assert "apivideo_admin/__init__.py" in found["files"]
    assert "apivideo_admin/_runtime/version.py" not in found["files"]
    assert "## [1.0.0] - 2026-11-24" in changelog(released)
    assert run(released, "--check") == 0


def test_a_fix_of_the_runtime_needs_a_patch_version_of_the_sdk_and_none_of_the_api(released, capsys):
    fix_the_runtime(released)

    assert run(released) == 1
    assert capsys.readouterr().err == (
        f"{VERSION}#: `1.0.0` is too low for the changes of apivideo-admin since the release 1.0.0. "
        'Write at least `__version__ = "1.0.1"`, because of code_changed: `apivideo_admin/_runtime/retry.py`: changed.\n'
    )
    raise_version(released, "1.0.1")
    assert run(released) == 0
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "apivideo-admin, since 1.0.0: 1 fix; the version must be at least 1.0.1",
        "  code_changed: `apivideo_admin/_runtime/retry.py`: changed.",
    ]
    assert "- No changes of names, flags, documents or behaviour of the API." in changelog(released)


def test_a_fix_is_released_alone_once_its_changelog_describes_it(released, capsys):
    fix_the_runtime(released)
    raise_version(released, "1.0.1")
    run(released)
    before = {name: data for name, data in read_tree(released).items() if not name.startswith("generated_client/")}
    capsys.readouterr()

    assert run(released, "release", "--date", "2026-12-01") == 1
    assert "generated_client/CHANGELOG.md does not say what changed in 1.0.1." in capsys.readouterr().err
    explain(released, "- A retry waits two seconds.")
    assert run(released, "release", "--date", "2026-12-01") == 0
    assert "Released apivideo-admin 1.0.1." in capsys.readouterr().out
    assert record(released, "1.0.1")["released"] == "2026-12-01"
    assert run(released, "--check") == 0
    assert before == {
        name: data for name, data in read_tree(released).items() if not name.startswith("generated_client/")
    }


@pytest.mark.parametrize(
    ("code", "least", "line"),
    [
        (
            "def delay(attempt: int, factor: float = 1.0) -> float: ...\n",
            "1.1.0",
            "- Not breaking: `delay`: also accepts `factor`.",
        ),
        (
            "def delay(attempt: int, factor: float) -> float: ...\n",
            "2.0.0",
            "- **Breaking**: `delay`: now requires `factor`.",
        ),
    ],
)
def test_a_public_change_of_the_runtime_raises_the_version_of_the_sdk_alone(released, capsys, code, least, line):
    write(released, "generated_client/apivideo_admin/_runtime/retry.py", code)

    assert run(released) == 1
    assert f'Write at least `__version__ = "{least}"`' in capsys.readouterr().err
    raise_version(released, least)
    assert run(released) == 0
    assert line in changelog(released)


def test_an_api_change_raises_both_versions_and_they_are_released_together(released, capsys):
    edit(released, "requests: 10", "requests: 5")

    assert run(released) == 1
    assert "Write at least `version: 2.0.0`" in capsys.readouterr().err
    edit(released, "version: 1.0.0", "version: 2.0.0")
    assert run(released) == 1
    assert 'Write at least `__version__ = "2.0.0"`' in capsys.readouterr().err
    raise_version(released, "2.0.0")
    assert run(released) == 0
    assert "`Client.use`: renamed `limit_10` to `limit_5`. (parameter_renamed)" in changelog(released)
    assert "`API_VERSIONS`: changed from >=1.0,&lt;2 to >=2.0,&lt;3. (api_range_changed)" in changelog(released)
    capsys.readouterr()
    assert run(released, "release", "apivideo-admin") == 1
    assert capsys.readouterr().err == (
        "python -m generator release: apivideo-admin 2.0.0 is made for 2.0.0 of the API, which is not released. "
        "Release both: add `api`.\n"
    )
    assert run(released, "release", "api", "apivideo-admin") == 0
    assert 'git commit -m "Release api 2.0.0, apivideo-admin 2.0.0"' in capsys.readouterr().out
    assert record(released, "2.0.0")["api"] == "2.0.0"
    assert run(released, "--check") == 0


def test_a_released_version_cannot_be_released_again(released, capsys):
    assert run(released, "release", "apivideo-admin") == 1
    assert "apivideo-admin 1.0.0 is already released. Raise `__version__` in " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        (VERSION, '__version__ = "1.0"\n', f"{VERSION}#: `1.0` is not a semantic version."),
        (VERSION, "", f"{VERSION}#: the file has no line `__version__ = ...`."),
        (VERSION, '__version__ = "0.9.0"\n', "`0.9.0` is lower than the last release of apivideo-admin, 1.0.0."),
        (RECORD, "{", f"{RECORD}#: the file is not the record of a version: "),
        (RECORD, '{"api": "1.0.0", "surface": {"a": "clas"}}', "`clas` is not a declaration"),
        (RECORD, '{"api": "one", "surface": {}}', f"{RECORD}#/api: `one` is not a semantic version."),
        ("generated_client/releases/first.json", '{"api": "1.0.0", "surface": {}}', "Name it after its version"),
    ],
)
def test_invalid_files_are_reported_with_their_fix_and_nothing_is_written(released, capsys, name, text, says):
    write(released, name, text)
    before = read_tree(released)

    assert run(released) == 1
    assert says in capsys.readouterr().err
    assert read_tree(released) == before
