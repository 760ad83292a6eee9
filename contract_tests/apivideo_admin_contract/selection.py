"""Load the document, and select the checks of a run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

import yaml

from apivideo_admin_contract.arguments import SMOKE
from apivideo_admin_contract.checks import CHECKS
from apivideo_admin_contract.document.document import Collection, Document, Operation
from apivideo_admin_contract.document.reading import read_document
from apivideo_admin_contract.document.references import UnsupportedError
from apivideo_admin_contract.errors import UsageError
from apivideo_admin_contract.order import in_order, smoke_cases
from apivideo_admin_contract.rules import http_rules, resource_rules
from apivideo_admin_contract.rules.rule import Rule
from apivideo_admin_contract.session.check import Case
from apivideo_admin_mock.spec import bundled_document
from apivideo_admin_mock.suggest import did_you_mean

_RULES: Final = {
    rule.id for module in (resource_rules, http_rules) for rule in vars(module).values() if isinstance(rule, Rule)
}


def load_document(path: Path | None) -> Document:
    """Load a bundled document, by default that of the installed mock. Raises UsageError for a file that is none."""
    if path is None:
        return read_document(bundled_document())
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"--openapi: cannot read {path} ({error})") from None
    try:
        node: Any = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
        return read_document(node)
    except (ValueError, yaml.YAMLError) as error:
        raise UsageError(f"--openapi: {path} is neither JSON nor YAML ({one_line(error)})") from None
    except (KeyError, TypeError, AttributeError, StopIteration, UnsupportedError) as error:
        reason = f"{type(error).__name__}: {one_line(error)}"
        raise UsageError(
            f"--openapi: {path} is not a bundled document of the Admin API ({reason}); fix: bundle it into one file"
        ) from None


def select_cases(
    document: Document, globs: Sequence[str] = (), effort: str = "ci", excluded: Sequence[str] = ()
) -> list[Case]:
    """Return the cases that match one of ``globs``, or all without any, in the order of a run, without the ``excluded`` ones.

    A glob matches the label of a case, the name of its check, the id of its rule, or its operation or collection. The effort ``smoke``
    has fewer cases than the others. Raises UsageError for a glob that matches none.
    """
    every = [case for check in CHECKS for case in check.cases(document)]
    for flag, given in (("--select", globs), ("--exclude", excluded)):
        for glob in given:
            _check_glob(every, flag, glob)
    cases = smoke_cases(document, every) if effort == SMOKE else in_order(document, every)
    for glob in globs:
        if not any(_matches(case, glob) for case in cases):
            raise UsageError(f"--select {glob!r} matches no check of --effort {SMOKE}; fix: choose another effort")
    return [
        case
        for case in cases
        if (not globs or any(_matches(case, glob) for glob in globs))
        and not any(_matches(case, glob) for glob in excluded)
    ]


def _check_glob(cases: Sequence[Case], flag: str, glob: str) -> None:
    """Raise UsageError if a glob matches no case."""
    if any(_matches(case, glob) for case in cases):
        return
    if glob in _RULES:
        raise UsageError(
            f"{flag} {glob!r} matches no check: every check tests this rule, on each response; hint: --list lists the checks"
        )
    known = {name for case in cases for name in names_of(case)}
    raise UsageError(f"{flag} {glob!r} matches no check; hint: --list lists them.{did_you_mean(glob, sorted(known))}")


def names_of(case: Case) -> set[str]:
    """Return the names that select a case."""
    subjects = {name for member in case.subject for name in _names(member)}
    return {case.label, case.check.name, case.check.rule.id} | subjects


def one_line(error: Exception) -> str:
    """Return the message of an error in one line."""
    return " ".join(str(error).split())


def _names(member: object) -> set[str]:
    match member:
        case Operation():
            return {member.id}
        case Collection():
            return {member.name, *(operation.id for operation in member.operations.values())}
    return {str(member)}


def _matches(case: Case, glob: str) -> bool:
    # A label has brackets, which fnmatch reads as a set of characters: a whole label always matches itself.
    return any(name == glob or fnmatchcase(name, glob) for name in names_of(case))
