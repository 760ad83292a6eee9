"""The import rules of pyproject.toml catch an import that breaks them, and a package imports only what it declares."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path

import grimp
import pytest

_ROOT = Path(__file__).parents[3]
_FOLDERS = {
    "apivideo_admin": "generated_client",
    "apivideo_admin_mock": "mock_server",
    "apivideo_admin_contract": "contract_tests",
    "generator": ".",
    "contract_tests": ".",
}
#: Distributions that a package may import besides its dependencies.
_ALSO: dict[str, set[str]] = {
    # Optional: imported only when pydantic, which has it, asks a model for its schema.
    "apivideo_admin": {"pydantic-core"},
    # Optional: imported only if the user has them (the SDK, its HTTP client, which depends on AnyIO, and pytest).
    "apivideo_admin_mock": {"anyio", "apivideo-admin", "httpx2", "pytest"},
    "apivideo_admin_contract": set(),
}

#: A rule's id, a module, and an import that breaks this rule when the module has it.
_PLANTED = [
    ("generator", "generator/document/naming.py", "import apivideo_admin_mock.http"),
    ("generator-layers", "generator/versions.py", "from generator.release import rules"),
    ("sdk", "generated_client/apivideo_admin/_runtime/links.py", "import apivideo_admin_mock.http"),
    ("sdk-layers", "generated_client/apivideo_admin/_runtime/log.py", "from apivideo_admin import models"),
    ("sdk-extras", "generated_client/apivideo_admin/_runtime/hooks.py", "import rich"),
    ("sdk-cli", "generated_client/apivideo_admin/_runtime/problem.py", "from apivideo_admin._runtime.cli import table"),
    ("mock", "mock_server/apivideo_admin_mock/tenants/ids.py", "import generator.document.naming"),
    ("mock-sdk", "mock_server/apivideo_admin_mock/core/query.py", "import apivideo_admin"),
    (
        "mock-layers",
        "mock_server/apivideo_admin_mock/backends/interface.py",
        "from apivideo_admin_mock.tenants import ids",
    ),
    ("mock-core", "mock_server/apivideo_admin_mock/core/engine.py", "import flask"),
    (
        "mock-backends",
        "mock_server/apivideo_admin_mock/tenants/writes.py",
        "from apivideo_admin_mock.backends import memory",
    ),
    ("mock-memory", "mock_server/apivideo_admin_mock/backends/memory/store.py", "import sqlalchemy"),
    ("suite", "contract_tests/apivideo_admin_contract/checks/pages.py", "import pytest"),
    (
        "suite-layers",
        "contract_tests/apivideo_admin_contract/values/samples.py",
        "from apivideo_admin_contract.rules import rule",
    ),
    ("suite-safety", "contract_tests/apivideo_admin_contract/safety/ownership.py", "from . import write_log"),
    ("contract-tests", "mock_server/apivideo_admin_mock/tenants/clock.py", "import contract_tests.tests"),
    ("cycles", "mock_server/apivideo_admin_mock/faults.py", "from apivideo_admin_mock.core import engine"),
]
_TYPING_ONLY = "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    {0}\n"
_IN_A_FUNCTION = "\n\ndef _planted() -> None:\n    {0}\n"


def _name_of(rule: str) -> str:
    contracts = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (name,) = [str(one["name"]) for one in contracts if one["id"] == rule]
    return name


def _lint(root: Path) -> str:
    """Return the output of lint-imports for the packages in a folder."""
    paths = os.pathsep.join(str(root / folder) for folder in dict.fromkeys(_FOLDERS.values()))
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-logo", "--no-cache"]
    done = subprocess.run(
        command,
        cwd=root,
        env=os.environ | {"PYTHONPATH": paths, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {0, 1}, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Plant every import in a copy of the sources, and return the output of lint-imports."""
    root = tmp_path_factory.mktemp("sources")
    shutil.copy(_ROOT / "pyproject.toml", root)
    for package, folder in _FOLDERS.items():
        shutil.copytree(
            _ROOT / folder / package,
            root / folder / package,
            ignore=lambda where, names: [
                one for one in names if not (Path(where, one).is_dir() or one.endswith(".py"))
            ],
            dirs_exist_ok=True,
        )
    for number, (_, module, line) in enumerate(_PLANTED):
        form = (_TYPING_ONLY, _IN_A_FUNCTION)[number % 2]
        with (root / module).open("a", encoding="utf-8") as file:
            file.write(form.format(line))
    return _lint(root)


@pytest.mark.parametrize(("rule", "module", "line"), _PLANTED, ids=[rule for rule, _, _ in _PLANTED])
def test_an_import_that_breaks_a_rule_is_reported(broken: str, rule: str, module: str, line: str) -> None:
    name = _name_of(rule)
    assert re.search(rf"^{re.escape(name)} BROKEN", broken, re.MULTILINE), broken
    details = re.split(rf"^{re.escape(name)}\n-+\n", broken, flags=re.MULTILINE)[1]
    assert f".{Path(module).stem} -> " in re.split(r"^-{5,}$", details, flags=re.MULTILINE)[0]


def test_every_rule_has_an_import_that_breaks_it() -> None:
    contracts = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    assert {one["id"] for one in contracts} == {rule for rule, _, _ in _PLANTED}


@pytest.mark.parametrize("package", sorted(_ALSO))
def test_a_package_imports_only_what_it_declares(package: str) -> None:
    project = tomllib.loads((_ROOT / _FOLDERS[package] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [one for group in project.get("optional-dependencies", {}).values() for one in group]
    requirements = [re.split(r"[^\w.-]", one)[0] for one in (*project["dependencies"], *extras)]
    graph = grimp.build_graph(package, include_external_packages=True, cache_dir=None)
    inside = {package} | graph.find_descendants(package)
    imported = {one.partition(".")[0] for module in inside for one in graph.find_modules_directly_imported_by(module)}
    outside = imported - {package, "_typeshed"} - sys.stdlib_module_names  # _typeshed exists for type checkers only
    assert outside
    declared, distributions = _normalized([*requirements, *_ALSO[package]]), packages_distributions()
    # An editable package is not in the mapping: its distribution has the name of its module.
    assert {name for name in outside if not declared & _normalized(distributions.get(name, [name]))} == set()


def _normalized(names: Iterable[str]) -> set[str]:
    return {name.lower().replace("_", "-") for name in names}
