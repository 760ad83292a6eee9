"""What a run reads and writes for each package: its record and its changelog. After a release they never change."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.diagnostic import Diagnostic
from generator.diff.change import Change
from generator.diff.comparison import compare
from generator.release.changelog import Changelog, read_changelog, update
from generator.release.contents import package_files, read_contents
from generator.release.dependencies import requirements_include_versions
from generator.release.entry import package_entry_of
from generator.release.package_records import PackageRecord, Records, last_release, read_records, record_name, to_json
from generator.release.package_status import PackageStatus, package_status, version_follows_from_package
from generator.release.packages import PACKAGES, SDK, Package, read_package_version
from generator.release.record import Record
from generator.release.status import History
from generator.surface.declaration import Surface
from generator.versions import Version


@dataclass(frozen=True, slots=True)
class Run:
    """What a run of the generator knows: the history, the version and the document of the API, and the surface of the SDK.

    ``written`` are the files that it writes, and ``deleted`` those that it deletes, by their names relative to ``root``.
    """

    root: Path
    history: History
    version: Version
    document: dict[str, Any]
    surface: Surface
    written: Mapping[str, bytes]
    deleted: Collection[str]


@dataclass(frozen=True, slots=True)
class Packages:
    """The status of each package that the workspace contains, and the files of their unreleased versions."""

    statuses: tuple[PackageStatus, ...] = ()
    record: Record = field(default_factory=Record)


def read_packages(run: Run) -> Packages | list[Diagnostic]:
    """Return the packages of the workspace, or diagnostics. Raise OSError if a file cannot be read."""
    found: list[PackageStatus] = []
    diagnostics: list[Diagnostic] = []
    for package in PACKAGES:
        version, known = read_package_version(run.root, package), read_records(run.root, package)
        diagnostics += known if isinstance(known, list) else []
        if isinstance(version, Diagnostic):
            diagnostics.append(version)
        elif version is not None and not isinstance(known, list):
            status = _status(run, package, version, known)
            if isinstance(status, PackageStatus):
                found.append(status)
            else:
                diagnostics.append(status)
    if not diagnostics:
        diagnostics += [one for status in found for one in version_follows_from_package(status)]
        diagnostics += requirements_include_versions(run.root, {one.package.name: one.version for one in found})
    records = [] if diagnostics else [_record(run.root, status) for status in found]
    diagnostics += [one for one in records if isinstance(one, Diagnostic)]
    return diagnostics or Packages(tuple(found), _joined([one for one in records if isinstance(one, Record)]))


def _joined(records: Collection[Record]) -> Record:
    return Record(
        {name: data for one in records for name, data in one.files.items()},
        {name: data for one in records for name, data in one.present.items()},
    )


def _status(run: Run, package: Package, version: Version, records: Records) -> PackageStatus | Diagnostic:
    files = package_files(run.root, package, run.written, run.deleted)
    contents = read_contents(package, run.version, run.surface if package is SDK else {}, files)
    if isinstance(contents, Diagnostic):
        return contents
    return package_status(package, version, contents, records, _api_changes(run, package, records))


def _api_changes(run: Run, package: Package, records: Records) -> tuple[Change, ...]:
    """Return the changes of the API since the last release of a package that behaves as the API does."""
    last = last_release(records)
    if package.role != "server" or last is None:
        return ()
    before = run.history.snapshots.get(records[last].contents.api)
    return () if before is None else compare(before, run.document).changes


def changelog_of(root: Path, package: Package) -> Changelog:
    """Read the changelog of a package, which can be missing. Raise OSError if it cannot be read."""
    return read_changelog(root, package.changelog, package.name)


def released_record(status: PackageStatus, day: str) -> tuple[str, str]:
    """Return the name and the text of the record that makes a version final. ``day`` is the date of the release (ISO 8601)."""
    return record_name(status.package, status.version), to_json(PackageRecord(status.contents, day)).decode()


def _record(root: Path, status: PackageStatus) -> Record | Diagnostic:
    """Return the files of the unreleased version, or none if it is released. The record of another unreleased version is stale."""
    package = status.package
    drafts = [record_name(package, version) for version, one in status.records.items() if not one.released]
    if status.released:
        return Record({}, _present(root, drafts))
    released = [version for version, one in status.records.items() if one.released]
    text = update(changelog_of(root, package), status.version, released, package_entry_of(status))
    if isinstance(text, Diagnostic):
        return text
    name = record_name(package, status.version)
    files = {name: to_json(PackageRecord(status.contents)), package.changelog: text.encode()}
    return Record(files, _present(root, {*drafts, *files}))


def _present(root: Path, names: Collection[str]) -> dict[str, bytes]:
    return {name: (root / name).read_bytes() for name in sorted(names) if (root / name).is_file()}
