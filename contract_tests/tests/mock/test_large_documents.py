"""The cost of large documents, in schemas that the mock compiles: what a request needs does not depend on the other operations."""

from __future__ import annotations

import copy
from typing import Any

import jsonschema_rs
import pytest

from apivideo_admin_mock.http.messages import Request
from apivideo_admin_mock.testing import AdminMock
from contract_tests.tools.bench.large import large_document

OPERATIONS = 130
LARGE = large_document(OPERATIONS)

Document = dict[str, Any]


class Counts:
    """The schemas that were compiled, and the number of registries that were created."""

    def __init__(self) -> None:
        self.schemas: list[dict[str, Any]] = []
        self.registries = 0


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Counts:
    found = Counts()
    validator, registry = jsonschema_rs.Draft202012Validator, jsonschema_rs.Registry

    def compile_schema(schema: dict[str, Any], **options: Any) -> jsonschema_rs.Validator:
        found.schemas.append(schema)
        return validator(schema, **options)

    def create_registry(*arguments: Any, **options: Any) -> jsonschema_rs.Registry:
        found.registries += 1
        return registry(*arguments, **options)

    monkeypatch.setattr(jsonschema_rs, "Draft202012Validator", compile_schema)
    monkeypatch.setattr(jsonschema_rs, "Registry", create_registry)
    return found


@pytest.fixture
def document(request: pytest.FixtureRequest) -> Document:
    """A large document that no other test loads: mocks of the same document share what was compiled."""
    return {**LARGE, "info": {**LARGE["info"], "title": request.node.name}}


def send(mock: AdminMock, method: str, path: str, body: bytes = b"") -> int:
    return mock.engine.handle(Request(method, path, "", mock.authorization, "application/json", body)).status


def roots(mock: AdminMock) -> list[str]:
    return [one.path for one in mock.engine.api.collections if not one.parents]


def test_a_document_of_copies_has_the_operations_of_each(document: Document) -> None:
    mock = AdminMock(document=document)

    assert len(mock.engine.api.operations) == OPERATIONS
    assert len(roots(mock)) == 10


def test_loading_checks_all_schemas_in_one_compilation(document: Document, counts: Counts) -> None:
    AdminMock(document=document)

    assert len(counts.schemas) == 1


def test_the_components_are_loaded_once_and_copied_into_no_schema(document: Document, counts: Counts) -> None:
    mock = AdminMock(document=document, rate_limit="off")
    for path in roots(mock):
        send(mock, "GET", path)

    assert counts.registries == 1
    assert [one for one in counts.schemas if "components" in one] == []


def test_the_first_request_of_an_operation_compiles_its_own_schemas_only(document: Document, counts: Counts) -> None:
    mock = AdminMock(document=document, rate_limit="off")
    last = roots(mock)[-1]
    counts.schemas.clear()

    assert send(mock, "GET", last) == 200
    assert len(counts.schemas) == 1  # the query

    assert send(mock, "POST", last, b"[]") == 400
    assert len(counts.schemas) == 3  # the query and the payload


def test_later_requests_and_mocks_compile_nothing(document: Document, counts: Counts) -> None:
    mock = AdminMock(document=document, rate_limit="off")
    assert send(mock, "GET", roots(mock)[-1]) == 200
    counts.schemas.clear()

    for one in (mock, AdminMock(document=copy.deepcopy(document))):
        assert send(one, "GET", roots(one)[-1]) == 200

    assert counts.schemas == []


def test_a_scenario_compiles_the_schema_of_each_collection_once(counts: Counts) -> None:
    document = large_document(13 * 70)
    mock = AdminMock(document=document, rate_limit="off")
    names = [one.name for one in mock.engine.api.collections if not one.parents]
    counts.schemas.clear()

    for _ in range(2):
        mock.seed({name: {"count": 1} for name in names})

    assert len(names) == 70
    assert len(counts.schemas) == 70
