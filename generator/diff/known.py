"""Differences between the vendor's document and ours that a decision explains (``openapi/decisions/differences.json``)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from generator.diagnostic import Diagnostic, suggest
from generator.diff.change import Change
from generator.diff.rules import RULES

_RULES: Final = frozenset(rule.__name__ for rules in RULES.values() for rule in rules)
_MEMBERS: Final = ("rule", "operations", "direction", "message", "because")
_DIRECTIONS: Final = ("request", "response", "both")
_ALL: Final = "all"
FORM: Final = (
    '`{"rule": "status_added", "operations": "all", "message": "413|415", "because": "decisions/0005-....md"}`'
)


@dataclass(frozen=True, slots=True)
class Known:
    """An explanation: of changes of one rule, in some operations and in one direction, whose message a regular expression finds.

    ``operations`` are operationIds, or None for all; ``direction`` is empty for all. ``because`` is a file below ``openapi/``, with
    an anchor or without.
    """

    rule: str
    operations: frozenset[str] | None
    direction: str
    message: re.Pattern[str]
    because: str

    def explains(self, change: Change) -> bool:
        """Return whether this explains a change in all of the operations that it affects."""
        where = self.operations is None or (bool(change.operations) and self.operations >= set(change.operations))
        same = change.rule == self.rule and self.direction in ("", change.direction)
        return where and same and self.message.search(change.message) is not None


@dataclass(frozen=True, slots=True)
class Invalid:
    """Why the explanations cannot be used."""

    diagnostics: list[Diagnostic]


def explanation(change: Change, known: Iterable[Known]) -> str | None:
    """Return what explains a change, or None."""
    return next((one.because for one in known if one.explains(change)), None)


def read_known(path: Path, label: str, openapi: Path, actions: Mapping[str, str]) -> list[Known] | Invalid:
    """Read a list of explanations. A missing file has none. Return the diagnostics of entries that cannot explain anything.

    ``actions`` maps the operationIds of our document to their ``x-action``. Raise OSError if the file cannot be read.
    """
    if not path.exists():
        return []
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        return Invalid([Diagnostic(label, "", f"the file is not JSON: {error}.", f"Write a list of {FORM}.")])
    if not isinstance(entries, list):
        return Invalid([Diagnostic(label, "", "the file is not a list.", f"Write a list of {FORM}.")])
    read = [_read(entry, f"/{index}", label, openapi, actions) for index, entry in enumerate(entries)]
    diagnostics = [one for one in read if isinstance(one, Diagnostic)]
    return Invalid(diagnostics) if diagnostics else [one for one in read if isinstance(one, Known)]


def _read(entry: Any, pointer: str, label: str, openapi: Path, actions: Mapping[str, str]) -> Known | Diagnostic:
    if not isinstance(entry, dict) or not {*_MEMBERS} >= set(entry) >= {"rule", "operations", "because"}:
        message = f"an entry has {', '.join(_MEMBERS)}, of which `direction` and `message` are optional."
        return Diagnostic(label, pointer, message, f"Write it like {FORM}.")
    operations = _concerned(entry["operations"], actions)
    for member, message, fix in _faults(entry, operations, openapi):
        return Diagnostic(label, f"{pointer}/{member}", message, fix)
    pattern = re.compile(str(entry.get("message", "")))
    return Known(str(entry["rule"]), operations, str(entry.get("direction", "")), pattern, str(entry["because"]))


def _faults(
    entry: Mapping[str, Any], operations: frozenset[str] | None, openapi: Path
) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with an entry: the member, the message and the fix."""
    if entry["rule"] not in _RULES:
        fix = suggest(str(entry["rule"]), _RULES, f"Use one of: {', '.join(sorted(_RULES))}.")
        yield "rule", f"`{entry['rule']}` is not a rule.", fix
    if operations is not None and not operations:
        fix = "Write `all`, or a list of operationIds and `{x-action: list}`."
        yield "operations", "there is no such operation.", fix
    if entry.get("direction", "both") not in _DIRECTIONS:
        yield "direction", f"`{entry['direction']}` is not a direction.", f"Use one of: {', '.join(_DIRECTIONS)}."
    if reason := _missing(str(entry["because"]), openapi):
        yield "because", reason, "Name a decision or a page below openapi/, or a heading of it."
    try:
        re.compile(str(entry.get("message", "")))
    except re.error as error:
        yield "message", f"this is not a regular expression: {error}.", "Fix it."


def _concerned(operations: Any, actions: Mapping[str, str]) -> frozenset[str] | None:
    """Return the selected operationIds, or None for all."""
    if operations == _ALL:
        return None
    listed: Sequence[Any] = operations if isinstance(operations, list) else ()
    return frozenset(name for name, action in actions.items() if name in listed or {"x-action": action} in listed)


def _missing(because: str, openapi: Path) -> str:
    """Return why an explanation leads nowhere, or an empty text."""
    file, _, anchor = because.partition("#")
    if not file or not (openapi / file).is_file():
        return f"the file `{file}` does not exist."
    headings = re.findall(r"^#+ (.+)$", (openapi / file).read_text(encoding="utf-8"), re.MULTILINE)
    anchors = {re.sub(r"[^a-z0-9-]", "", one.lower().replace(" ", "-")) for one in headings}
    return f"`{file}` has no heading `#{anchor}`." if anchor and anchor not in anchors else ""
