"""Whatever is done to the server, it does what the reference model does."""

from __future__ import annotations

from hypothesis import seed
from hypothesis.stateful import run_state_machine_as_test

from apivideo_admin_contract.document.subjects import whole_document
from apivideo_admin_contract.rules import resource_rules
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.explore import hypothesis_settings
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.session.state_machine import account_machine


@check(resource_rules.REFERENCE_MODEL, whole_document, Need.WRITES)
def the_server_matches_the_reference_model(session: Session) -> None:
    """Two accounts, interleaved. A run is cheap on a server of our own, and what goes wrong late needs many."""
    session.skip_near_new_month()
    machine = seed(session.random.getrandbits(32))(account_machine(session))
    run_state_machine_as_test(machine, settings=hypothesis_settings(session, examples=2 * session.effort.examples))
