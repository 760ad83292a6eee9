"""Tests against the mock in a container. Run: install testcontainers and pytest, build the image apivideo-admin-mock, then pytest."""

import base64
import json
import urllib.request
from collections.abc import Iterator

import pytest
from testcontainers.core.container import DockerContainer
from testcontainers.core.waiting_utils import wait_for_logs


@pytest.fixture(scope="session")
def mock_url() -> Iterator[str]:
    """Start the mock for all tests, and return its URL."""
    container = DockerContainer("apivideo-admin-mock")
    container.with_env("APIVIDEO_ADMIN_MOCK_ANY_KEY", "1").with_env("APIVIDEO_ADMIN_MOCK_RATE_LIMIT", "off")
    with container.with_exposed_ports(8080):
        wait_for_logs(container, "Mock of the Admin API")
        yield f"http://{container.get_container_host_ip()}:{container.get_exposed_port(8080)}"


@pytest.fixture
def authorization(request: pytest.FixtureRequest) -> str:
    """Return a key of this test, whose data is isolated."""
    return "Basic " + base64.b64encode(f"{request.node.name}:".encode()).decode()


def test_a_new_key_has_no_projects(mock_url: str, authorization: str) -> None:
    request = urllib.request.Request(f"{mock_url}/projects/count", headers={"Authorization": authorization})
    with urllib.request.urlopen(request) as response:
        assert json.load(response) == {"count": 0}
