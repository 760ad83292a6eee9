"""The files of a version of the API. Every run writes them until the version is released; after that they never change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from generator.diagnostic import Diagnostic
from generator.document.bundle import to_json as bundle_to_json
from generator.release.changelog import API_CHANGELOG, Changelog, read_changelog, update
from generator.release.entry import entry_of
from generator.release.history import SURFACES
from generator.release.status import History, Step
from generator.surface.declaration import Surface
from generator.surface.declaration import to_json as surface_to_json
from generator.versions import Version

HISTORY = "openapi/history"


@dataclass(frozen=True, slots=True)
class Draft:
    """The unreleased version: its bundle as JSON, its operationIds and the surface of the SDK that is generated from it."""

    version: Version
    bundle: bytes
    operations: Sequence[str]
    surface: Surface


@dataclass(frozen=True, slots=True)
class Record:
    """The wanted and the present files of a version, by name relative to the root. Present files that are not wanted are stale."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    present: Mapping[str, bytes] = field(default_factory=dict)


def record(root: Path, history: History, draft: Draft, since_release: Step | None) -> Record | Diagnostic:
    """Return the files of the unreleased version, or none if it is released. Files of another unreleased version are stale.

    ``since_release`` holds the changes since the last release. Raise OSError if a file cannot be read.
    """
    present = _present(root, history)
    if draft.version in history.released:
        return Record({}, present)
    text = update(api_changelog(root), draft.version, history.released, entry_of(since_release, draft.operations))
    if isinstance(text, Diagnostic):
        return text
    return Record({**_files_of(draft), API_CHANGELOG: text.encode()}, present)


def _present(root: Path, history: History) -> dict[str, bytes]:
    names = [name for version in history.snapshots if version not in history.released for name in _names(version)]
    return {name: (root / name).read_bytes() for name in names if (root / name).is_file()}


def api_changelog(root: Path) -> Changelog:
    """Read the changelog of the API, which can be missing. Raise OSError if it cannot be read."""
    return read_changelog(root, API_CHANGELOG, "the API")


def _files_of(draft: Draft) -> Mapping[str, bytes]:
    snapshot, surface = _names(draft.version)
    return {snapshot: draft.bundle, surface: surface_to_json(draft.surface)}


def _names(version: Version) -> tuple[str, str]:
    return f"{HISTORY}/{version}.json", f"{HISTORY}/{SURFACES}/{version}.json"


MOCK_HISTORY = "mock_server/apivideo_admin_mock/history"


def mock_copies(root: Path, history: History) -> Record:
    """Return a copy of each released document, and the present copies.

    Raise OSError if a file cannot be read.
    """
    files = {
        f"{MOCK_HISTORY}/{version}.json": bundle_to_json(history.snapshots[version])
        for version in sorted(history.released)
    }
    present = {
        path.relative_to(root).as_posix(): path.read_bytes() for path in sorted((root / MOCK_HISTORY).glob("*.json"))
    }
    return Record(files, present)
