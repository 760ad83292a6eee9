"""Generate the files of the site from the folder of the document."""

from __future__ import annotations

from pathlib import Path

from generator.acceptance import read_accepted
from generator.diagnostic import Diagnostic
from generator.document import Document
from generator.document.operations import operations
from generator.release.history import read_history
from generator.render.build import describe
from generator.render.parse import PACKAGE, make_config, parse
from generator.render.source import Source
from generator.render.view import Sdk
from generator.site.content.decisions import read_decisions
from generator.site.content.reference import read_reference
from generator.site.pages import files


def build(openapi: Path, label: str = "openapi") -> dict[str, bytes] | list[Diagnostic]:
    """Return the files of the site for the document in a folder, or diagnostics.

    ``label`` replaces the path of the folder in diagnostics. Raise OSError if a file cannot be read.
    """
    document = read_accepted(openapi, label)
    if isinstance(document, list):
        return document
    sdk = _sdk(document)
    history = read_history(openapi / "history", f"{label}/history")
    actions = {one.id: one.action for one in operations(document)}
    decisions, diagnostics = read_decisions(openapi / "decisions", f"{label}/decisions", actions)
    for result in (sdk, history):
        diagnostics += result if isinstance(result, list) else []
    if diagnostics or isinstance(sdk, list) or isinstance(history, list):
        return diagnostics
    return files(read_reference(document.content, sdk, history, decisions))


def _sdk(document: Document) -> Sdk | list[Diagnostic]:
    """Return the view of the SDK renderer. The Python examples use its names."""
    data = parse(document.content, make_config(Path(PACKAGE)))
    described = data if isinstance(data, list) else describe(data, Source(document.content))
    return [document.translate(diagnostic) for diagnostic in described] if isinstance(described, list) else described
