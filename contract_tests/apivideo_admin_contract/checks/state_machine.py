"""Whatever is done to the server, it does what the reference model does."""

from __future__ import annotations

from hypothesis import seed
from hypothesis.stateful import run_state_machine_as_test

from apivideo_admin_contract.rules import resource_rules
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.explore import settings_of
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.session.state_machine import machine_of
from apivideo_admin_contract.session.subjects import whole


@check(resource_rules.EACH_ACCOUNT_HOLDS_WHAT_WAS_WRITTEN, whole, Need.WRITES)
def the_server_does_what_the_reference_model_does(session: Session) -> None:
    """Two accounts, interleaved. A run is cheap on a server of our own, and what goes wrong late needs many."""
    session.avoid_new_month()
    machine = seed(session.random.getrandbits(32))(machine_of(session))
    run_state_machine_as_test(machine, settings=settings_of(session, examples=2 * session.effort.examples))
