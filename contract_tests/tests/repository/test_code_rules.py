"""Check the rules for hand-written code: short modules, and no Python that names a resource (CONTRIBUTING.md)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from contract_tests.tests.support.code_words import forbidden_words
from contract_tests.tests.support.subject import DOCUMENT

_ROOT = Path(__file__).parents[3]
_GENERATOR, _MOCK = _ROOT / "generator", _ROOT / "mock_server" / "apivideo_admin_mock"
_RUNTIME = _ROOT / "generated_client" / "apivideo_admin" / "_runtime"
_MAX_LINES = 250


def _modules(*folders: Path) -> list[Path]:
    """Return the modules of packages, without the tests next to their code."""
    return [
        path
        for folder in folders
        for path in sorted(folder.rglob("*.py"))
        if not {"tests", "__pycache__"} & set(path.relative_to(folder).parts)
    ]


def _resource_words() -> list[str]:
    """Return the names of resources in the document: in its paths, tags, operations and path parameters."""
    segments = {part for path in DOCUMENT.node["paths"] for part in path.split("/") if part and "{" not in part}
    tags = {tag["name"] for tag in DOCUMENT.node["tags"]}
    parameters = {name for operation in DOCUMENT.operations for name in operation.path_parameters}
    # These two words also name actions, as in `x-action: count`; no resource has one of them as its only name.
    return sorted(
        (segments | tags | parameters | {operation.id for operation in DOCUMENT.operations}) - {"count", "usage"}
    )


def test_a_module_has_at_most_250_lines() -> None:
    suite = [path for path in sorted((_ROOT / "contract_tests").rglob("*.py")) if "__pycache__" not in path.parts]
    lines = {
        path: path.read_text(encoding="utf-8").count("\n") for path in _modules(_GENERATOR, _RUNTIME, _MOCK) + suite
    }
    assert len(lines) > 400
    assert {path: count for path, count in lines.items() if count > _MAX_LINES} == {}


def test_no_python_names_a_resource() -> None:
    words = _resource_words()
    named = {
        path: forbidden_words(path.read_text(encoding="utf-8"), words) for path in _modules(_GENERATOR, _RUNTIME, _MOCK)
    }
    assert len(named) > 200
    assert {path: found for path, found in named.items() if found} == {}


@pytest.mark.parametrize(
    "folder", [_MOCK / "control" / "inspector", _GENERATOR / "templates" / "site"], ids=["mock", "site"]
)
def test_no_page_names_a_resource(folder: Path) -> None:
    words = set(_resource_words())
    pages = [path for path in folder.rglob("*") if path.suffix in {".js", ".html", ".jinja", ".css"}]
    named = {path: words & set(re.findall(r"[\w-]+|[A-Za-z0-9_]+", path.read_text(encoding="utf-8"))) for path in pages}
    assert len(named) > 10
    assert {path: found for path, found in named.items() if found} == {}


def test_the_words_of_the_resources_come_from_the_document() -> None:
    assert {"projects", "api_keys", "api-keys", "delivery-usage", "get_hosting_usage", "project_id"} <= set(
        _resource_words()
    )


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
def test_a_planted_word_is_found(planted: str) -> None:
    assert len(forbidden_words(planted, ["projects"])) > 0


@pytest.mark.parametrize(
    "allowed", ["# projects", '"""The projects."""', 'def f():\n    """Projects."""', "projectsish = 1"]
)
def test_a_word_in_a_comment_or_a_docstring_is_not_found(allowed: str) -> None:
    assert forbidden_words(allowed, ["projects"]) == []
