"""Read ``openapi/history/``: the bundled document and the SDK surface of each version, and the list of released versions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from generator.diagnostic import Diagnostic
from generator.release.status import History
from generator.surface.declaration import Surface, declaration
from generator.versions import Version, read_version

RELEASED = "released.txt"
SURFACES = "sdk"
_FIX = "Restore the released file from git."


def read_history(folder: Path, label: str = "openapi/history") -> History | list[Diagnostic]:
    """Read every ``<version>.json`` of a folder, its ``sdk/<version>.json``, and ``released.txt`` (one version per line).

    A missing folder is a history without releases. ``label`` replaces the path of the folder in diagnostics.
    Raise OSError if a file cannot be read.
    """
    snapshots: dict[Version, dict[str, Any]] = {}
    diagnostics: list[Diagnostic] = []
    for path in sorted(folder.glob("*.json")):
        version = read_version(path.stem)
        content = _snapshot(path, f"{label}/{path.name}") if version else None
        if version is None:
            message = f"`{path.stem}` is not a semantic version."
            diagnostics.append(
                Diagnostic(f"{label}/{path.name}", "", message, "Name it after its version: `2.0.0.json`.")
            )
        elif isinstance(content, Diagnostic):
            diagnostics.append(content)
        else:
            snapshots[version] = content or {}
    released = _released(folder / RELEASED, f"{label}/{RELEASED}", set(snapshots), diagnostics)
    surfaces: dict[Version, Surface] = {}
    for version in snapshots:
        path, name = folder / SURFACES / f"{version}.json", f"{label}/{SURFACES}/{version}.json"
        surface = _surface(path, name) if path.is_file() or version in released else None
        if isinstance(surface, Diagnostic):
            diagnostics.append(surface)
        elif surface is not None:
            surfaces[version] = surface
    return diagnostics or History(snapshots, frozenset(released), surfaces)


def _surface(path: Path, name: str) -> Surface | Diagnostic:
    if not path.is_file():
        return Diagnostic(name, "", "the SDK surface of the release is missing.", _FIX)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        for text in content.values():
            declaration(text)
    except (ValueError, AttributeError, TypeError) as error:
        return Diagnostic(name, "", f"the file is not an SDK surface: {error}.", _FIX)
    found: dict[str, str] = content
    return found


def _snapshot(path: Path, name: str) -> dict[str, Any] | Diagnostic:
    fix = "Restore it from git. If the version is not released, delete it and run `python -m generator`."
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:  # of JSON, or of UTF-8
        return Diagnostic(name, "", f"the snapshot is not JSON: {error}.", fix)
    info = content.get("info") if isinstance(content, dict) else None
    version = info.get("version") if isinstance(info, dict) else None
    if version != path.stem:
        return Diagnostic(
            name, "/info/version", f"the version of the snapshot is `{version}`, which differs from its file name.", fix
        )
    found: dict[str, Any] = content
    return found


def _released(path: Path, name: str, known: set[Version], diagnostics: list[Diagnostic]) -> list[Version]:
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    found = []
    for line in (line.partition("#")[0].strip() for line in lines):
        version = read_version(line)
        if version is not None and version in known:
            found.append(version)
        elif line and not diagnostics:
            diagnostics.append(
                Diagnostic(name, "", f"`{line}` has no snapshot.", f"Add {line}.json or remove the line.")
            )
    return found
