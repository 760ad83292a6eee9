"""The pytest fixtures. Nothing is imported before a test asks for one: the plugin is loaded in every run."""

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
    "settings of the mock for this test; a collection takes a number of resources or a list of them, as in projects=3"
)


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker."""
    config.addinivalue_line("markers", _HELP)


@pytest.fixture
def admin_mock(request: pytest.FixtureRequest) -> AdminMock:
    """Give a mock of the Admin API of this test alone: in process, without a socket."""
    from apivideo_admin_mock.testing import AdminMock

    return AdminMock(**_marked(request))


@pytest.fixture
def make_admin_mock() -> Callable[..., AdminMock]:
    """Make further mocks in a test: ``make_admin_mock(projects=3, rate_limit=None)``, with the marker's keywords."""
    from apivideo_admin_mock.testing import AdminMock

    return AdminMock


@pytest.fixture
def admin_mock_server(request: pytest.FixtureRequest) -> Iterator[MockServer]:
    """Give a mock of this test alone that serves on a real port: ``admin_mock_server.url``, for code in any language."""
    from apivideo_admin_mock.testing import MockServer

    with MockServer(**_marked(request)) as server:
        yield server


@pytest.fixture
def admin_client(admin_mock: AdminMock) -> Iterator[AdminClient]:
    """Give the SDK's client, bound to `admin_mock`."""
    from apivideo_admin_mock.testing import connect

    with connect(admin_mock) as client:
        yield client


@pytest.fixture
def async_admin_client(admin_mock: AdminMock) -> AsyncAdminClient:
    """Give the SDK's asynchronous client, bound to `admin_mock`. There is nothing to close: it has no connection."""
    from apivideo_admin_mock.testing import connect_async

    return connect_async(admin_mock)


def _marked(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Merge the markers of a test; the nearest one wins."""
    settings: dict[str, Any] = {}
    for marker in reversed(list(request.node.iter_markers("admin_mock"))):
        if marker.args:
            pytest.fail(f"{request.node.nodeid}: @pytest.mark.admin_mock takes keywords only; use it as {_HELP}")
        settings |= marker.kwargs
    return settings
