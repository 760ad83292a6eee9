"""The changelog entry of a version: the changes of the document, of the SDK, and of the mock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from generator.diff.change import Change
from generator.release.status import Step
from generator.surface.declaration import Surface
from generator.surface.report import line_of

_NOTHING = ["- No changes."]


def entry_of(step: Step | None, operations: Sequence[str], surface: Surface) -> Mapping[str, list[str]]:
    """Return the lines of each section. ``step`` holds the changes since the last release, or None if there is no release.

    ``operations`` are the operationIds of the current document.
    """
    if step is None:
        named = ", ".join(f"`{name}`" for name in operations)
        return {
            "API": [f"- First release, with {len(operations)} operations: {named}."],
            "SDK": [f"- First release, with {len(surface)} public names."],
            "Mock": ["- First release. It serves every operation."],
        }
    changes = step.document.changes
    return {
        "API": [*_api(changes)] or _NOTHING,
        "SDK": [*_sdk(step)] or _NOTHING,
        "Mock": [*_mock(changes)] or _NOTHING,
    }


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


def _sdk(step: Step) -> Iterator[str]:
    for change in step.sdk:
        rule, _, text = line_of(change).partition(": ")
        yield f"- {_label(breaking=change.breaking)}: {_one_line(text)} ({rule})"


def _mock(changes: Iterable[Change]) -> Iterator[str]:
    """Yield the changes that a test against the mock can notice, by effect, with their operations. Texts are left out."""
    seen: dict[str, list[Change]] = {}
    for change in changes:
        if change.severity != "patch" and (change.rule, change.breaking) not in _NOT_IN_THE_MOCK:
            seen.setdefault(_effect(change), []).append(change)
    for effect in _EFFECTS:
        if effect in seen:
            found = seen[effect]
            operations = sorted({name for change in found for name in change.operations})
            rules = ", ".join(sorted({change.rule for change in found}))
            yield f"- {effect}: {_listed(operations) or 'every operation'} ({rules})"


_NOT_IN_THE_MOCK = {
    *((rule, breaking) for rule in ("deprecated", "sunset_changed") for breaking in (True, False)),
    *((rule, False) for rule in ("parameter_declared", "parameter_renamed")),  # of path parameters
}
"""Rules with their verdict that change no response of the mock."""
_EFFECTS = (
    "New operations",
    "Removed operations",
    "Accepts less or different input",
    "Accepts more input",
    "Returns different responses",
)


def _effect(change: Change) -> str:
    if change.new is None and change.rule in {"operation_removed", "path_removed"}:
        return "Removed operations"
    if change.rule == "operation_added":
        return "New operations"
    if change.direction == "response":
        return "Returns different responses"
    return "Accepts less or different input" if change.breaking else "Accepts more input"


def _label(*, breaking: bool) -> str:
    return "**Breaking**" if breaking else "Not breaking"


def _direction(change: Change) -> str:
    return "" if change.direction == "both" else f", {change.direction}"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _one_line(text: str) -> str:
    """Return text of the document on one line, with `<` escaped."""
    return "".join(character if character.isprintable() else " " for character in text).replace("<", "&lt;")
