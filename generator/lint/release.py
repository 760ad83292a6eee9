"""The version of a document that changed since the last release. Apart from the table of rules: it needs the history."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostic import Diagnostic
from generator.diff.comparison import Comparison
from generator.diff.version import heaviest, read_version
from generator.document import Document


def version_follows_from_changes(document: Document, since_release: Comparison) -> Iterator[Diagnostic]:
    """Users decide by the version whether they can upgrade (semver.org); the SDK and the mock carry it as well."""
    present, least = read_version(since_release.new), since_release.proposed
    if present is None or least is None or present >= least:
        return
    mend = f"Write at least `version: {least}`"
    weight = heaviest(since_release.changes)
    first = next((change for change in since_release.changes if change.severity == weight), None)
    if first is None:
        message = f"`{present}` is lower than the last release, {since_release.old}."
        yield document.fault_at(("info", "version"), message, f"{mend}.")
        return
    message = f"`{present}` is too low for what changed since the release {since_release.old}."
    why = f"because of {'a breaking' if first.breaking else 'this'} change: {first.message} ({first.rule}, {first.pointer or '/'})"
    yield document.fault_at(("info", "version"), message, f"{mend}, {why}")
