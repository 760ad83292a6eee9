"""Shared fixtures: the wheels of this workspace."""

from __future__ import annotations

import pytest

from contract_tests.tests.consumers.consumer import ROOT, run_uv


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Build both wheels, and return the requirement of each by the name of its package."""
    folder = tmp_path_factory.mktemp("wheels")
    for package in ("generated_client", "mock_server"):
        run_uv("build", "--wheel", "--out-dir", str(folder), str(ROOT / package))
    names = {path.name.partition("-")[0].replace("_", "-"): path for path in folder.glob("*.whl")}
    # By its path, so that pip does not install another package of that name from an index.
    return {name: f"{name} @ {path.as_uri()}" for name, path in names.items()}
