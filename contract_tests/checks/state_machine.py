"""Whatever is done to the server, it does what the reference model does."""

from __future__ import annotations

from hypothesis import seed
from hypothesis.stateful import run_state_machine_as_test

from contract_tests.machine import machine_of
from contract_tests.suite import rules
from contract_tests.suite.check import Need, check
from contract_tests.suite.explore import settings_of
from contract_tests.suite.lab import Lab
from contract_tests.suite.subjects import whole


@check(rules.EACH_ACCOUNT_HOLDS_WHAT_WAS_WRITTEN, whole, Need.WRITES)
def the_server_does_what_the_reference_model_does(lab: Lab) -> None:
    """Two accounts, interleaved. A run is cheap on a server of our own, and what goes wrong late needs many."""
    lab.avoid_new_month()
    machine = seed(lab.random.getrandbits(32))(machine_of(lab))
    run_state_machine_as_test(machine, settings=settings_of(lab, examples=2 * lab.effort.examples))
