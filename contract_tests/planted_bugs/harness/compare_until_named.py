"""Compare a server with a planted bug to a healthy one, until a difference names a rule of the bug."""

from __future__ import annotations

import time
from collections.abc import Iterable

from apivideo_admin_contract.compare.plan import servers_of
from apivideo_admin_contract.session.check import Case
from apivideo_admin_contract.targets.in_process import InProcessTarget
from contract_tests.planted_bugs.harness.run_until_caught import EFFORT, Catch, raise_crash
from contract_tests.planted_bugs.harness.setup import Setup


def compare_until_named(setup: Setup, cases: Iterable[Case], rules: frozenset[str]) -> Catch | None:
    """Return the first difference in which the bug, on the right, violates one of its rules. Raise CrashedError if its own code raises.

    Both mocks have seeds of their own, so that they generate other ids, secrets and figures.
    """
    begun = time.perf_counter()
    left = InProcessTarget(setup.document, effort=EFFORT)
    right = setup.in_process(mock_seed=1, effort=EFFORT)
    servers = servers_of(setup.document, left, right, 0, EFFORT, has_clocks=True)
    for case in cases:
        comparison = servers.compare(case)
        raise_crash(setup)
        for one in comparison.differences:
            if one.violated_by == "right" and one.rule.id.partition(":")[0] in rules:
                return Catch(one.check, one.rule.id, one.message, time.perf_counter() - begun)
    return None
