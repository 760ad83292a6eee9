"""A copy of the workspace, for tests that edit the document and generate from it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from generator.release.packages import Package

ROOT = Path(__file__).parents[2]
BUNDLE = "mock_server/apivideo_admin_mock/openapi.json"
_FOLDERS = ("openapi", "generator", "generated_client", "mock_server", "contract_tests")
_EXAMPLES = ROOT / "contract_tests" / "examples"
#: The resources and reports in ``examples/`` with a form that no other document has, such as a lifetime or a filter by a list.
SHAPES = ("upload_tokens", "videos", "players", "domains", "analytics", "invitations", "account", "captions")


def copy_workspace(target: Path) -> Path:
    """Copy what the generator, the packages and the contract tests need into a folder, and return the folder."""
    target.mkdir(exist_ok=True)
    for folder in _FOLDERS:
        shutil.copytree(ROOT / folder, target / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "CHANGELOG.md"):
        shutil.copy(ROOT / name, target)
    return target


def add_resource(openapi: Path, name: str) -> None:
    """Add the resource of a folder of ``examples/`` to a document: its files, then its lines of the root."""
    example = _EXAMPLES / name
    assert {path.suffix for path in example.rglob("*") if path.is_file()} == {".yaml"}
    shutil.copytree(example / name, openapi / name)
    add_lines(openapi / "openapi.yaml", yaml.safe_load((example / "root_lines.yaml").read_text(encoding="utf-8")))


def add_examples(openapi: Path) -> None:
    """Add every example to a document: the resource of ``examples/webhooks/``, and each edit of ``examples/spec_edits/``."""
    add_resource(openapi, "webhooks")
    for edits in sorted((_EXAMPLES / "spec_edits").glob("*/edits.yaml")):
        _edit(openapi, edits.parent)


def _edit(openapi: Path, folder: Path) -> None:
    """Add the new files in ``files/`` to a document, and apply ``edits.yaml``. All of it must be YAML."""
    assert {path.suffix for path in folder.rglob("*") if path.is_file()} == {".yaml"}
    for path in (folder / "files").rglob("*.yaml"):
        target = openapi / path.relative_to(folder / "files")
        assert not target.exists(), f"{target} exists already"
        target.parent.mkdir(exist_ok=True)
        shutil.copy(path, target)
    for edit in yaml.safe_load((folder / "edits.yaml").read_text(encoding="utf-8")):
        if "after" in edit:
            add_lines(openapi / edit["file"], [edit])
        else:
            replace_line(openapi / edit["file"], edit["line"], edit["becomes"])


def vendor_source() -> str:
    """Return the plain document of ``examples/vendor/`` and the path of its resource, as ``generator new`` takes them."""
    return f"{_EXAMPLES / 'vendor' / 'vendor.yaml'}#/paths/~1subscriptions"


def apply_listed_edits(openapi: Path, output: str) -> None:
    """Apply the edits of ``examples/vendor/edits.yaml``, each of which ``generator new`` must list in its output."""
    shown = " ".join(output.split())
    for edit in yaml.safe_load((_EXAMPLES / "vendor" / "edits.yaml").read_text(encoding="utf-8")):
        assert edit["listed"] in shown, f"{edit['listed']} is not in:\n{output}"
        replace_line(openapi / edit["file"], edit["line"], edit["becomes"])


def add_lines(file: Path, additions: Sequence[Mapping[str, str]]) -> None:
    """Add groups of lines to a file at once, each after the line that it names."""
    text = file.read_text(encoding="utf-8")
    for addition in additions:
        text = _with_line_replaced(text, file, addition["after"], f"{addition['after']}\n{addition['lines'].rstrip()}")
    file.write_text(text, encoding="utf-8")


def replace_line(file: Path, line: str, becomes: str) -> None:
    """Replace a line that a file contains once."""
    file.write_text(_with_line_replaced(file.read_text(encoding="utf-8"), file, line, becomes), encoding="utf-8")


def _with_line_replaced(text: str, file: Path, line: str, becomes: str) -> str:
    assert f"\n{text}".count(f"\n{line}\n") == 1, f"{file} must contain the line {line!r} once"
    return f"\n{text}".replace(f"\n{line}\n", f"\n{becomes}\n")[1:]


def raise_version(copy: Path, package: Package, old: str, new: str) -> None:
    """Replace the version of a package."""
    replace_line(copy / package.version_file, f'__version__ = "{old}"', f'__version__ = "{new}"')


def run(copy: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run this Python in a copy, with the packages of the copy."""
    packages = [copy, copy / "generated_client", copy / "mock_server", copy / "contract_tests"]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
    variables = inherited | {"PYTHONPATH": os.pathsep.join(map(str, packages))} | environment
    return subprocess.run(
        [sys.executable, *arguments], cwd=copy, env=variables, capture_output=True, text=True, check=False
    )
