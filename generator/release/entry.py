"""The generated lines of a changelog: the changes of the API, or of a package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from generator.diff.change import Change
from generator.release.package_changes import visible
from generator.release.package_status import PackageStatus
from generator.release.status import Step
from generator.surface.report import line_of


def entry_of(step: Step | None, operations: Sequence[str]) -> Mapping[str, list[str]]:
    """Return the lines for the API. ``step`` holds the changes since the last release, or None if there is no release.

    ``operations`` are the operationIds of the current document.
    """
    if step is None:
        named = ", ".join(f"`{name}`" for name in operations)
        return {"API": [f"- First release, with {len(operations)} operations: {named}."]}
    return {"API": [*_api(step.document.changes)] or ["- No changes."]}


def package_entry_of(status: PackageStatus) -> Mapping[str, list[str]]:
    """Return the lines for a package: what changed for its users since its last release. Fixes are described by hand."""
    if status.last is None:
        return {"Changed": ["- First release."]}
    return {"Changed": [*_package(status)] or ["- No changes of names, flags, documents or behaviour of the API."]}


def _api(changes: Iterable[Change]) -> Iterator[str]:
    texts = 0
    for change in changes:
        if change.severity == "patch":
            texts += 1
            continue
        where = f"; {_listed(change.operations)}" if change.operations else ""
        yield f"- {_label(breaking=change.breaking)}{_direction(change)}: {_one_line(change.message)} ({change.rule}{where})"
    if texts:
        yield f"- {texts} {'change' if texts == 1 else 'changes'} of descriptions and examples."


def _package(status: PackageStatus) -> Iterator[str]:
    for change in visible(status.since_release):
        rule, _, text = line_of(change).partition(": ")
        yield f"- {_label(breaking=change.breaking)}: {_one_line(text)} ({rule})"


def _label(*, breaking: bool) -> str:
    return "**Breaking**" if breaking else "Not breaking"


def _direction(change: Change) -> str:
    return "" if change.direction == "both" else f", {change.direction}"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _one_line(text: str) -> str:
    """Return text of the document on one line, with `<` escaped."""
    return "".join(character if character.isprintable() else " " for character in text).replace("<", "&lt;")
