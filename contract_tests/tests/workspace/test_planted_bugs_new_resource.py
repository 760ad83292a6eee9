"""The faults of a resource that is YAML only are caught with no new Python: the webhooks of the worked example."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
import yaml

from apivideo_admin_contract.document.document import read_document
from contract_tests.planted_bugs.harness.pool import Matrix, Plan, examine, matrix_of
from contract_tests.planted_bugs.server.catalogue import PLANTED_BUGS
from contract_tests.planted_bugs.server.planting import PlantedBug
from contract_tests.tests.support.subject import DOCUMENT
from contract_tests.tools.workspace import add_lines
from generator.document.bundle import Bundle, bundle

_ROOT = Path(__file__).parents[3]
_EXAMPLE = Path(__file__).parents[2] / "examples" / "webhooks"
_OPERATIONS = ["*webhook*"]
#: Each so-many-eth is hunted here; CONTRACT_FAULTS=all takes every one.
_STEP = 1 if os.environ.get("CONTRACT_FAULTS") == "all" else 16


@pytest.fixture(scope="module")
def matrix(tmp_path_factory: pytest.TempPathFactory) -> Matrix:
    """Give the document with the webhooks in it, and the cases of its webhooks."""
    folder = tmp_path_factory.mktemp("workspace") / "openapi"
    shutil.copytree(_ROOT / "openapi", folder)
    shutil.copytree(_EXAMPLE / "webhooks", folder / "webhooks")
    add_lines(folder / "openapi.yaml", yaml.safe_load((_EXAMPLE / "root_lines.yaml").read_text(encoding="utf-8")))
    made = bundle(folder)
    assert isinstance(made, Bundle), made
    return matrix_of(read_document(made.document.content), _OPERATIONS)


def _nested_faults() -> list[PlantedBug]:
    """Give the faults that can show below an item, as webhooks are."""
    nested = {one for one in DOCUMENT.operations if len(one.path_parameters) and DOCUMENT.collection_of(one)}
    # The limit is one of a key, whatever the operation: there is nothing of it to plant at one resource alone.
    return [
        planted_bug
        for planted_bug in PLANTED_BUGS
        if planted_bug.theme != "rate" and planted_bug.applies(DOCUMENT, nested.__contains__)
    ]


@pytest.mark.parametrize("planted_bug", _nested_faults()[::_STEP], ids=lambda planted_bug: planted_bug.name)
def test_a_fault_of_the_new_resource_is_caught(matrix: Matrix, planted_bug: PlantedBug) -> None:
    if not planted_bug.applies(matrix.document, matrix.only.__contains__):
        pytest.skip("the new resource has nothing at which it could show")
    row = examine(planted_bug, matrix, Plan(whole=False))
    assert row.crash is None
    assert row.named is not None, f"none of the checks of {', '.join(row.rules)} sees it"


def test_most_faults_can_show_at_the_new_resource(matrix: Matrix) -> None:
    assert sum(planted_bug.applies(matrix.document, matrix.only.__contains__) for planted_bug in PLANTED_BUGS) > 250
