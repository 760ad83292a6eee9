"""After any sequence of requests the server and the reference model agree."""

from __future__ import annotations

from hypothesis import seed
from hypothesis.stateful import run_state_machine_as_test

from apivideo_admin_contract.document.subjects import whole_document
from apivideo_admin_contract.rules import resource_rules
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.explore import hypothesis_settings, run_examples
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.session.state_machine import account_machine


@check(resource_rules.REFERENCE_MODEL, whole_document, Need.WRITES)
def the_server_matches_the_reference_model(session: Session) -> None:
    """Run random sequences of requests of two accounts."""
    session.skip_near_new_month()
    machine = account_machine(session)
    settings = hypothesis_settings(session, examples=2 * session.effort.examples)
    run_examples(
        session,
        lambda number: run_state_machine_as_test(seed(number)(machine), settings=settings),
        machine.failures,
    )
