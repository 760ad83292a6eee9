"""Generate the files of the site from the folder of the document."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
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
from generator.site.content.guide import Guide
from generator.site.content.reference import read_reference
from generator.site.guides.assemble import assemble
from generator.site.guides.config import read_config
from generator.site.pages import files, page_names

ROOT = Path(__file__).parents[2]
"""The repository, whose pages are the guides."""

_GUIDES = Path(__file__).parent / "guides" / "guides.yaml"


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
    reference = read_reference(document.content, sdk, history, decisions)
    guides, diagnostics = read_guides(ROOT, page_names(reference))
    return diagnostics or files(replace(reference, guides=tuple(guides)))


def read_guides(root: Path, pages: Collection[str], config: Path = _GUIDES) -> tuple[list[Guide], list[Diagnostic]]:
    """Return the guides from the pages of a repository, and diagnostics.

    ``pages`` are the other pages of the site, ``config`` is the list of guides. Raise OSError if a file cannot be read.
    """
    file = config.relative_to(root).as_posix() if config.is_relative_to(root) else config.name
    plan = read_config(config.read_text(encoding="utf-8"), file)
    if isinstance(plan, list):
        return [], plan
    missing = [page for page in plan.pages() if not (root / page).is_file()]
    if missing:
        return [], [
            Diagnostic(page, "", "the page of a guide is missing.", f"Correct its path in {file}.") for page in missing
        ]
    texts = {page: (root / page).read_text(encoding="utf-8") for page in plan.pages()}
    return assemble(plan, file, texts, pages, lambda path: (root / path).exists())


def _sdk(document: Document) -> Sdk | list[Diagnostic]:
    """Return the view of the SDK renderer. The Python examples use its names."""
    data = parse(document.content, make_config(Path(PACKAGE)))
    described = data if isinstance(data, list) else describe(data, Source(document.content))
    return [document.translate(diagnostic) for diagnostic in described] if isinstance(described, list) else described
