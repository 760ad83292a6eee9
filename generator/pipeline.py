"""The whole way: bundle, lint, render, sync. Nothing is written before every stage has passed."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from generator.bundle import bundle, to_json
from generator.diagnostic import Diagnostic
from generator.diff.history import read_history
from generator.diff.release import Standing, standing
from generator.document import Document
from generator.lint import lint
from generator.lint.release import version_follows_from_changes
from generator.operations import operations
from generator.sync import BUNDLE, CLIENT, Changes, apply, compare, read_present, read_tree, refuse_by_hand

Render = Callable[[dict[str, Any], Path], list[Diagnostic]]
"""Writes the generated files of ``generated_client/`` into a folder; faults have pointers into the bundle."""


@dataclass(frozen=True, slots=True)
class Generated:
    """What a run did, or, with ``check``, would do; how much the document holds; how it stands to the releases."""

    changes: Changes
    operations: int
    schemas: int
    standing: Standing


def generate(root: Path, openapi: Path, *, render: Render, check: bool = False) -> Generated | list[Diagnostic]:
    """Make the SDK and the bundle of the workspace ``root`` from the folder ``openapi``.

    Gives the faults of the document if there are any, and then has written nothing; ``check`` never writes.
    Raises OSError where a file cannot be read or written.
    """
    bundled = bundle(openapi, _label(root, openapi))
    if isinstance(bundled, list):
        return bundled
    document = bundled.document
    if faults := lint(document) or bundled.unexplained():
        return faults
    stands = _standing(document, openapi, _label(root, openapi))
    if isinstance(stands, list):
        return stands
    wanted = _render(document, render)
    if isinstance(wanted, list):
        return wanted
    wanted[BUNDLE] = to_json(document.content)
    changes = compare(wanted, read_present(root, wanted))
    if not check:
        apply(root, changes, wanted)
    schemas = document.content.get("components", {}).get("schemas", {})
    return Generated(changes, len(list(operations(document))), len(schemas), stands)


def _standing(document: Document, openapi: Path, label: str) -> Standing | list[Diagnostic]:
    """Compare the document with its releases, and check that its version is as high as the changes ask for."""
    history = read_history(openapi / "history", f"{label}/history")
    if isinstance(history, list):
        return history
    stands = standing(history, document.content)
    faults = [*version_follows_from_changes(document, stands.owed)] if stands.owed else []
    return faults or stands


def _render(document: Document, render: Render) -> dict[str, bytes] | list[Diagnostic]:
    with TemporaryDirectory(prefix="apivideo-admin-") as folder:
        target = Path(folder)
        # A copy, so that the bundle is written as it was linted, whatever the renderer does to its own.
        if faults := render(deepcopy(document.content), target):
            return sorted({document.translate(fault) for fault in faults})
        wanted = {f"{CLIENT}/{name}": data for name, data in read_tree(target).items()}
    refuse_by_hand(wanted)
    return wanted


def _label(root: Path, openapi: Path) -> str:
    """Name the folder in diagnostics: from the workspace if it is in there, else as it was given."""
    if openapi.resolve().is_relative_to(root.resolve()) and openapi.resolve() != root.resolve():
        return openapi.resolve().relative_to(root.resolve()).as_posix()
    return posixpath.normpath(openapi.absolute().as_posix())
