"""The mock's control plane responds as its own document says (Schemathesis)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from schemathesis import Config
from schemathesis.engine import Status, events, from_schema
from schemathesis.openapi import from_dict

from apivideo_admin_mock.control.routes import ROUTES, document
from apivideo_admin_mock.http.messages import CONTROL_PREFIX
from apivideo_admin_mock.testing import AdminMock
from contract_tests.tests.support.servers import listening

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

#: The mock validates scenarios and reports by the API's document, and clock moves by the current time. The schemas of the
#: control plane can express neither.
_VALIDATED_OTHERWISE = {"/state", "/scenario", "/usage", "/clock"}


def _failures(url: str, mock: AdminMock, method: str, path: str) -> list[str]:
    """Run Schemathesis on one operation of the control plane, and return what its checks report."""
    config = Config.from_dict(
        {
            "base-url": f"{url}{CONTROL_PREFIX.rstrip('/')}",
            "auth": {"basic": {"username": mock.key, "password": ""}},
            "generation": {
                "max-examples": settings().max_examples,
                "with-security-parameters": False,
                "database": "none",
            },
            # With `wait` the mock would only delay the run. The mock's own tests cover it.
            "parameters": {"query.wait": 0},
            "phases": {"stateful": {"enabled": False}},
            "checks": {"positive_data_acceptance": {"enabled": path not in _VALIDATED_OTHERWISE}},
            "workers": 1,
        }
    )
    schema = from_dict(document(mock.engine), config=config).include(method=method, path=path)
    found, scenarios = [], 0
    for event in from_schema(schema).execute():
        assert not isinstance(event, events.FatalError | events.NonFatalError), event
        if isinstance(event, events.ScenarioFinished):
            scenarios += 1
            found += [
                f"{check.name}: {check.failure_info and check.failure_info.failure}"
                for checks in event.recorder.checks.values()
                for check in checks
                if check.status == Status.FAILURE
            ]
    assert scenarios, "Schemathesis ran nothing"
    return found


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/health"), ("GET", "/openapi.json"), *((method, path) for method, path, _ in ROUTES)],
)
def test_the_control_plane_responds_as_documented(method: str, path: str) -> None:
    mock = AdminMock(rate_limit="off")  # a generated Bearer token is a key, which only `any_key` accepts

    def reset_first(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        mock.reset()
        return mock.wsgi(environ, start_response)

    with listening(reset_first) as url:
        assert _failures(url, mock, method, path) == []
