"""Schemathesis checks the mock's control plane against its own document."""

from __future__ import annotations

from importlib.resources import files
from typing import Any, Final

import pytest
import yaml
from hypothesis import given, settings
from schemathesis import Case, Config
from schemathesis.openapi import from_dict
from schemathesis.specs.openapi.checks import positive_data_acceptance

from apivideo_admin_mock.control.routes import document
from apivideo_admin_mock.testing import AdminMock

_PATHS: Final = yaml.safe_load((files("apivideo_admin_mock.control") / "openapi.yaml").read_text(encoding="utf-8"))[
    "paths"
]
_METHODS: Final = ("get", "put", "post", "patch", "delete")


@pytest.fixture(scope="module")
def mock() -> AdminMock:
    return AdminMock(rate_limit="off", any_key=True)


@pytest.fixture(scope="module")
def schema(mock: AdminMock) -> Any:
    config = Config.from_dict(
        {
            "auth": {"basic": {"username": mock.key, "password": ""}},
            "generation": {"max-examples": settings().max_examples, "with-security-parameters": False},
            # Without matching requests `wait` only sleeps; the mock's own tests cover it.
            "parameters": {"query.wait": 0},
        }
    )
    schema = from_dict(document(mock.engine), config=config)
    schema.app = mock.app.wsgi_app
    return schema


@pytest.mark.parametrize(
    ("path", "method"), [(path, method) for path, item in _PATHS.items() for method in _METHODS if method in item]
)
def test_the_control_plane_responds_as_documented(mock: AdminMock, schema: Any, path: str, method: str) -> None:
    @given(case=schema[path][method].as_strategy())
    def responds_as_documented(case: Case[Any]) -> None:
        mock.reset()
        # A schema can't say whether a scenario, a report or a moment is valid: the API's document and the mock's own tests do.
        is_judged_elsewhere = case.path in {"/state", "/scenario", "/usage", "/clock"}
        case.call_and_validate(excluded_checks=[positive_data_acceptance] if is_judged_elsewhere else None)

    responds_as_documented()
