"""Formats what was rendered, with the pinned ruff and nobody's configuration."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from ruff import find_ruff_bin  # type: ignore[import-untyped]  # it has no types

from generator.render.source import fault

if TYPE_CHECKING:
    from pathlib import Path

    from generator.diagnostic import Diagnostic

_COMMON = ("--isolated", "--no-cache", "--quiet", "--line-length", "120", "--target-version", "py311")
_STEPS = (
    # F and E9 beside what is mended: a name that nothing defines would be found only by its first user.
    ("check", *_COMMON, "--select", "I,F,E9", "--fixable", "I,F401", "--fix"),
    ("format", *_COMMON),
)


def tidy(package: Path) -> list[Diagnostic]:
    """Sort imports, drop those that are not used, and format. What ruff cannot read is a fault of the templates."""
    for step in _STEPS:
        done = subprocess.run([find_ruff_bin(), *step, "."], cwd=package, capture_output=True, text=True, check=False)  # noqa: S603 (our own command)
        if done.returncode != 0:
            message = f"ruff {step[0]} refuses what was rendered: {done.stdout or done.stderr}"
            return [fault("", message, "This is a bug of the templates; please report it with the document.")]
    return []
