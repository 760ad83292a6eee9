"""Every test runs in a nox session of .ci/run, and every session has a summary."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

_ROOT = Path(__file__).parents[3]


def _sessions() -> dict[str, ast.FunctionDef]:
    tree = ast.parse((_ROOT / "noxfile.py").read_text(encoding="utf-8"))
    return {
        node.name: node
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and any("nox.session" in ast.unparse(one) for one in node.decorator_list)
    }


def _run_in_ci() -> list[str]:
    """Return the sessions of .ci/run, in their order."""
    commands = re.findall(r"nox -s ([\w ]+)", (_ROOT / ".ci" / "run").read_text(encoding="utf-8"))
    return [name for names in commands for name in names.split()]


def test_ci_runs_the_tests_of_the_readme_first() -> None:
    assert _run_in_ci()[0] == "tests"
    assert set(_run_in_ci()) <= _sessions().keys()


def test_ci_runs_every_folder_that_the_fast_tests_exclude() -> None:
    options = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]
    excluded = {one for one in options["norecursedirs"] if one != ".*"}
    run = {
        node.value
        for name in _run_in_ci()
        for node in ast.walk(_sessions()[name])
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert excluded
    assert excluded <= run
    assert all(list((_ROOT / one).glob("test_*.py")) for one in excluded)


def test_every_session_has_a_one_line_summary() -> None:
    for name, node in _sessions().items():
        summary = str(ast.get_docstring(node)).partition("\n")[0]
        assert re.fullmatch(r"[A-Z].{15,140}\.", summary), f"{name}: {summary}"
