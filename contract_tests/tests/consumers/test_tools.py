"""The fixtures work with the test tools that other projects use: one small project each, with only the built wheels.

The first line of a project in `projects/` has the options of pytest that load its plugins.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from contract_tests.tests.consumers.consumer import ROOT, Consumer

_PROJECTS = Path(__file__).parent / "projects"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory, wheels: dict[str, str]) -> Consumer:
    """Return an environment with the wheels and all tools."""
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    consumer = Consumer(tmp_path_factory.mktemp("environment"))
    consumer.install(*wheels.values(), *groups["consumers"])
    return consumer


@pytest.mark.parametrize("project", sorted(_PROJECTS.glob("*.txt")), ids=lambda path: path.stem)
def test_a_project_with_a_tool_is_green(project: Path, tmp_path: Path, environment: Consumer) -> None:
    text = project.read_text(encoding="utf-8")
    plugins = text.partition("\n")[0].removeprefix("# plugins: ").removesuffix("none").split()
    (tmp_path / ".venv").symlink_to(environment.folder / ".venv")
    (tmp_path / "test_project.py").write_text(text, encoding="utf-8")
    arguments = ["-p", "apivideo_admin_mock.pytest_plugin", "-p", "no:cacheprovider", "--strict-markers", *plugins]

    # Only the plugins of this project: some of them change the others.
    done = Consumer(tmp_path).run(
        "python", "-W", "error", "-m", "pytest", *arguments, PYTEST_DISABLE_PLUGIN_AUTOLOAD="1"
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout
