"""The faults of a resource that is YAML only are caught with no new Python: the webhooks of the worked example."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
import yaml

from contract_tests.document import read_document
from contract_tests.faults.catalogue import FAULTS
from contract_tests.faults.planting import Fault
from contract_tests.faults.pool import Ground, Plan, examine, ground_of
from contract_tests.subject import DOCUMENT
from contract_tests.workspace import add_lines
from generator.bundle import Bundle, bundle

_ROOT = Path(__file__).parents[1]
_EXAMPLE = Path(__file__).parent / "webhooks_example"
_OPERATIONS = ["*webhook*"]
#: Each so-many-eth is hunted here; CONTRACT_FAULTS=all takes every one.
_STEP = 1 if os.environ.get("CONTRACT_FAULTS") == "all" else 16


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """Give the document with the webhooks in it, and the cases of its webhooks."""
    folder = tmp_path_factory.mktemp("workspace") / "openapi"
    shutil.copytree(_ROOT / "openapi", folder)
    shutil.copytree(_EXAMPLE / "webhooks", folder / "webhooks")
    add_lines(folder / "openapi.yaml", yaml.safe_load((_EXAMPLE / "root_lines.yaml").read_text(encoding="utf-8")))
    made = bundle(folder)
    assert isinstance(made, Bundle), made
    return ground_of(read_document(made.document.content), _OPERATIONS)


def _nested_faults() -> list[Fault]:
    """Give the faults that can show below an item, as webhooks are."""
    nested = {one for one in DOCUMENT.operations if len(one.path_parameters) and DOCUMENT.collection_of(one)}
    # The limit is one of a key, whatever the operation: there is nothing of it to plant at one resource alone.
    return [fault for fault in FAULTS if fault.theme != "rate" and fault.applies(DOCUMENT, nested.__contains__)]


@pytest.mark.parametrize("fault", _nested_faults()[::_STEP], ids=lambda fault: fault.name)
def test_a_fault_of_the_new_resource_is_caught(ground: Ground, fault: Fault) -> None:
    if not fault.applies(ground.document, ground.only.__contains__):
        pytest.skip("the new resource has nothing at which it could show")
    row = examine(fault, ground, Plan(whole=False))
    assert row.crash is None
    assert row.named is not None, f"none of the checks of {', '.join(row.rules)} sees it"


def test_most_faults_can_show_at_the_new_resource(ground: Ground) -> None:
    assert sum(fault.applies(ground.document, ground.only.__contains__) for fault in FAULTS) > 250
