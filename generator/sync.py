"""Brings what is committed in line with what was generated, touching only the files that differ."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

CLIENT = "generated_client"
PACKAGE = f"{CLIENT}/apivideo_admin"
RUNTIME = f"{PACKAGE}/_runtime"
BUNDLE = "mock_server/apivideo_admin_mock/openapi.json"
# Written by hand, inside of what is generated or beside it.
_BY_HAND = (f"{RUNTIME}/", f"{CLIENT}/pyproject.toml", f"{CLIENT}/README.md", f"{CLIENT}/tests/")


@dataclass(frozen=True, slots=True)
class Changes:
    """The files that a sync creates, changes, deletes and leaves, by their names from the root of the workspace."""

    created: tuple[str, ...]
    changed: tuple[str, ...]
    deleted: tuple[str, ...]
    unchanged: tuple[str, ...]

    def described(self) -> list[tuple[str, str]]:
        """Return each file that differs, sorted by name, with ``created``, ``changed`` or ``deleted``."""
        groups = (("created", self.created), ("changed", self.changed), ("deleted", self.deleted))
        return sorted((name, what) for what, names in groups for name in names)


def compare(wanted: Mapping[str, bytes], present: Mapping[str, bytes]) -> Changes:
    """Return what turns the files that are present into those that are wanted."""
    both = sorted(wanted.keys() & present.keys())
    return Changes(
        created=tuple(sorted(wanted.keys() - present.keys())),
        changed=tuple(name for name in both if wanted[name] != present[name]),
        deleted=tuple(sorted(present.keys() - wanted.keys())),
        unchanged=tuple(name for name in both if wanted[name] == present[name]),
    )


def read_tree(folder: Path) -> dict[str, bytes]:
    """Read all files below a folder by their names from there, less Python's caches and hidden files."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(_is_ignored(part) for part in path.relative_to(folder).parts)
    }


def read_present(root: Path, wanted: Mapping[str, bytes]) -> dict[str, bytes]:
    """Read the generated files that there are: the package less ``_runtime``, and whatever else is wanted."""
    package = {f"{PACKAGE}/{name}": data for name, data in read_tree(root / PACKAGE).items()}
    others = {name: (root / name).read_bytes() for name in wanted if (root / name).is_file()}
    return {name: data for name, data in (package | others).items() if not name.startswith(_BY_HAND)}


def refuse_by_hand(wanted: Mapping[str, bytes]) -> None:
    """Raise ValueError if a file that people write would be overwritten: a fault of the renderer, not of the document."""
    for name in wanted:
        if name.startswith(_BY_HAND):
            raise ValueError(f"the renderer must not write {name}: it is written by hand")


def apply(root: Path, changes: Changes, wanted: Mapping[str, bytes]) -> None:
    """Write and delete files below ``root``.

    Every new content is written beside its place first, so that a full disk leaves all as it was; then the files are
    replaced one by one, each at once. Raises OSError.
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
    """Remove a folder that holds nothing but Python's cache, so that it does not stay importable."""
    cache = folder / "__pycache__"
    if {path.name for path in folder.iterdir()} <= {cache.name}:
        if cache.is_dir():
            for path in cache.iterdir():
                path.unlink()
            cache.rmdir()
        folder.rmdir()
