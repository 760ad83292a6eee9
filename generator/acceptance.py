"""Read the document of a folder as every reader accepts it: bundled, without an error of the lint, and loaded by the mock."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from apivideo_admin_mock.spec import SpecError, load_api
from generator.diagnostic import Diagnostic
from generator.document import Document
from generator.document.bundle import bundle
from generator.document.pointer import from_pointer
from generator.lint import lint


def read_accepted(folder: Path, label: str = "openapi") -> Document | list[Diagnostic]:
    """Return the bundle of the document in a folder, or the diagnostics of the first stage that refuses it.

    ``label`` replaces the path of the folder in diagnostics. Raise OSError if a file cannot be read.
    """
    bundled = bundle(folder, label)
    if isinstance(bundled, list):
        return bundled
    document = bundled.document
    return lint(document) or bundled.unexplained() or [*mock_loads_the_document(document)] or document


def mock_loads_the_document(document: Document) -> Iterator[Diagnostic]:
    """Yield the error of the mock's own loader, at its place in the sources, if the mock refuses the bundle."""
    try:
        load_api(document.content)
    except SpecError as error:
        path = document.as_path(from_pointer(error.pointer))
        yield document.diagnostic_at(path, f"the mock cannot serve the document: {error.message}.", "Change it here.")
