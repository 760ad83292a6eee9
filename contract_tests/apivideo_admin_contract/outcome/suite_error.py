"""Distinguish an error of the suite from a violation: both can end a check with an exception."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from apivideo_admin_contract.document.document import Document
from apivideo_admin_contract.outcome.runner import Result, run_case
from apivideo_admin_contract.session.session import Effort
from apivideo_admin_contract.targets.in_process import InProcessTarget, Target
from apivideo_admin_mock.errors import MockError

Judge = Callable[[Result], Result]
"""Returns a result, as an error of the suite where it is one."""


def make_judge(document: Document, seed: int, effort: Effort) -> Judge:
    """Return a function that repeats a check that raised an exception on the mock, which follows the document.

    If the check raises one there too, the server did not cause it. Without a mock, because it cannot serve the document, the exception
    stays a violation.
    """

    @cache
    def target() -> Target | None:
        try:
            return InProcessTarget(document, seed=seed, effort=effort)
        except MockError:
            return None

    def judge(result: Result) -> Result:
        finding = result.finding
        if finding is None or not finding.is_exception:
            return result
        mock = target()
        other = None if mock is None else run_case(result.case, mock).finding
        if other is None or not other.is_exception:
            return result
        return replace(result, finding=None, error=finding.message)

    return judge
