"""What can be released: the API and each package, alone or together."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.release.changelog import explains
from generator.release.dependencies import requirements
from generator.release.package_changes import visible
from generator.release.package_files import changelog_of
from generator.release.package_status import PackageStatus
from generator.release.packages import PACKAGES
from generator.versions import Version

API = "api"
NAMES = (API, *(package.name for package in PACKAGES))
"""The names of all that can be released."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """The version of the API, whether it is released, and the status of each package."""

    api: Version
    api_released: bool
    packages: tuple[PackageStatus, ...]

    def unreleased(self) -> list[str]:
        """Return the names of what is not released."""
        return [*([] if self.api_released else [API]), *(one.package.name for one in self.packages if not one.released)]

    def chosen(self, names: Collection[str]) -> list[PackageStatus]:
        """Return the packages with these names."""
        return [one for one in self.packages if one.package.name in names]

    def described(self, names: Collection[str]) -> list[str]:
        """Return names with versions, for example ``apivideo-admin 1.0.1``."""
        api = [f"{API} {self.api}"] if API in names else []
        return [*api, *(f"{one.package.name} {one.version}" for one in self.chosen(names))]


def reasons_against(root: Path, candidates: Candidates, names: Collection[str]) -> Iterator[str]:
    """Yield why something with one of these names cannot be released. Raise OSError if a file cannot be read."""
    if not names:
        yield "everything is released. Raise a version first, when something changed."
    if API in names and candidates.api_released:
        yield f"{API} {candidates.api} is already released. Raise `version` in {root / 'openapi/openapi.yaml'}."
    for status in candidates.chosen(names):
        yield from _reasons(root, candidates, names, status)


def _reasons(root: Path, candidates: Candidates, names: Collection[str], status: PackageStatus) -> Iterator[str]:
    package = status.package
    named = f"{package.name} {status.version}"
    if status.released:
        yield f"{named} is already released. Raise `__version__` in {root / package.version_file}."
        return
    if package.role is not None and not candidates.api_released and API not in names:
        message = f"{named} is made for {candidates.api} of the API, which is not released."
        yield f"{message} Release both: add `{API}`."
    is_fix = status.last is not None and not visible(status.since_release)
    if is_fix and not explains(changelog_of(root, package), status.version):
        message = f"{package.changelog} does not say what changed in {status.version}."
        yield f"{message} Describe it below the generated lines, under `### Fixed`."
    for one in requirements(root):
        if one.of == package and not any(one.includes(version) for version in _available(candidates, names, one.name)):
            message = f"{named} requires `{one.name}{one.range}`, and no version of it is released."
            yield f"{message} Release both: add `{one.name}`."


def _available(candidates: Candidates, names: Collection[str], name: str) -> Iterator[Version]:
    """Yield the versions of a package that are released, and the one that is about to be."""
    for status in candidates.chosen([name]):
        yield from (version for version, record in status.records.items() if record.released)
        if name in names:
            yield status.version
