"""Schemathesis holds the mock's control plane against its own document."""

from __future__ import annotations

from typing import Any

from hypothesis import settings
from schemathesis import Case, Config
from schemathesis.openapi import from_dict
from schemathesis.specs.openapi.checks import positive_data_acceptance

from apivideo_admin_mock.control.routes import document
from apivideo_admin_mock.testing import AdminMock

MOCK = AdminMock(rate_limit="off", any_key=True)


def _schema() -> Any:
    """Give the document as Schemathesis has it."""
    config = Config.from_dict(
        {
            "auth": {"basic": {"username": MOCK.key, "password": ""}},
            "generation": {"max-examples": settings().max_examples, "with-security-parameters": False},
            # Without a fault, `wait` would only let the run sleep; that it waits is tested in the mock.
            "parameters": {"query.wait": 0},
        }
    )
    schema = from_dict(document(MOCK.engine), config=config)
    schema.app = MOCK.app.wsgi_app
    return schema


control = _schema()


@control.parametrize()  # type: ignore[untyped-decorator] # Schemathesis leaves it untyped
def test_the_control_plane_answers_as_documented(case: Case[Any]) -> None:
    MOCK.reset()
    # What is in a scenario or a report is judged by the API's document, and where the clock may go by where it stands:
    # a schema can't say either.
    judged_elsewhere = case.path in {"/state", "/scenario", "/usage", "/clock"}
    case.call_and_validate(excluded_checks=[positive_data_acceptance] if judged_elsewhere else None)
