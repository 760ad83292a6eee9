"""The examples of the SDK's reference, executed: each against a new mock that has the resources which the example names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from apivideo_admin import AdminClient
from apivideo_admin_contract.document.document import Operation
from apivideo_admin_mock.testing import AdminMock
from apivideo_admin_mock.transport import MockTransport
from contract_tests.tests.support.parent_ids import make_parents
from contract_tests.tests.support.subject import DOCUMENT, each_operation
from generator.naming import method_name, namespace

REFERENCE = (Path(__file__).parents[1] / "generated_client" / "api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```$", REFERENCE, re.DOTALL | re.MULTILINE)


def _example(operation: Operation) -> str:
    call = f"admin.{namespace(operation.node)}.{method_name(operation.node)}("
    (example,) = [one for one in EXAMPLES if call in one]
    return str(example)


def _named(operation: Operation) -> list[str]:
    """Give the ids that the example of an operation names, in the order of the path."""
    parameters = {one["name"]: one for one in operation.node.get("parameters", ())}
    return [str(parameters[name]["example"]) for name in operation.path_parameters]


@each_operation
def test_the_example_of_an_operation_runs(operation: Operation, capsys: pytest.CaptureFixture[str]) -> None:
    mock, code = AdminMock(rate_limit="off"), _example(operation)
    ids = make_parents(mock, DOCUMENT, operation)
    for named, real in zip(_named(operation), ids, strict=True):
        assert named in code
        code = code.replace(named, real)
    with AdminClient(mock.key, base_url=mock.base_url, transport=MockTransport(mock.engine)) as admin:
        exec(compile(code, f"api.md, {operation.id}", "exec"), {"admin": admin})  # noqa: S102 - our own text
    assert mock.calls(operation.id)[-1].status == operation.status
    # A new account has no items for a list of a root collection to print.
    assert bool(capsys.readouterr().out) is not (operation.response is None or operation.action == "list")


def test_every_example_of_the_reference_is_one_of_an_operation() -> None:
    assert sorted(EXAMPLES) == sorted(map(_example, DOCUMENT.operations))
