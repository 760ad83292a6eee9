"""Load the public surface of the SDK of a document to compare."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from generator.diagnostic import Diagnostic
from generator.diff.history import read_history
from generator.diff.version import read_version
from generator.rendering import Render, render_in_memory
from generator.surface.declaration import Surface
from generator.sync import RUNTIME


def load_surface(source: str, content: dict[str, Any], history: Path, render: Render) -> Surface | list[Diagnostic]:
    """Return the stored surface of a version, or the surface of the SDK that is rendered from the document ``content``.

    ``source`` is the document as named on the command line. The current folder must be the root of the repository, whose
    ``_runtime`` is part of the SDK. Raise OSError if a file cannot be read or written.
    """
    version = read_version(source.removeprefix("v"))
    if version is not None and not Path(source).exists():
        kept = read_history(history, str(history))
        if isinstance(kept, list):
            return kept
        if version in kept.surfaces:
            return kept.surfaces[version]
    runtime = Path(RUNTIME)
    if not runtime.is_dir():
        return [
            Diagnostic(
                source,
                "",
                f"its SDK cannot be rendered: the folder {RUNTIME} does not exist.",
                "Run this in the root of the repository.",
            )
        ]
    rendered = render_in_memory(content, render, runtime)
    if isinstance(rendered, list):
        return [
            diagnostic if diagnostic.is_of_a_template else replace(diagnostic, file=source) for diagnostic in rendered
        ]
    return rendered.surface
