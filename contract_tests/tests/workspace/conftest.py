from __future__ import annotations

from pathlib import Path

import pytest

from contract_tests.tools.workspace import copy_workspace, run


@pytest.fixture(scope="session")
def released_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the workspace in which the API and every package is released. Tests copy it."""
    copy = copy_workspace(tmp_path_factory.mktemp("released") / "workspace")
    released = run(copy, "-m", "generator", "release", "--date", "2026-12-01")
    assert released.returncode == 0, released.stderr
    return copy
