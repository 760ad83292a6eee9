"""A mock for each test, and the command line on it."""

from __future__ import annotations

import pytest
from cli_harness import KEY, CommandLine

from apivideo_admin_mock.adapters.transport import MockTransport
from apivideo_admin_mock.testing import AdminMock


@pytest.fixture
def mock() -> AdminMock:
    return AdminMock(rate_limit="off", keys=[KEY], seed=1)


@pytest.fixture
def cli(mock: AdminMock) -> CommandLine:
    return CommandLine(MockTransport(mock.engine))


@pytest.fixture
def project(mock: AdminMock, cli: CommandLine) -> str:
    """Return the id of a new project."""
    created = cli("projects", "create", "--name", "My project", "--format", "csv", "--columns", "project_id")
    return created.out.split()[1]
