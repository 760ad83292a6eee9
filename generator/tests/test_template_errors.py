"""An error in a template is reported like one in the document: in one line, with the file and the line."""

from __future__ import annotations

import shutil

import pytest

from generator.render import project, render, templates
from generator.tests.render_kit import golden_document

RESOURCE = "sdk/resource.py.jinja"
FIRST_LINE = "import builtins\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return a copy of the templates that tests can edit."""
    copy = shutil.copytree(templates.TEMPLATES, tmp_path / "templates")
    for module in (project, templates):
        monkeypatch.setattr(module, "TEMPLATES", copy)
    return copy


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{% if %}", "Expected an expression, got 'end of statement block'"),
        ("{{ nobody }}", "UndefinedError: 'nobody' is undefined"),
        ("{{ sdk.nothing.more }}", "UndefinedError: 'generator.render.view.Sdk object' has no attribute 'nothing'"),
        ("{{ 1 / 0 }}", "ZeroDivisionError: division by zero"),
        ("{{ 1 | nofilter }}", "No filter named 'nofilter'"),
        ("import import", "it results in invalid Python (invalid syntax): `import import`"),
        ("NAME = nobody", "it results in code that ruff rejects (F821 Undefined name `nobody`): `NAME = nobody`"),
    ],
)
def test_an_error_in_a_template_is_reported_with_file_and_line(folder, tmp_path, line, says):
    text = (folder / RESOURCE).read_text(encoding="utf-8")
    number = text[: text.index(FIRST_LINE)].count("\n") + 1
    (folder / RESOURCE).write_text(text.replace(FIRST_LINE, f"{line}\n{FIRST_LINE}"), encoding="utf-8")

    [diagnostic] = render(golden_document(), tmp_path / "out")

    assert str(diagnostic) == f"generator/templates/{RESOURCE}#: line {number}: {says}. Fix it there."


def test_a_missing_template_is_reported(folder, tmp_path):
    (folder / RESOURCE).unlink()

    [diagnostic] = render(golden_document(), tmp_path / "out")

    assert str(diagnostic) == f"generator/templates/{RESOURCE}#: the template does not exist. Restore it."


def test_an_error_in_an_included_template_is_reported_there(folder, tmp_path):
    (folder / "sdk/header.jinja").write_text("#\n{{ nobody }}\n", encoding="utf-8")

    [diagnostic] = render(golden_document(), tmp_path / "out")

    assert str(diagnostic).startswith("generator/templates/sdk/header.jinja#: line 2: UndefinedError: 'nobody'")
