"""The installed command and `python -m contract_tests` report the same on planted bugs. `harness.commands` compares more of them."""

from __future__ import annotations

import pytest

from contract_tests.planted_bugs.harness.commands import INSTALLED, are_equal, comparable
from contract_tests.planted_bugs.sample import STEP
from contract_tests.planted_bugs.server.catalogue import PLANTED_BUGS
from contract_tests.planted_bugs.server.planting import PlantedBug


@pytest.mark.parametrize("bug", list(comparable(PLANTED_BUGS))[:: STEP * 20], ids=lambda bug: bug.name)
def test_the_installed_command_reports_the_same_as_the_one_of_the_workspace(bug: PlantedBug) -> None:
    assert are_equal(bug, INSTALLED)
