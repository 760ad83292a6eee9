"""The ranges in which a package of the workspace requires another one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from generator.diagnostic import Diagnostic
from generator.release.packages import PACKAGES, Package
from generator.versions import Version, compatible_range

_NAME = re.compile(r"[A-Za-z0-9._-]+")
_RANGE = re.compile(r">=([0-9.]+),<([0-9.]+)")


class Requirement(NamedTuple):
    """A requirement of a package, with its range as written in ``pyproject.toml``: ``>=1.0,<2``."""

    of: Package
    name: str
    range: str

    def includes(self, version: Version) -> bool:
        """Return whether the range includes a version."""
        found = _RANGE.fullmatch(self.range)
        return found is not None and _numbers(found[1]) <= version < _numbers(found[2])


def requirements(root: Path) -> list[Requirement]:
    """Return what the packages require of each other. Raise OSError or ValueError if a ``pyproject.toml`` cannot be read."""
    names = {package.name for package in PACKAGES}
    found = []
    for package in PACKAGES:
        path = root / package.folder / "pyproject.toml"
        project = tomllib.loads(path.read_text(encoding="utf-8"))["project"] if path.is_file() else {}
        for text in project.get("dependencies", []):
            name = _NAME.match(text)
            if name and name[0] in names:
                found.append(Requirement(package, name[0], text[name.end() :].replace(" ", "")))
    return found


def requirements_include_versions(root: Path, versions: Mapping[str, Version]) -> Iterator[Diagnostic]:
    """Require ranges that include the packages of this workspace, which are tested together."""
    for one in requirements(root):
        version = versions.get(one.name)
        if version is not None and not one.includes(version):
            message = f"{one.of.name} requires `{one.name}{one.range}`, but the workspace has version {version}."
            fix = f"Write `{one.name}{compatible_range(version)}`, then run the tests of {one.of.name}."
            yield Diagnostic(f"{one.of.folder}/pyproject.toml", "/project/dependencies", message, fix)


def _numbers(text: str) -> tuple[int, ...]:
    numbers = tuple(map(int, text.split(".")))
    return numbers + (0,) * (3 - len(numbers))
