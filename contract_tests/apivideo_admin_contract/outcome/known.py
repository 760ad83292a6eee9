"""Findings that a team knows: they do not fail a run, until a date if the file gives one."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

from apivideo_admin_contract.errors import UsageError
from apivideo_admin_contract.outcome.runner import Finding, Result

_FIELDS: Final = {"rule": str, "check": str, "reason": str, "until": date}
_EXAMPLE: Final = 'write [[known]] tables with rule = "page-links" or check = "a glob", and reason = "why"'


@dataclass(frozen=True, slots=True)
class Known:
    """Findings of a rule, of the checks that match a glob, or of both. ``until`` is the last day on which they are accepted."""

    reason: str
    rule: str | None = None
    check: str | None = None
    until: date | None = None

    def matches(self, finding: Finding) -> bool:
        """Return whether a finding is one of these."""
        return (self.rule is None or finding.rule.id == self.rule) and self._is_of(finding.check)

    def covers(self, result: Result) -> bool:
        """Return whether a check could make one of these findings."""
        return (self.rule is None or result.case.check.rule.id == self.rule) and self._is_of(result.case.label)

    def _is_of(self, label: str) -> bool:
        return self.check is None or label == self.check or fnmatchcase(label, self.check)

    def __str__(self) -> str:
        named = [f"{name} {value}" for name, value in (("rule", self.rule), ("check", self.check)) if value]
        return f"{', '.join(named)} ({self.reason})"


class KnownFindings:
    """The known findings of a file, and which of them a run found again."""

    def __init__(self, entries: Sequence[Known], today: date) -> None:
        self._expired = [one for one in entries if one.until is not None and one.until < today]
        self._entries = [one for one in entries if one not in self._expired]
        self._found: set[Known] = set()

    def reason(self, finding: Finding) -> str | None:
        """Return the reason of the first entry that matches a finding, or None if it is new."""
        entry = next((one for one in self._entries if one.matches(finding)), None)
        if entry is None:
            return None
        self._found.add(entry)
        return entry.reason

    def notes(self, results: Iterable[Result]) -> list[str]:
        """Return a line for each entry that is out of date, or that a complete run did not find although its checks passed."""
        ran = [one for one in results if one.skipped is None and one.error is None]
        fixed = [
            one
            for one in self._entries
            if one not in self._found and (covered := [result for result in ran if one.covers(result)])
            if all(result.finding is None for result in covered)
        ]
        return [
            *(f"--known: out of date since {one.until}, and no longer accepted: {one}" for one in self._expired),
            *(f"--known: no longer fails, remove it: {one}" for one in fixed),
        ]


def read_known(path: Path | None, today: date) -> KnownFindings:
    """Read a TOML file with known findings; no file has none. Raises UsageError for an invalid file."""
    if path is None:
        return KnownFindings((), today)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"--known: cannot read {path} ({error})") from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"--known: {path} is not TOML ({error})") from None
    tables = content.pop("known", [])
    if content or not isinstance(tables, list):
        wrong = next(iter(content), "known")
        raise UsageError(f"--known: {path}: `{wrong}` is not a list of known findings; fix: {_EXAMPLE}")
    return KnownFindings([_known(path, number, one) for number, one in enumerate(tables, 1)], today)


def _known(path: Path, number: int, table: Any) -> Known:
    where = f"--known: {path}: [[known]] number {number}"
    if not isinstance(table, dict):
        raise UsageError(f"{where} is not a table; fix: {_EXAMPLE}")
    for name, value in table.items():
        kind = _FIELDS.get(name)
        if kind is None:
            raise UsageError(f"{where}: `{name}` is not one of {', '.join(_FIELDS)}; fix: remove it")
        if not isinstance(value, kind) or isinstance(value, datetime):
            wanted = "a date like 2026-12-31, without quotes" if kind is date else "a text"
            raise UsageError(f"{where}: `{name}` is not {wanted}")
    if not table.get("reason"):
        raise UsageError(f"{where} has no reason; fix: say why the finding is accepted")
    if not table.get("rule") and not table.get("check"):
        raise UsageError(f"{where} names neither a rule nor a check; fix: {_EXAMPLE}")
    return Known(**table)
