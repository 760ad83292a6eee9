"""Which cases a run takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from typing import Final

from apivideo_admin_contract.document.document import Collection, Document, Operation
from apivideo_admin_contract.errors import UsageError
from apivideo_admin_contract.rules import http_rules, resource_rules
from apivideo_admin_contract.rules.rule import Rule
from apivideo_admin_contract.session.check import Case, Check
from apivideo_admin_mock.suggest import did_you_mean

_RULES: Final = {
    rule.id for module in (resource_rules, http_rules) for rule in vars(module).values() if isinstance(rule, Rule)
}


def cases_of(checks: Iterable[Check], document: Document, globs: Sequence[str] = ()) -> list[Case]:
    """Give the cases that fit one of ``globs``, or all where there are none. Raises UsageError for a glob that fits none.

    A glob fits the label of a case, the name of its check, the id of its rule, or the operation or collection that it is done for.
    """
    cases = [case for check in checks for case in check.cases(document)]
    for glob in globs:
        if not any(_fits(case, glob) for case in cases):
            if glob in _RULES:
                raise UsageError(
                    f"--select {glob!r} fits no check: every answer is held to this rule, whatever is chosen; --list lists the checks"
                )
            known = {name for case in cases for name in names_of(case)}
            raise UsageError(f"--select {glob!r} fits no check; --list lists them.{did_you_mean(glob, sorted(known))}")
    return [case for case in cases if not globs or any(_fits(case, glob) for glob in globs)]


def names_of(case: Case) -> set[str]:
    """Give all that a case goes by."""
    subjects = {name for member in case.subject for name in _names(member)}
    return {case.label, case.check.name, case.check.rule.id} | subjects


def _names(member: object) -> set[str]:
    match member:
        case Operation():
            return {member.id}
        case Collection():
            return {member.name, *(operation.id for operation in member.operations.values())}
    return {str(member)}


def _fits(case: Case, glob: str) -> bool:
    # A label has brackets, which would be a set of characters to fnmatch: the label itself is always meant as it stands.
    return any(name == glob or fnmatchcase(name, glob) for name in names_of(case))
