"""Run the stages of the generator for a document in memory: the checks of `bundle`, lint and rendering."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path as Folder
from typing import Any

from generator.diagnostic import Diagnostic
from generator.document import Document, SourceMap
from generator.document.bundle import check_structure
from generator.document.pointer import Keys
from generator.document.references import Linker
from generator.lint import lint
from generator.render import build, render

FILE = "openapi/openapi.yaml"


def validate(content: dict[str, Any]) -> Document | list[Diagnostic]:
    """Return the document, or the diagnostics of `bundle` for it as a single file."""
    linker = Linker({FILE: content}, FILE)
    linker.link()
    if linker.diagnostics:
        return linker.diagnostics
    files = files_of(content)
    origins = {path: (file, ()) for file, path in files.items()}
    document = Document(content, SourceMap(origins), tuple(files))
    return check_structure(document) or document


def files_of(content: dict[str, Any]) -> dict[str, Keys]:
    """Return the files of a document in the required layout, one per operation, with the path of their content."""
    found: dict[str, Keys] = {FILE: ()}
    paths = content.get("paths")
    for path, item in paths.items() if isinstance(paths, dict) else ():
        for method, operation in item.items() if isinstance(item, dict) else ():
            if isinstance(operation, dict):
                tags = operation.get("tags")
                tag = tags[0] if isinstance(tags, list) and tags else "untagged"
                found.setdefault(f"openapi/{tag}/{operation.get('operationId')}.yaml", ("paths", path, method))
    return found


def make(content: dict[str, Any], target: Folder, *, linted: bool) -> list[Diagnostic]:
    """Return the diagnostics of a document. If there are none, its SDK is in ``target``."""
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
def without_ruff() -> Iterator[None]:
    """Skip ruff while rendering. All SDKs are formatted at once, which saves three processes per document."""
    format_package = build.format_package
    build.format_package = lambda _package, _templates: []
    try:
        yield
    finally:
        build.format_package = format_package
