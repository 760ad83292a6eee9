"""The pipeline: bundle, lint, load in the mock, render, sync. Nothing is written before every stage has passed."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from pathlib import Path

from generator.acceptance import read_accepted
from generator.diagnostic import Diagnostic
from generator.document import Document
from generator.document.bundle import to_json
from generator.document.operations import operations
from generator.lint.extensions.keywords import VOCABULARY
from generator.release.api_version import api_version_module
from generator.release.history import read_history
from generator.release.package_files import Packages, Run, read_packages
from generator.release.package_status import PackageStatus
from generator.release.record import Draft, Record, mock_copies, record
from generator.release.rules import release_is_final, version_follows_from_changes
from generator.release.status import History, ReleaseStatus, release_status
from generator.rendering import Render, render_in_memory
from generator.surface.declaration import Surface
from generator.sync import (
    BUNDLE,
    KEYWORDS,
    MOCK_API_VERSION,
    RUNTIME,
    Changes,
    apply,
    compare,
    read_present,
)
from generator.versions import Version, read_version


@dataclass(frozen=True, slots=True)
class Generated:
    """The changes of a run (with ``check``: the changes it would make), the size of the document, and its release status.

    ``released`` is whether the version of the document is released. ``packages`` are those that the workspace contains.
    """

    changes: Changes
    operations: int
    schemas: int
    version: Version
    released: bool
    release_status: ReleaseStatus
    packages: tuple[PackageStatus, ...] = ()


@dataclass(frozen=True, slots=True)
class _Read:
    document: Document
    history: History


def generate(root: Path, openapi: Path, *, render: Render, check: bool = False) -> Generated | list[Diagnostic]:
    """Generate the SDK, the bundle and the history files of the repository ``root`` from the folder ``openapi``.

    Return the diagnostics and write nothing if the document has errors. ``check`` never writes. History files (see
    :mod:`generator.release`) are written for the repository's own ``openapi/`` only. Raise OSError if a file cannot be
    read or written.
    """
    read = _read(openapi, _label(root, openapi))
    if isinstance(read, list):
        return read
    rendered = render_in_memory(read.document.content, render, root / RUNTIME)
    if isinstance(rendered, list):
        return sorted({read.document.translate(diagnostic) for diagnostic in rendered})
    status = release_status(read.history, read.document.content)
    if diagnostics := _check_version(read, status):
        return diagnostics
    draft = _draft(read.document, rendered.surface)
    is_own = (root / "openapi").resolve() == openapi.resolve()
    recorded = record(root, read.history, draft, status.since_release) if is_own else Record()
    if isinstance(recorded, Diagnostic):
        return [recorded]
    copies = mock_copies(root, read.history) if is_own else Record()
    of_mock = {KEYWORDS: VOCABULARY.read_bytes(), MOCK_API_VERSION: api_version_module(draft.version, read.history)}
    wanted = {**rendered.files, BUNDLE: draft.bundle, **of_mock, **recorded.files, **copies.files}
    present = {**recorded.present, **copies.present, **read_present(root, wanted)}
    deleted = present.keys() - wanted.keys()
    run = Run(root, read.history, draft.version, read.document.content, rendered.surface, wanted, deleted)
    packages = read_packages(run) if is_own else Packages()
    if isinstance(packages, list):
        return packages
    wanted |= packages.record.files
    changes = compare(wanted, {**present, **packages.record.present})
    if not check:
        apply(root, changes, wanted)
    schemas = read.document.content.get("components", {}).get("schemas", {})
    released = draft.version in read.history.released
    return Generated(changes, len(draft.operations), len(schemas), draft.version, released, status, packages.statuses)


def _read(openapi: Path, label: str) -> _Read | list[Diagnostic]:
    document = read_accepted(openapi, label)
    if isinstance(document, list):
        return document
    history = read_history(openapi / "history", f"{label}/history")
    return history if isinstance(history, list) else _Read(document, history)


def _check_version(read: _Read, status: ReleaseStatus) -> list[Diagnostic]:
    """Check that the version is high enough for the changes since the last release."""
    diagnostics = [*version_follows_from_changes(read.document, status.since_release)] if status.since_release else []
    return diagnostics or [*release_is_final(read.document, read.history)]


def _draft(document: Document, surface: Surface) -> Draft:
    version = read_version(document.content["info"]["version"])
    if version is None:  # the lint rejects it earlier
        raise ValueError(document.content["info"]["version"])
    names = [each.node.value["operationId"] for each in operations(document)]
    return Draft(version, to_json(document.content), names, surface)


def _label(root: Path, openapi: Path) -> str:
    """Return the name of the folder in diagnostics: relative to the root if it is inside, else absolute."""
    if openapi.resolve().is_relative_to(root.resolve()) and openapi.resolve() != root.resolve():
        return openapi.resolve().relative_to(root.resolve()).as_posix()
    return posixpath.normpath(openapi.absolute().as_posix())
