"""Render the SDK of a document in memory and read its public surface."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from generator.diagnostic import Diagnostic
from generator.surface.declaration import Surface
from generator.surface.reader import read_surface
from generator.sync import CLIENT, PACKAGE, read_tree, refuse_hand_written

Render = Callable[[dict[str, Any], Path], list[Diagnostic]]
"""A function that writes the generated files of ``generated_client/`` into a folder. Its diagnostics point into the bundle."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """The generated files by name, relative to the root of the repository, and the surface of the whole SDK."""

    files: dict[str, bytes]
    surface: Surface


def render_in_memory(content: dict[str, Any], render: Render, runtime: Path) -> Rendered | list[Diagnostic]:
    """Render a bundled document and read its surface together with the hand-written ``runtime``, which has public names too.

    Return the diagnostics of ``render``, if any. Raise OSError if a temporary file cannot be written.
    """
    with TemporaryDirectory(prefix="apivideo-admin-") as folder:
        target = Path(folder)
        # A copy, so that the renderer cannot change the bundle after the lint.
        if diagnostics := render(deepcopy(content), target):
            return diagnostics
        files = {f"{CLIENT}/{name}": data for name, data in read_tree(target).items()}
        refuse_hand_written(files)
        package = target / Path(PACKAGE).name
        if runtime.is_dir():
            shutil.copytree(runtime, package / runtime.name, ignore=shutil.ignore_patterns("__pycache__"))
        return Rendered(files, read_surface(package))
