"""Who may import whom, how long a module may be, and that no Python names a resource (ARCHITECTURE.md, CONTRIBUTING.md)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from contract_tests.tests.support.import_rules import forbidden_imports, forbidden_words, foreign_imports, modules
from contract_tests.tests.support.subject import DOCUMENT

_ROOT = Path(__file__).parents[3]
_GENERATOR, _MOCK = _ROOT / "generator", _ROOT / "mock_server" / "apivideo_admin_mock"
_SDK = _ROOT / "generated_client" / "apivideo_admin"
_RUNTIME = _SDK / "_runtime"
_CONTRACT = _ROOT / "contract_tests"

#: The modules of the mock that may know a framework; all others are the core.
_RIMS = {
    "__main__",
    "access_log",
    "app",
    "cli",
    "control",
    "delivery",
    "pytest_plugin",
    "server",
    "supervisor",
    "testing",
    "threaded",
    "transport",
    "wsgi",
}
_FRAMEWORKS = ("flask", "werkzeug", "granian", "pytest", "_pytest", "httpx2", "socket")
_MOST_LINES = 250


def _core() -> list[Path]:
    return [path for path in modules(_MOCK) if path.relative_to(_MOCK).with_suffix("").parts[0] not in _RIMS]


def _package(path: Path, root: Path) -> str:
    """Give the dotted package that a file is in; ``root`` is the folder of its top-level package."""
    return ".".join(path.parent.relative_to(root.parent).parts)


def _id(path: Path) -> str:
    return path.relative_to(_ROOT).as_posix()


def _resource_words() -> list[str]:
    """Give what the document calls its resources: in its paths, its tags, its operations and its path parameters."""
    segments = {part for path in DOCUMENT.node["paths"] for part in path.split("/") if part and "{" not in part}
    tags = {tag["name"] for tag in DOCUMENT.node["tags"]}
    parameters = {name for operation in DOCUMENT.operations for name in operation.path_parameters}
    # These two are words for what an operation does, as in `x-action: count`; no resource goes by them alone.
    return sorted(
        (segments | tags | parameters | {operation.id for operation in DOCUMENT.operations}) - {"count", "usage"}
    )


@pytest.mark.parametrize("path", modules(_GENERATOR), ids=_id)
def test_the_generator_knows_neither_the_sdk_nor_the_mock(path: Path) -> None:
    forbidden = ("apivideo_admin", "apivideo_admin_mock", "contract_tests")
    assert forbidden_imports(path.read_text(encoding="utf-8"), forbidden, _package(path, _GENERATOR)) == []


@pytest.mark.parametrize("path", modules(_SDK), ids=_id)
def test_the_sdk_imports_itself_httpx2_msgspec_and_the_standard_library(path: Path) -> None:
    allowed = sys.stdlib_module_names | {"apivideo_admin", "httpx2", "msgspec"}
    assert foreign_imports(path.read_text(encoding="utf-8"), allowed, _package(path, _SDK)) == []


@pytest.mark.parametrize("path", _core(), ids=_id)
def test_the_core_of_the_mock_knows_no_framework_and_no_rim(path: Path) -> None:
    forbidden = (*_FRAMEWORKS, *(f"apivideo_admin_mock.{rim}" for rim in _RIMS))
    # The package itself loads its rims at first use, by name.
    lazily = path.name == "__init__.py" and path.parent == _MOCK
    source = path.read_text(encoding="utf-8")
    assert forbidden_imports(source, _FRAMEWORKS if lazily else forbidden, _package(path, _MOCK)) == []


@pytest.mark.parametrize("path", modules(_MOCK), ids=_id)
def test_the_mock_knows_the_sdk_in_its_fixtures_only(path: Path) -> None:
    forbidden = (
        "generator",
        "contract_tests",
        *(() if path.stem in {"testing", "pytest_plugin"} else ("apivideo_admin",)),
    )
    assert forbidden_imports(path.read_text(encoding="utf-8"), forbidden, _package(path, _MOCK)) == []


@pytest.mark.parametrize("path", [*modules(_GENERATOR), *modules(_SDK), *modules(_MOCK)], ids=_id)
def test_nobody_imports_the_contract_tests(path: Path) -> None:
    assert forbidden_imports(path.read_text(encoding="utf-8"), ("contract_tests",)) == []


@pytest.mark.parametrize(
    "path", [*modules(_GENERATOR), *modules(_RUNTIME), *modules(_MOCK), *modules(_CONTRACT)], ids=_id
)
def test_a_module_that_we_write_fits_in_250_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= _MOST_LINES


@pytest.mark.parametrize("path", [*modules(_GENERATOR), *modules(_RUNTIME), *modules(_MOCK)], ids=_id)
def test_no_python_names_a_resource(path: Path) -> None:
    assert forbidden_words(path.read_text(encoding="utf-8"), _resource_words()) == []


def test_the_words_of_the_resources_are_those_of_the_document() -> None:
    assert {"projects", "api_keys", "api-keys", "delivery-usage", "get_hosting_usage", "project_id"} <= set(
        _resource_words()
    )


@pytest.mark.parametrize(
    "planted",
    [
        "import flask",
        "import flask.json as j",
        "from flask import Flask",
        "from flask.json import dumps",
        "def f():\n    import flask",
        "if TYPE_CHECKING:\n    from flask import Flask",
        "try:\n    import flask\nexcept ImportError:\n    pass",
        "import importlib\nimportlib.import_module('flask')",
        "__import__('flask')",
    ],
)
def test_a_planted_import_is_caught(planted: str) -> None:
    assert len(forbidden_imports(planted, ("flask",))) > 0
    assert len(foreign_imports(planted, {"importlib"})) > 0


@pytest.mark.parametrize("innocent", ["import flaskish", "'import flask'", "# import flask", "from . import flask"])
def test_what_only_looks_like_an_import_is_not_caught(innocent: str) -> None:
    assert forbidden_imports(innocent, ("flask",), "package") == []


@pytest.mark.parametrize(
    ("planted", "package"),
    [
        ("from . import app", "apivideo_admin_mock"),
        ("from .app import create_app", "apivideo_admin_mock"),
        ("from .. import app", "apivideo_admin_mock.spec"),
        ("from apivideo_admin_mock import app", "apivideo_admin_mock"),
    ],
)
def test_a_planted_import_of_a_neighbour_is_caught(planted: str, package: str) -> None:
    assert len(forbidden_imports(planted, ("apivideo_admin_mock.app",), package)) > 0


@pytest.mark.parametrize(
    "planted",
    [
        "projects = 1",
        "f(projects=1)",
        "def list_projects(): ...",
        "x.projects",
        "x = '/projects/{id}'",
        "x = {'projects': 1}",
        "f'{x}/projects'",
        "def f(projects): ...",
        "from x import projects",
        "class A:\n    '''Doc.'''\n    projects: int",
    ],
)
def test_a_planted_word_is_caught(planted: str) -> None:
    assert len(forbidden_words(planted, ["projects"])) > 0


@pytest.mark.parametrize(
    "innocent", ["# projects", '"""The projects."""', 'def f():\n    """Projects."""', "projectsish = 1"]
)
def test_a_word_in_a_comment_or_a_docstring_is_not_caught(innocent: str) -> None:
    assert forbidden_words(innocent, ["projects"]) == []
