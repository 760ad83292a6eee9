"""Released SDKs work on the current mock, and the current SDK on mocks of releases, except for breaking changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from apivideo_admin_mock.adapters.transport import MockTransport
from apivideo_admin_mock.spec import bundled_document
from apivideo_admin_mock.testing import AdminMock
from contract_tests.tests.diff.client import failures
from contract_tests.tests.diff.corpus import Versions
from contract_tests.tests.diff.counterexample import exchanges
from contract_tests.tests.diff.rendered import Sdk, import_sdk, render_sdk
from contract_tests.tests.diff.requests import requests
from contract_tests.tests.diff.server import Server
from contract_tests.tests.diff.verdicts import find_counterexample

_HISTORY = Path(__file__).parents[3] / "openapi" / "history"
_RELEASED = [
    line for line in (_HISTORY / "released.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("#")
]
_CURRENT = dict(bundled_document())
_RELEASES = [json.loads((_HISTORY / f"{version}.json").read_text(encoding="utf-8")) for version in _RELEASED]
_UPGRADES = [Versions(release, _CURRENT) for release in _RELEASES]
_STEPS = _UPGRADES + [Versions(_CURRENT, release) for release in _RELEASES]


def _broken(step: Versions) -> set[str]:
    """Return the operations of breaking changes. A change of the whole document concerns all operations."""
    everything = [operation.id for operation in Server(step.before).document.operations]
    concerned = [change.operations or everything for change in step.changes if change.breaking]
    return {name for names in concerned for name in names}


_UNBROKEN = [
    pytest.param(step, operation.id, id=f"{step}-{operation.id}")
    for step in _STEPS
    for operation in Server(step.before).document.operations
    if operation.id not in _broken(step)
]


@pytest.fixture(scope="module")
def sdks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sdk]:
    """Return the SDK of each version."""
    return {
        document["info"]["version"]: import_sdk(render_sdk(document, tmp_path_factory.mktemp("sdk")))
        for document in (_CURRENT, *_RELEASES)
    }


@pytest.mark.parametrize(("step", "operation_id"), _UNBROKEN)
def test_a_method_works_with_every_argument_of_its_document(
    step: Versions, operation_id: str, sdks: dict[str, Sdk]
) -> None:
    old, new = Server(step.before), Server(step.after)
    made = [request for request in requests(old, new) if request.operation.id == operation_id]
    used = {name for request in made for name in (*request.query, *(request.payload or {}))}
    operation = made[0].operation
    assert used == {*operation.parameters, *operation.properties}
    assert list(failures(sdks[step.before["info"]["version"]], old, new, made)) == []


@pytest.mark.parametrize("step", _STEPS, ids=repr)
def test_a_breaking_change_has_a_counterexample(step: Versions, tmp_path: Path) -> None:
    sent = list(exchanges(step.before, step.after))
    for number, change in enumerate(change for change in step.changes if change.breaking):
        assert find_counterexample(step, change, sent, tmp_path / str(number)), change


def test_a_region_of_an_older_version_is_refused_with_its_name(sdks: dict[str, Sdk]) -> None:
    mock = AdminMock(rate_limit="off")
    sdk = sdks["1.0.0"].module
    admin = sdk.AdminClient(mock.key, base_url=mock.base_url, transport=MockTransport(mock.engine))

    assert admin.projects.create(name="x", region="eu-central-1").region == "eu-central-1"
    with pytest.raises(sdk.errors.BadRequestError) as refused:
        admin.projects.create(name="x", region="us-east-1")

    assert [problem.name for problem in refused.value.problems] == ["region"]


def test_a_mock_of_an_older_version_requires_the_region(sdks: dict[str, Sdk]) -> None:
    mock = AdminMock(rate_limit="off", spec_version="1.0.0")
    sdk = sdks[_CURRENT["info"]["version"]].module
    admin = sdk.AdminClient(mock.key, base_url=mock.base_url, transport=MockTransport(mock.engine))

    with pytest.raises(sdk.errors.BadRequestError) as refused:
        admin.projects.create(name="x")

    assert [problem.name for problem in refused.value.problems] == ["region"]
