"""The records of a package: a file for each version in its folder ``releases/``. A record with a date is final."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.diagnostic import Diagnostic
from generator.release.contents import Contents
from generator.release.packages import Package
from generator.surface.declaration import declaration
from generator.versions import Version, read_version

_FIX = "Restore it from git. If it has no date, delete it and run `python -m generator`."


@dataclass(frozen=True, slots=True)
class PackageRecord:
    """What is kept of a version. ``released`` is the date of its release (ISO 8601), or None while it can still change."""

    contents: Contents
    released: str | None = None


Records = Mapping[Version, PackageRecord]
"""The records of a package by version."""


def last_release(records: Records) -> Version | None:
    """Return the newest released version, or None if there is none."""
    return max((version for version, one in records.items() if one.released), default=None)


def record_name(package: Package, version: Version) -> str:
    """Return the file of a record, relative to the root of the workspace."""
    return f"{package.records}/{version}.json"


def to_json(record: PackageRecord) -> bytes:
    """Return the record as the JSON that is committed. Files are recorded at the release only: until then they change often."""
    contents = record.contents
    content: dict[str, Any] = {"released": record.released} if record.released else {}
    content |= {"api": str(contents.api), "surface": dict(sorted(contents.surface.items()))}
    content |= {"documents": dict(contents.documents)} if contents.documents else {}
    content |= {"files": dict(sorted(contents.files.items()))} if record.released else {}
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def read_records(root: Path, package: Package) -> Records | list[Diagnostic]:
    """Read the records of a package. A missing folder has none. Raise OSError if a file cannot be read."""
    found: dict[Version, PackageRecord] = {}
    diagnostics: list[Diagnostic] = []
    for path in sorted((root / package.records).glob("*.json")):
        name, version = f"{package.records}/{path.name}", read_version(path.stem)
        record = _read(path, name)
        if version is None:
            message = f"`{path.stem}` is not a semantic version."
            diagnostics.append(Diagnostic(name, "", message, "Name it after its version: `1.0.0.json`."))
        elif isinstance(record, Diagnostic):
            diagnostics.append(record)
        else:
            found[version] = record
    return diagnostics or found


def _read(path: Path, name: str) -> PackageRecord | Diagnostic:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        for text in content["surface"].values():
            declaration(text)
        api = read_version(content["api"])
    except (ValueError, AttributeError, TypeError, KeyError) as error:
        return Diagnostic(name, "", f"the file is not the record of a version: {error}.", _FIX)
    if api is None:
        return Diagnostic(name, "/api", f"`{content['api']}` is not a semantic version.", _FIX)
    documents, files = content.get("documents", {}), content.get("files", {})
    return PackageRecord(Contents(api, content["surface"], documents, files), content.get("released"))
