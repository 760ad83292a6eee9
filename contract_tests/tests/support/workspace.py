"""A copy of the workspace, for what must not touch the workspace itself: edits of the document, and what follows from them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[3]
_FOLDERS = ("openapi", "generator", "generated_client", "mock_server", "contract_tests")


def copy_workspace(target: Path) -> Path:
    """Copy what the generator, the packages and the contract tests need into a folder, and give it."""
    for folder in _FOLDERS:
        shutil.copytree(ROOT / folder, target / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "CHANGELOG.md"):
        shutil.copy(ROOT / name, target)
    return target


def edit_document(copy: Path, folder: Path) -> None:
    """Make an edit of the document in a copy: the new files in ``files/`` of a folder, and the lines of its ``edits.yaml``.

    It must be YAML only, and add files where there were none.
    """
    assert {path.suffix for path in folder.rglob("*") if path.is_file()} == {".yaml"}
    for path in (folder / "files").rglob("*.yaml"):
        place = copy / "openapi" / path.relative_to(folder / "files")
        assert not place.exists(), f"{place} is there already"
        place.parent.mkdir(exist_ok=True)
        shutil.copy(path, place)
    for edit in yaml.safe_load((folder / "edits.yaml").read_text(encoding="utf-8")):
        if "after" in edit:
            add_lines(copy / "openapi" / edit["file"], [edit])
        else:
            replace_line(copy / "openapi" / edit["file"], edit["line"], edit["becomes"])


def add_lines(root: Path, additions: Sequence[Mapping[str, str]]) -> None:
    """Add lines to a file, each group after the line that it names."""
    for addition in additions:
        replace_line(root, addition["after"], f"{addition['after']}\n{addition['lines'].rstrip()}")


def replace_line(file: Path, line: str, becomes: str) -> None:
    """Replace a line that a file holds once."""
    text = file.read_text(encoding="utf-8")
    assert f"\n{text}".count(f"\n{line}\n") == 1, f"{file} must hold the line {line!r} once"
    file.write_text(f"\n{text}".replace(f"\n{line}\n", f"\n{becomes}\n")[1:], encoding="utf-8")


def run(copy: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run this Python in a copy, with the copy's packages."""
    packages = [copy, copy / "generated_client", copy / "mock_server", copy / "contract_tests"]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
    environment = (
        inherited | {"PYTHONPATH": os.pathsep.join(map(str, packages)), "PYTHONDONTWRITEBYTECODE": "1"} | environment
    )
    return subprocess.run(
        [sys.executable, *arguments], cwd=copy, env=environment, capture_output=True, text=True, check=False
    )
