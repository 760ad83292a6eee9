"""The changes between two versions of a package, by what its users see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from generator.diff.change import Change
from generator.diff.comparison import compare
from generator.release.contents import Contents
from generator.release.packages import Package
from generator.surface.change import SurfaceChange
from generator.surface.compare import compare_surfaces
from generator.versions import Severity, compatible_range

_WITHOUT_EFFECT = {
    *((rule, breaking) for rule in ("deprecated", "sunset_changed") for breaking in (True, False)),
    *((rule, False) for rule in ("parameter_declared", "parameter_renamed")),  # of path parameters
}
"""Rules with their verdict that change no response of the mock."""


def package_changes(
    package: Package, old: Contents, new: Contents, api_changes: Iterable[Change] = ()
) -> tuple[SurfaceChange, ...]:
    """Return the changes of a package, breaking changes first. ``api_changes`` are those of the API's document meanwhile.

    A changed file is a fix, whatever it contains. Without the files of ``old`` they are not compared.
    """
    found = [*compare_surfaces(old.surface, new.surface), *_documents(old, new)]
    if package.role == "client":
        found += _range(old, new)
    if package.role == "server":
        found += _behaviour(api_changes)
    if old.files:
        found += _files(old, new)
    return tuple(sorted(found, key=lambda change: change.order))


def _documents(old: Contents, new: Contents) -> Iterator[SurfaceChange]:
    for name in sorted(old.documents.keys() & new.documents.keys()):
        for change in compare(old.documents[name], new.documents[name]).changes:
            if change.severity != "patch":  # the text, which is a changed file too
                yield SurfaceChange(change.rule, change.severity, change.message, (name,))
    for name in sorted(old.documents.keys() ^ new.documents.keys()):
        severity: Severity = "major" if name in old.documents else "minor"
        yield SurfaceChange(
            "document_removed" if severity == "major" else "document_added",
            severity,
            f"was {'removed' if severity == 'major' else 'added'}.",
            (name,),
        )


def _range(old: Contents, new: Contents) -> Iterator[SurfaceChange]:
    """Yield a breaking change if the API had one: the range of API versions then leaves out the servers that callers use."""
    before, after = (compatible_range(version) for version in (old.api, new.api))
    if before.partition(",")[2] != after.partition(",")[2]:
        message = f"changed from {before} to {after}."
        yield SurfaceChange("api_range_changed", "major", message, ("API_VERSIONS",))


def _behaviour(changes: Iterable[Change]) -> Iterator[SurfaceChange]:
    """Yield the changes that a test against the mock can notice, by effect, with their operations. Texts are left out."""
    seen: dict[tuple[str, Severity], list[Change]] = {}
    for change in changes:
        if change.severity != "patch" and (change.rule, change.breaking) not in _WITHOUT_EFFECT:
            seen.setdefault((_effect(change), change.severity), []).append(change)
    for (effect, severity), found in seen.items():
        operations = tuple(sorted({name for change in found for name in change.operations})) or ("every operation",)
        rules = ", ".join(sorted({change.rule for change in found}))
        yield SurfaceChange("behaviour_changed", severity, f"{effect} ({rules}).", operations)


def _effect(change: Change) -> str:
    if change.new is None and change.rule in {"operation_removed", "path_removed"}:
        return "removed operations"
    if change.rule == "operation_added":
        return "new operations"
    if change.direction == "response":
        return "returns different responses"
    return "accepts less or different input" if change.breaking else "accepts more input"


def _files(old: Contents, new: Contents) -> Iterator[SurfaceChange]:
    names = sorted(old.files.keys() | new.files.keys())
    changed = [name for name in names if old.files.get(name) != new.files.get(name)]
    if changed:
        yield SurfaceChange("code_changed", "patch", "changed.", tuple(changed))


def visible(changes: Sequence[SurfaceChange]) -> list[SurfaceChange]:
    """Return the changes that are more than changed files."""
    return [change for change in changes if change.rule != "code_changed"]
