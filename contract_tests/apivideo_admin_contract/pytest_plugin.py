"""A plugin of pytest: ``pytest --admin-contract-url URL`` runs each check of the suite as a test.

The keys come from the environment variables of the command. Without the flag, the plugin adds nothing to a run.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

import pytest

from apivideo_admin_contract.arguments import EFFORTS

if TYPE_CHECKING:
    from apivideo_admin_contract.outcome.runner import Finding
    from apivideo_admin_contract.outcome.suite_error import Judge
    from apivideo_admin_contract.plan import RunPlan
    from apivideo_admin_contract.report.secrets import SecretMasker
    from apivideo_admin_contract.session.check import Case

_FLAG: Final = "--admin-contract-url"
_NAME: Final = "admin-contract"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flags."""
    group = parser.getgroup(_NAME, "contract tests of the api.video Admin API")
    group.addoption(_FLAG, metavar="URL", help="run the contract suite against this server, a test for each check")
    group.addoption(
        "--admin-contract-effort", choices=EFFORTS, default="fast", help="as --effort of the suite (default: fast)"
    )
    group.addoption(
        "--admin-contract-select", action="append", default=[], metavar="GLOB", help="only matching checks; repeatable"
    )
    group.addoption("--admin-contract-rate-limit", metavar="RATE", help="as --rate-limit of the suite")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """Add a test for each check."""
    if config.getoption("admin_contract_url") is None:
        return
    if hasattr(config, "workerinput"):
        raise pytest.UsageError(
            f"{_FLAG} does not work with pytest-xdist: the checks of one server run one after the other"
        )
    collector = ContractCollector.from_parent(session, name=_NAME)
    items += collector.collect()


class ContractError(Exception):
    """A violation, or an error of the suite itself. ``text`` is what the report shows."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class ContractCollector(pytest.Collector):
    """The checks of a run."""

    def collect(self) -> Iterable[ContractItem]:
        """Return a test for each check. Raises UsageError if no check makes sense on the server."""
        from apivideo_admin_contract.errors import UsageError
        from apivideo_admin_contract.options import parse
        from apivideo_admin_contract.outcome.suite_error import make_judge
        from apivideo_admin_contract.plan import EFFORTS as KINDS
        from apivideo_admin_contract.plan import plan_run
        from apivideo_admin_contract.report.secrets import SecretMasker
        from apivideo_admin_contract.targets.probe import find_problem

        options = self.config.option
        words = ["--url", options.admin_contract_url, "--effort", options.admin_contract_effort]
        words += [word for glob in options.admin_contract_select for word in ("--select", glob)]
        words += ["--rate-limit", options.admin_contract_rate_limit] if options.admin_contract_rate_limit else []
        try:
            chosen = parse(words, os.environ)
            plan = plan_run(chosen)
            problem = find_problem(plan.document, chosen.url or "", list(plan.keys.items())[:1])
        except UsageError as error:
            raise pytest.UsageError(str(error)) from None
        if problem is not None:
            plan.target.close()
            raise pytest.UsageError(problem)
        self.config.add_cleanup(lambda: _close(plan))
        judge = make_judge(plan.document, chosen.seed, KINDS[chosen.effort])
        masker = SecretMasker(plan.document, plan.keys, [case.label for case in plan.cases])
        return [
            ContractItem.from_parent(self, name=case.label, case=case, plan=plan, judge=judge, masker=masker)
            for case in plan.cases
        ]


class ContractItem(pytest.Item):
    """A check as a test: it fails with a violation, and is skipped with the reason of the check."""

    def __init__(self, *, case: Case, plan: RunPlan, judge: Judge, masker: SecretMasker, **named: Any) -> None:
        super().__init__(**named)
        self._case, self._plan, self._judge, self._masker = case, plan, judge, masker

    def runtest(self) -> None:
        """Run the check. Raises ContractError, or the exception of `pytest.skip`."""
        from apivideo_admin_contract.outcome.runner import run_case

        result = self._judge(run_case(self._case, self._plan.target))
        self._masker.learn(result.events)
        if result.skipped is not None:
            pytest.skip(result.skipped)
        if result.error is not None:
            text = f"This is an error of the suite itself, not a violation: {result.error}"
        elif result.finding is not None:
            text = self._explained(result.finding)
        else:
            return
        raise ContractError(self._masker.replacer()(text))

    def _explained(self, finding: Finding) -> str:
        from apivideo_admin_contract.reproduction.explain import explain

        rule = finding.rule
        found = explain(finding, self._plan.contexts(self._case))
        lines = [f"{rule.id}: {finding.message}", f"{rule.sentence} ({rule.source})"]
        return "\n".join([*lines, *([] if found is None else ["", found.curl])])

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return the text of a violation, and a traceback for anything else."""
        if isinstance(excinfo.value, ContractError):
            return excinfo.value.text
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[str, int | None, str]:
        """Return what the report shows as the location: the rule and the check."""
        return _NAME, None, f"{self._case.check.rule.id}: {self.name}"


def _close(plan: RunPlan) -> None:
    remaining = plan.target.close()
    if remaining:
        sys.stdout.write(f"{_NAME}: {len(remaining)} created items remain on the server; the first: {remaining[0]}\n")
