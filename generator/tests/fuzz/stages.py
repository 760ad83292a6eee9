"""The stages of the generator for a document that is no files: what `bundle` finds, the lint, the rendering."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path as Folder
from typing import Any

from generator.bundle import check_structure
from generator.diagnostic import Diagnostic
from generator.document import Document, SourceMap
from generator.lint import lint
from generator.pointer import Path
from generator.references import Linker
from generator.render import build, render

FILE = "openapi/openapi.yaml"


def validate(content: dict[str, Any]) -> Document | list[Diagnostic]:
    """Return the faults that `bundle` finds in a document of one file, or the document."""
    linker = Linker({FILE: content}, FILE)
    linker.link()
    if linker.diagnostics:
        return linker.diagnostics
    files = files_of(content)
    origins = {path: (file, ()) for file, path in files.items()}
    document = Document(content, SourceMap(origins), tuple(files))
    return check_structure(document) or document


def files_of(content: dict[str, Any]) -> dict[str, Path]:
    """Spread a document over files as the layout asks for, each operation in its own: give what part each one holds."""
    found: dict[str, Path] = {FILE: ()}
    paths = content.get("paths")
    for path, item in paths.items() if isinstance(paths, dict) else ():
        for method, operation in item.items() if isinstance(item, dict) else ():
            if isinstance(operation, dict):
                tags = operation.get("tags")
                tag = tags[0] if isinstance(tags, list) and tags else "untagged"
                found.setdefault(f"openapi/{tag}/{operation.get('operationId')}.yaml", ("paths", path, method))
    return found


def make(content: dict[str, Any], target: Folder, *, linted: bool) -> list[Diagnostic]:
    """Return the faults of a document; if there are none, its SDK is in ``target``."""
    document = validate(content)
    if isinstance(document, list):
        return document
    if linted and (diagnostics := lint(document)):
        return diagnostics
    before = deepcopy(content)
    diagnostics = [document.translate(diagnostic) for diagnostic in render(content, target)]
    assert content == before, "the renderer changed the document"
    return diagnostics


@contextmanager
def untidied() -> Iterator[None]:
    """Leave ruff out of the rendering: a batch is tidied at once, which saves three processes a document."""
    tidy = build.tidy
    build.tidy = lambda _package, _templates: []
    try:
        yield
    finally:
        build.tidy = tidy
