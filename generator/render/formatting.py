"""Format the rendered files with the pinned version of ruff, without its configuration files."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from ruff import find_ruff_bin  # type: ignore[import-untyped]  # it has no types

from generator.render.templates import of_output

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from generator.diagnostic import Diagnostic

_COMMON = ("--isolated", "--no-cache", "--quiet", "--line-length", "120", "--target-version", "py311")
_STEPS = (
    # F and E9 find errors such as undefined names, in addition to the rules that are fixed.
    ("check", *_COMMON, "--output-format", "concise", "--select", "I,F,E9", "--fixable", "I,F401", "--fix"),
    ("format", *_COMMON),
)


def format_package(package: Path, templates: Mapping[Path, str]) -> list[Diagnostic]:
    """Sort imports, remove unused ones, and format. Return a diagnostic of the template if ruff rejects a file.

    ``templates`` maps each file to its template.
    """
    for step in _STEPS:
        done = subprocess.run([find_ruff_bin(), *step, "."], cwd=package, capture_output=True, text=True, check=False)  # noqa: S603 (our own command)
        if done.returncode != 0:
            return [of_output(package, templates, done.stdout or done.stderr)]
    return []
