"""Each form of resource in ``contract_tests/examples/`` works everywhere from YAML alone, and the suite catches its bugs."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from apivideo_admin_contract.document.reading import read_document
from contract_tests.planted_bugs.harness.documents import shape_document
from contract_tests.planted_bugs.harness.pool import Matrix, Plan, examine, matrix_of
from contract_tests.planted_bugs.sample import sample
from contract_tests.planted_bugs.server.catalogue import PLANTED_BUGS
from contract_tests.tests.agreement.readers import disagreements
from contract_tests.tests.support.subject import DOCUMENT
from contract_tests.tools.workspace import ROOT, SHAPES, add_resource
from generator.acceptance import read_accepted

pytestmark = pytest.mark.timeout(600)

#: The least part of the planted bugs that the suite catches at a resource with only its own operations to look at.
_CAUGHT = 0.95


def _accepted(folder: Path, *names: str) -> Mapping[str, Any]:
    """Return the bundle of the document of this workspace with these resources, as the lint and the mock accept it."""
    openapi = folder / "openapi"
    shutil.copytree(ROOT / "openapi", openapi)
    for name in names:
        add_resource(openapi, name)
    accepted = read_accepted(openapi)
    assert not isinstance(accepted, list), [str(one) for one in accepted]
    return accepted.content


@pytest.mark.parametrize("name", SHAPES)
def test_the_lint_and_the_mock_accept_the_shape(name: str, tmp_path: Path) -> None:
    assert _accepted(tmp_path, name)["paths"]


# `region` of a project is deprecated, and the SDK warns; its warnings have tests of their own.
@pytest.mark.filterwarnings("ignore:`:DeprecationWarning")
def test_every_reader_supports_the_shapes(tmp_path: Path) -> None:
    """Ask about one document with all shapes: the readers do not depend on the other resources of a document."""
    assert list(disagreements(_accepted(tmp_path, *SHAPES), tmp_path / "sdk")) == []


@pytest.fixture(scope="module", params=SHAPES)
def matrix(request: pytest.FixtureRequest) -> Matrix:
    """Return the document with one of the resources, and the cases of its operations."""
    document = read_document(shape_document(request.param))
    shipped = {one.id for one in DOCUMENT.operations}
    return matrix_of(document, [one.id for one in document.operations if one.id not in shipped])


def test_the_suite_catches_the_bugs_of_the_shape(matrix: Matrix) -> None:
    # Bugs of the rate limit, and of requests as they are sent, belong to the whole server.
    bugs = [one for one in PLANTED_BUGS if not (one.limited or one.raw)]
    bugs = [one for one in bugs if one.applies(matrix.document, matrix.only.__contains__)]
    assert len(bugs) > 20
    rows = [examine(one, matrix, Plan(whole=False)) for one in sample(bugs, step=24)]
    assert [(row.name, row.crash) for row in rows if row.crash is not None] == []
    missed = [row.name for row in rows if row.named is None]
    assert len(missed) <= (1 - _CAUGHT) * len(rows), missed
