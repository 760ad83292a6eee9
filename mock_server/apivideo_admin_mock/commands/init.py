"""The command ``init``."""

from __future__ import annotations

import argparse
from importlib import resources
from pathlib import Path
from typing import Final

from apivideo_admin_mock.commands.serving import print_line
from apivideo_admin_mock.errors import MockError
from apivideo_admin_mock.ready_file import ReadyFile

#: The files to write, by the name of their template.
_FILES: Final = {"scenario.yaml": "scenario.yaml", "test_admin_api.py.txt": "test_admin_api.py"}
_COMPOSE: Final = {"compose.yaml": "compose.yaml"}
_CI: Final = {"github": {"github.yml": ".github/workflows/admin-api.yml"}, "gitlab": {"gitlab.yml": ".gitlab-ci.yml"}}


def check(_parser: argparse.ArgumentParser, _arguments: argparse.Namespace) -> None:
    """Accept all arguments: any can be combined."""


def run(arguments: argparse.Namespace, _ready_file: ReadyFile) -> int:
    """Write the files, and return the exit code. Raises MockError if one exists, before any is written."""
    folder: Path = arguments.folder
    files = {**_FILES, **(_COMPOSE if arguments.compose else {}), **_CI.get(arguments.ci, {})}
    for name in files.values():
        if (folder / name).exists():
            raise MockError(f"{folder / name} exists already. fix: choose an empty folder")
    for template, name in files.items():
        path = folder / name
        text = (resources.files("apivideo_admin_mock") / "templates" / template).read_text(encoding="utf-8")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            raise MockError(f"{path}: cannot be written: {error.strerror or error}") from None
    print_line(f"Wrote {', '.join(files.values())} to {folder.resolve()}")
    print_line("Run the tests there: python3 -m pytest")
    return 0
