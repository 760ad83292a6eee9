"""Run each example of the SDK's reference against a new mock that has the resources of the example."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sdk_harness import HARNESSES

from apivideo_admin_contract.document.document import Operation
from apivideo_admin_mock.adapters.transport import MockTransport
from apivideo_admin_mock.testing import AdminMock
from contract_tests.tests.support.subject import DOCUMENT, each_operation, make_parents
from generator.document.naming import method_name, namespace

REFERENCE = (Path(__file__).parents[3] / "generated_client" / "api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```$", REFERENCE, re.DOTALL | re.MULTILINE)


def _example(operation: Operation) -> str:
    call = f"admin.{namespace(operation.node)}.{method_name(operation.node, operation.path)}("
    (example,) = [one for one in EXAMPLES if call in one]
    return str(example)


def _example_ids(operation: Operation) -> list[str]:
    """Return the ids in the example of an operation, in the order of the path."""
    parameters = {one["name"]: one for one in operation.node.get("parameters", ())}
    return [str(parameters[name]["example"]) for name in operation.path_parameters]


@each_operation
def test_the_example_of_an_operation_runs(operation: Operation, capsys: pytest.CaptureFixture[str]) -> None:
    mock, code = AdminMock(rate_limit="off"), _example(operation)
    ids = make_parents(mock, DOCUMENT, operation)
    for shown, real in zip(_example_ids(operation), ids, strict=True):
        assert shown in code
        code = code.replace(shown, real)
    program = compile(code, f"api.md, {operation.id}", "exec")
    options = {"api_key": mock.key, "base_url": mock.base_url, "transport": MockTransport(mock.engine)}
    HARNESSES["sync"].call(None, lambda admin: exec(program, {"admin": admin}), **options)  # noqa: S102 - our own text
    assert mock.calls(operation.id)[-1].status == operation.status
    # A new account has no items for a list of a root collection to print.
    assert bool(capsys.readouterr().out) is not (operation.response is None or operation.action == "list")


def test_every_example_of_the_reference_belongs_to_an_operation() -> None:
    assert sorted(EXAMPLES) == sorted(map(_example, DOCUMENT.operations))
