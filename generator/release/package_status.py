"""The status of a package: its changes since the last run and since its last release, and the lowest version that they allow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.diagnostic import Diagnostic
from generator.diff.change import Change
from generator.release.contents import Contents
from generator.release.package_changes import package_changes, visible
from generator.release.package_records import Records, last_release
from generator.release.packages import Package
from generator.surface.change import SurfaceChange
from generator.surface.report import line_of
from generator.versions import Version, highest_severity, next_version, summarize


@dataclass(frozen=True, slots=True)
class PackageStatus:
    """The status of a package. ``last`` is the version of its last release, or None before the first one."""

    package: Package
    version: Version
    contents: Contents
    records: Records
    last: Version | None = None
    since_run: tuple[SurfaceChange, ...] = ()
    since_release: tuple[SurfaceChange, ...] = ()

    @property
    def released(self) -> bool:
        """Whether the version is released."""
        return self.version in self.records and self.records[self.version].released is not None

    @property
    def proposed(self) -> Version:
        """The lowest version that the changes since the last release allow, or the present one before the first release."""
        return self.version if self.last is None else next_version(self.last, self.since_release)


def package_status(
    package: Package, version: Version, contents: Contents, records: Records, api_changes: tuple[Change, ...]
) -> PackageStatus:
    """Compare a package with its last release and its newest record. ``api_changes`` are those of the API since the last release."""
    last, newest = last_release(records), max(records, default=None)
    since_release = () if last is None else package_changes(package, records[last].contents, contents, api_changes)
    since_run = () if newest is None or newest == last else package_changes(package, records[newest].contents, contents)
    return PackageStatus(package, version, contents, records, last, since_run, since_release)


def version_follows_from_package(status: PackageStatus) -> Iterator[Diagnostic]:
    """Require a version that matches what changed for users of the package since its last release (semver.org)."""
    package, least = status.package, status.proposed
    if status.version >= least:
        return
    fix = f'Write at least `__version__ = "{least}"`'
    if not status.since_release:
        message = f"`{status.version}` is lower than the last release of {package.name}, {status.last}."
        yield Diagnostic(package.version_file, "", message, f"{fix}.")
        return
    highest = highest_severity(status.since_release)
    reason = next(change for change in status.since_release if change.severity == highest)
    message = f"`{status.version}` is too low for the changes of {package.name} since the release {status.last}."
    yield Diagnostic(package.version_file, "", message, f"{fix}, because of {line_of(reason)}")


def package_lines(status: PackageStatus) -> list[str]:
    """Return the changes since the last run and since the last release, in short. Before the first release there are no latter ones."""
    name = status.package.name
    lines = _section(f"{name}, since the last run", status.since_run, "")
    if status.last is not None:
        least = f"; the version must be at least {status.proposed}"
        lines += _section(f"{name}, since {status.last}", status.since_release, least, listed=not lines)
    return lines


def _section(title: str, changes: tuple[SurfaceChange, ...], end: str, *, listed: bool = True) -> list[str]:
    if not changes:
        return []
    lines = [f"  {'BREAKING ' if one.breaking else ''}{_one_line(line_of(one))}" for one in visible(changes) or changes]
    return [f"{title}: {summarize(changes)}{end}", *(lines if listed else [])]


def _one_line(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)
