"""Write generated files to the repository. Only files that differ are touched."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

CLIENT = "generated_client"
PACKAGE = f"{CLIENT}/apivideo_admin"
RUNTIME = f"{PACKAGE}/_runtime"
BUNDLE = "mock_server/apivideo_admin_mock/openapi.json"
KEYWORDS = "mock_server/apivideo_admin_mock/keywords.json"
MOCK_API_VERSION = "mock_server/apivideo_admin_mock/_api_version.py"
# Hand-written files inside or beside generated folders.
_HAND_WRITTEN = (f"{RUNTIME}/", f"{CLIENT}/pyproject.toml", f"{CLIENT}/README.md", f"{CLIENT}/tests/")


@dataclass(frozen=True, slots=True)
class Changes:
    """The files that a sync creates, changes, deletes and leaves, by name relative to the root of the repository."""

    created: tuple[str, ...]
    changed: tuple[str, ...]
    deleted: tuple[str, ...]
    unchanged: tuple[str, ...]

    def described(self) -> list[tuple[str, str]]:
        """Return each file that differs with ``created``, ``changed`` or ``deleted``, sorted by name."""
        groups = (("created", self.created), ("changed", self.changed), ("deleted", self.deleted))
        return sorted((name, what) for what, names in groups for name in names)

    def summary(self) -> str:
        """Return the counts in words, for example ``Wrote 3 files, deleted 1 file``."""
        written = len(self.created) + len(self.changed)
        parts = [f"wrote {count_files(written)}"] if written else []
        parts += [f"deleted {count_files(len(self.deleted))}"] if self.deleted else []
        return ", ".join(parts).capitalize() or "Nothing changed"


def count_files(count: int) -> str:
    """Return ``1 file``, ``2 files`` and so on."""
    return f"{count} file{'' if count == 1 else 's'}"


def compare(wanted: Mapping[str, bytes], present: Mapping[str, bytes]) -> Changes:
    """Return the changes that turn the present files into the wanted files."""
    both = sorted(wanted.keys() & present.keys())
    return Changes(
        created=tuple(sorted(wanted.keys() - present.keys())),
        changed=tuple(name for name in both if wanted[name] != present[name]),
        deleted=tuple(sorted(present.keys() - wanted.keys())),
        unchanged=tuple(name for name in both if wanted[name] == present[name]),
    )


def read_tree(folder: Path) -> dict[str, bytes]:
    """Read all files below a folder, without Python caches and hidden files."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(_is_ignored(part) for part in path.relative_to(folder).parts)
    }


def read_present(root: Path, wanted: Mapping[str, bytes]) -> dict[str, bytes]:
    """Read the present generated files: the package without ``_runtime``, and the other wanted files."""
    package = {f"{PACKAGE}/{name}": data for name, data in read_tree(root / PACKAGE).items()}
    others = {name: (root / name).read_bytes() for name in wanted if (root / name).is_file()}
    return {name: data for name, data in (package | others).items() if not name.startswith(_HAND_WRITTEN)}


def refuse_hand_written(wanted: Mapping[str, bytes]) -> None:
    """Raise ValueError if a hand-written file would be overwritten. This is a bug of the renderer, not an error of the document."""
    for name in wanted:
        if name.startswith(_HAND_WRITTEN):
            raise ValueError(f"the renderer must not write {name}: it is a hand-written file")


def apply(root: Path, changes: Changes, wanted: Mapping[str, bytes]) -> None:
    """Write and delete files below ``root``.

    New contents are written to temporary files first, so that a full disk changes nothing. Then each file is replaced
    atomically. Raise OSError if a file cannot be written.
    """
    staged: dict[Path, Path] = {}
    try:
        for name in (*changes.created, *changes.changed):
            location = root / name
            location.parent.mkdir(parents=True, exist_ok=True)
            staged[location] = location.with_name(f".{location.name}.{os.getpid()}.new")
            staged[location].write_bytes(wanted[name])
        for location, new in staged.items():
            new.replace(location)
    finally:
        for new in staged.values():
            new.unlink(missing_ok=True)
    for name in changes.deleted:
        (root / name).unlink()
        _remove_if_empty((root / name).parent)


def _is_ignored(part: str) -> bool:
    return part == "__pycache__" or part.startswith(".")


def _remove_if_empty(folder: Path) -> None:
    """Remove a folder that is empty except for Python's cache, so that it is no longer importable."""
    cache = folder / "__pycache__"
    if {path.name for path in folder.iterdir()} <= {cache.name}:
        if cache.is_dir():
            for path in cache.iterdir():
                path.unlink()
            cache.rmdir()
        folder.rmdir()
