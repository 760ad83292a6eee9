"""The pytest fixtures. They import the mock when a test requests one: pytest loads this plugin in every run."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

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


# The tests and fixtures that run, outermost first.
_NODES: Final = pytest.StashKey[list[pytest.Item | pytest.Collector]]()


@contextmanager
def _running(config: pytest.Config, node: pytest.Item | pytest.Collector) -> Iterator[None]:
    nodes = config.stash.setdefault(_NODES, [])
    nodes.append(node)
    try:
        yield
    finally:
        nodes.pop()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """Note which test runs."""
    with _running(item.config, item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(request: pytest.FixtureRequest) -> Generator[None, Any, Any]:
    """Note which module, class or test a fixture is created for: its markers apply."""
    with _running(request.config, request.node):
        return (yield)


@pytest.fixture
def admin_mock(request: pytest.FixtureRequest) -> AdminMock:
    """Return a mock of the Admin API for one test: in process, without a socket."""
    from apivideo_admin_mock.testing import MockServer

    return MockServer(**_marked(request.node))


@pytest.fixture(scope="session")
def make_admin_mock(pytestconfig: pytest.Config) -> Callable[..., AdminMock]:
    """Create more mocks, in a test or in a fixture of any scope: ``make_admin_mock(projects=3, rate_limit="off")``.

    The arguments are those of the marker, and take precedence over it. In a fixture, the markers of its scope apply: in one of a module,
    those of ``pytestmark``.
    """
    from apivideo_admin_mock.testing import AdminMock

    def make(**settings: Any) -> AdminMock:
        nodes = pytestconfig.stash.get(_NODES, [])
        return AdminMock(**(_marked(nodes[-1]) if nodes else {}) | settings)

    return make


@pytest.fixture
def admin_mock_server(admin_mock: AdminMock) -> Iterator[MockServer]:
    """Serve `admin_mock` on a real port, for code in any language: ``admin_mock_server.url``."""
    from apivideo_admin_mock.testing import MockServer

    with MockServer.of(admin_mock) as server:
        yield server


@pytest.fixture
def admin_client(admin_mock: AdminMock) -> Iterator[AdminClient]:
    """Return the SDK's client, connected to `admin_mock`."""
    from apivideo_admin_mock.sdk import connect

    with connect(admin_mock) as client:
        yield client


@pytest.fixture
def async_admin_client(admin_mock: AdminMock) -> AsyncAdminClient:
    """Return the SDK's asynchronous client, connected to `admin_mock`. It has no connection to close."""
    from apivideo_admin_mock.sdk import connect_async

    return connect_async(admin_mock)


def _marked(node: pytest.Item | pytest.Collector) -> dict[str, Any]:
    """Return the merged arguments of the markers of a test, class or module. The closest marker takes precedence."""
    settings: dict[str, Any] = {}
    for marker in reversed(list(node.iter_markers("admin_mock"))):
        if marker.args:
            pytest.fail(f"{node.nodeid}: @pytest.mark.admin_mock accepts keyword arguments only; use it as {_HELP}")
        settings |= marker.kwargs
    return settings
