"""Apply what a user decides about changes: severities, accepted changes with a reason and a date, and deprecation windows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final

from generator.diagnostic import Diagnostic, suggest
from generator.diff.change import Change
from generator.diff.rules import RULES
from generator.release.status import Accepted, Step
from generator.versions import SEVERITIES, Severity

NAMES: Final = frozenset(rule.__name__ for rules in RULES.values() for rule in rules)
_DIRECTIONS: Final = ("request", "response", "both")
_MEMBERS: Final = ("rule", "operations", "direction", "message", "pointer", "reason", "until")
_FORM: Final = '`{rule: parameter_removed, operations: [list_things], reason: "It never worked.", until: 2027-06-30}`'
_LEVELS: Final = ", ".join(SEVERITIES)


@dataclass(frozen=True, slots=True)
class Ignore:
    """An entry of an ignore file: it accepts the changes of a rule, until a date.

    ``operations`` are operationIds, empty for all; ``direction`` and ``pointer`` (the start of a JSON pointer) are empty for all.
    ``where`` is the entry in diagnostics.
    """

    where: str
    rule: str
    reason: str
    until: date
    operations: frozenset[str] = frozenset()
    direction: str = ""
    message: re.Pattern[str] = field(default_factory=lambda: re.compile(""))
    pointer: str = ""

    def accepts(self, change: Change) -> bool:
        """Return whether the entry is about a change, in all of the operations that it affects."""
        where = not self.operations or (bool(change.operations) and self.operations >= set(change.operations))
        same = change.rule == self.rule and self.direction in ("", change.direction)
        return where and same and change.pointer.startswith(self.pointer) and bool(self.message.search(change.message))


@dataclass(frozen=True, slots=True)
class Policy:
    """The decisions of a user.

    ``severities`` are by rule and direction, where an empty direction is any. ``today`` decides which entries and sunsets have passed.
    A deprecation must announce its sunset at least ``deprecation_days`` in advance.
    """

    today: date
    severities: Mapping[tuple[str, str], Severity] = field(default_factory=dict)
    ignored: Sequence[Ignore] = ()
    deprecation_days: int = 0


def apply_policy(step: Step, policy: Policy) -> Step:
    """Return the changes with the severities of a policy, and with its accepted changes and notes."""
    changes = tuple(_in_window(_weighed(change, policy), policy) for change in step.document.changes)
    ordered = tuple(sorted(changes, key=lambda change: change.order))
    valid = [one for one in policy.ignored if one.until >= policy.today]
    accepted = tuple(
        Accepted(change, reason)
        for change in ordered
        if change.breaking and (reason := _reason(change, valid, policy.today))
    )
    notes = (*step.notes, *_of_entries(policy, ordered))
    return replace(step, document=replace(step.document, changes=ordered), accepted=accepted, notes=notes)


def read_severity(text: str) -> tuple[tuple[str, str], Severity] | str:
    """Read `RULE=LEVEL` or `RULE:DIRECTION=LEVEL`, or return why it is not valid."""
    name, _, level = text.partition("=")
    rule, _, direction = name.partition(":")
    if rule not in NAMES:
        return f"`{rule}` is not a rule. {suggest(rule, NAMES, 'The report names the rule of each change.')}"
    if direction and direction not in _DIRECTIONS:
        return f"`{direction}` is not a direction. Use one of: {', '.join(_DIRECTIONS)}."
    found = next((one for one in SEVERITIES if one == level), None)
    return ((rule, direction), found) if found else f"`{level}` is not a severity. Use one of: {_LEVELS}."


def read_ignored(entries: Any, label: str) -> list[Ignore] | list[Diagnostic]:
    """Return the entries of an ignore file, or the diagnostics of those that are not valid. ``label`` is the file."""
    if not isinstance(entries, list):
        return [Diagnostic(label, "", "the file is not a list.", f"Write a list of {_FORM}.")]
    read = [_entry(entry, index, label) for index, entry in enumerate(entries)]
    diagnostics = [one for one in read if isinstance(one, Diagnostic)]
    return diagnostics or [one for one in read if isinstance(one, Ignore)]


def _entry(entry: Any, index: int, label: str) -> Ignore | Diagnostic:
    pointer = f"/{index}"
    required = {"rule", "reason", "until"}
    if not isinstance(entry, dict) or not {*_MEMBERS} >= set(entry) >= required:
        message = f"an entry has {', '.join(_MEMBERS)}; `rule`, `reason` and `until` are required."
        return Diagnostic(label, pointer, message, f"Write it like {_FORM}.")
    for member, message, fix in _faults(entry):
        return Diagnostic(label, f"{pointer}/{member}", message, fix)
    listed = entry.get("operations", [])
    return Ignore(
        f"{label}#{pointer}",
        entry["rule"],
        entry["reason"],
        date.fromisoformat(str(entry["until"])),
        frozenset(map(str, listed)),
        entry.get("direction", ""),
        re.compile(entry.get("message", "")),
        entry.get("pointer", ""),
    )


def _faults(entry: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with an entry: the member, the message and the fix."""
    for member in _MEMBERS:
        if member in entry and member != "operations" and not isinstance(entry[member], str):
            yield member, f"`{entry[member]}` is not text.", "Write text in quotes."
    if entry["rule"] not in NAMES:
        fix = suggest(str(entry["rule"]), NAMES, "The report names the rule of each change.")
        yield "rule", f"`{entry['rule']}` is not a rule.", fix
    if not isinstance(entry.get("operations", []), list):
        yield "operations", "this is not a list.", "Write a list of operationIds, or leave it out for all."
    if entry.get("direction", "both") not in _DIRECTIONS:
        yield "direction", f"`{entry['direction']}` is not a direction.", f"Use one of: {', '.join(_DIRECTIONS)}."
    if not entry["reason"].strip():
        yield "reason", "the reason is empty.", "Write why no client breaks."
    try:
        date.fromisoformat(entry["until"])
    except ValueError:
        yield "until", f"`{entry['until']}` is not a date.", "Write it like 2027-06-30."
    try:
        re.compile(entry.get("message", ""))
    except re.error as error:
        yield "message", f"this is not a regular expression: {error}.", "Fix it."


def _weighed(change: Change, policy: Policy) -> Change:
    by_rule = policy.severities.get((change.rule, ""), change.severity)
    return replace(change, severity=policy.severities.get((change.rule, change.direction), by_rule))


def _in_window(change: Change, policy: Policy) -> Change:
    """Return a new deprecation as breaking if its sunset is too early or missing, where the policy requires a window."""
    if change.rule != "deprecated" or change.sunset is None or not policy.deprecation_days:
        return change
    earliest = policy.today + timedelta(days=policy.deprecation_days)
    if change.sunset >= earliest.isoformat():
        return change
    stated = f"its sunset {change.sunset} is" if change.sunset else "it announces no sunset, which must be"
    late = "before" if change.sunset else "on or after"
    message = (
        f"{change.message.removesuffix('.')}; {stated} {late} {earliest} ({policy.deprecation_days} days from now)."
    )
    return replace(change, severity="major", message=message)


def _reason(change: Change, ignored: Iterable[Ignore], today: date) -> str:
    """Return why a breaking change is accepted, or an empty text."""
    if change.rule != "deprecated" and change.sunset and change.sunset <= today.isoformat():
        return f"its sunset was {change.sunset}"
    return next((f"{one.reason} (until {one.until})" for one in ignored if one.accepts(change)), "")


def _of_entries(policy: Policy, changes: Sequence[Change]) -> Iterator[str]:
    """Yield a note for each entry that accepts nothing: because it has expired, or because there is no such change."""
    for one in policy.ignored:
        if one.until < policy.today:
            yield f"{one.where}: the entry expired on {one.until} and accepts nothing. Fix the change, or set a later date."
        elif not any(one.accepts(change) for change in changes):
            yield f"{one.where}: the entry accepts nothing: there is no such change. Delete it."
