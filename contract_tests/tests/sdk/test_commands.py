"""What each command of the command line sends and shows."""

from __future__ import annotations

import httpx2
import pytest
from cli_harness import CommandLine, responding

from apivideo_admin_contract.document.document import Operation
from contract_tests.tests.sdk.harness import each_operation, example, parsed_part, read_payload, required_arguments
from contract_tests.tests.support.commands import differences, recording, run_command


@each_operation
def test_a_command_sends_the_request_of_its_operation(operation: Operation) -> None:
    requests: list[httpx2.Request] = []
    command_line = CommandLine(recording(requests, operation))
    assert list(differences(command_line, requests, operation)) == []


@pytest.mark.parametrize("nulls", [False, True])
@each_operation
def test_a_command_shows_the_value_of_the_response(operation: Operation, *, nulls: bool) -> None:
    body = example(operation.response, items=2, nulls=nulls) if operation.response else None
    content = {} if body is None else {"json": body}
    command_line = responding(lambda _: httpx2.Response(operation.status, **content))
    done = run_command(command_line, operation, required_arguments(operation), "--format", "json", "--show-secrets")
    assert done.code == 0, done.err
    expected, _ = parsed_part(operation, body)
    expected = body["items"] if operation.action == "list" and body else expected
    assert read_payload(done.out.encode(), expected) == expected
