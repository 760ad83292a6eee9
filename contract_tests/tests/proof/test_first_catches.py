"""Each check and each rule is the first of the suite to catch its recorded bug, in the order of a run.

Each bug runs most of the suite, so that a run takes every 24th: all of them in 24 weeks, or with ``PLANTED_BUGS=all``.
"""

from __future__ import annotations

import pytest

from contract_tests.planted_bugs.harness.first_catches import PLAN, document_of, read_record
from contract_tests.planted_bugs.harness.pool import examine, matrix_of
from contract_tests.planted_bugs.sample import sample
from contract_tests.planted_bugs.server.catalogue import find

_RECORD = read_record()
_RECORDED = sorted({*_RECORD.checks.values(), *_RECORD.rules.values()})


@pytest.mark.parametrize("name", sample(_RECORDED, step=24))
def test_a_recorded_bug_is_first_caught_as_recorded(name: str) -> None:
    row = examine(find(name), matrix_of(document_of(find(name))), PLAN)
    assert row.whole is not None, row.crash
    check, rule = row.whole.check.partition("[")[0], row.whole.rule.partition(":")[0]
    assert {one for one, bug in _RECORD.checks.items() if bug == name} <= {check}
    assert {one for one, bug in _RECORD.rules.items() if bug == name} <= {rule}
