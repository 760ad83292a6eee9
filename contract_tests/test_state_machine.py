"""The server and the reference model stay the same, whatever is done to both."""

from __future__ import annotations

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from contract_tests.machine import machine_of
from contract_tests.subject import DOCUMENT


def test_the_server_does_what_the_reference_model_does() -> None:
    # A run is cheap, and what goes wrong late needs many.
    runs = settings(max_examples=2 * settings().max_examples)
    run_state_machine_as_test(machine_of(DOCUMENT), settings=runs)
