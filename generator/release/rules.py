"""Rules for the version of a changed document: that of the API alone. They are separate from the other rules because they need the history."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostic import Diagnostic
from generator.document import Document
from generator.release.status import History, Step
from generator.versions import highest_severity, read_version


def version_follows_from_changes(document: Document, since_release: Step) -> Iterator[Diagnostic]:
    """Require a version that matches the changes of the document (semver.org). Clients decide by it whether they can upgrade."""
    compared = since_release.document
    present, least = read_version(compared.new), since_release.proposed
    if present is None or least is None or present >= least:
        return
    fix = f"Write at least `version: {least}`"
    if since_release.empty:
        message = f"`{present}` is lower than the last release, {compared.old}."
        yield document.diagnostic_at(("info", "version"), message, f"{fix}.")
        return
    message = f"`{present}` is too low for the changes since the release {compared.old}."
    yield document.diagnostic_at(("info", "version"), message, f"{fix}, because of {_reason(since_release)}")


def release_is_final(document: Document, history: History) -> Iterator[Diagnostic]:
    """Require a new version for any change of a released document, even if no rule reports it."""
    version = read_version(document.content["info"]["version"])
    if version in history.released and history.snapshots[version] != document.content:
        patch = version._replace(patch=version.patch + 1)
        message = f"`{version}` is released, but the document differs from the released one."
        yield document.diagnostic_at(("info", "version"), message, f"Write at least `version: {patch}`.")


def _reason(step: Step) -> str:
    """Return the first change of the highest severity."""
    weight = highest_severity(step.document.changes)
    first = next(change for change in step.document.changes if change.severity == weight)
    kind = f"{'a breaking' if first.breaking else 'this'} change"
    return f"{kind}: {first.message} ({first.rule}, {first.pointer or '/'})"
