"""The pytest fixtures. They import the mock when a test requests one: pytest loads this plugin in every run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from apivideo_admin import AdminClient, AsyncAdminClient
    from apivideo_admin_mock.testing import AdminMock, MockServer

_HELP = (
    "admin_mock(rate_limit=..., seed=..., keys=..., any_key=..., suspended_keys=..., scenario=..., spec_version=..., "
    "<collection>=...): "
    "configure the mock of this test; a collection is a number of resources or a list of them, for example projects=3"
)


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line("markers", _HELP)


@pytest.fixture
def admin_mock(request: pytest.FixtureRequest) -> AdminMock:
    """Return a mock of the Admin API for one test: in process, without a socket."""
    from apivideo_admin_mock.testing import AdminMock

    return AdminMock(**_marked(request))


@pytest.fixture
def make_admin_mock() -> Callable[..., AdminMock]:
    """Create more mocks in a test: ``make_admin_mock(projects=3, rate_limit=None)``, with the marker's arguments."""
    from apivideo_admin_mock.testing import AdminMock

    return AdminMock


@pytest.fixture
def admin_mock_server(request: pytest.FixtureRequest) -> Iterator[MockServer]:
    """Serve a mock for one test on a real port, for code in any language: ``admin_mock_server.url``."""
    from apivideo_admin_mock.testing import MockServer

    with MockServer(**_marked(request)) as server:
        yield server


@pytest.fixture
def admin_client(admin_mock: AdminMock) -> Iterator[AdminClient]:
    """Return the SDK's client, connected to `admin_mock`."""
    from apivideo_admin_mock.testing import connect

    with connect(admin_mock) as client:
        yield client


@pytest.fixture
def async_admin_client(admin_mock: AdminMock) -> AsyncAdminClient:
    """Return the SDK's asynchronous client, connected to `admin_mock`. It has no connection to close."""
    from apivideo_admin_mock.testing import connect_async

    return connect_async(admin_mock)


def _marked(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Return the merged arguments of a test's markers. The closest marker takes precedence."""
    settings: dict[str, Any] = {}
    for marker in reversed(list(request.node.iter_markers("admin_mock"))):
        if marker.args:
            pytest.fail(
                f"{request.node.nodeid}: @pytest.mark.admin_mock accepts keyword arguments only; use it as {_HELP}"
            )
        settings |= marker.kwargs
    return settings
