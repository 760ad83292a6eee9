"""Text of the document always stays text."""

from __future__ import annotations

import ast
import re

import httpx2
import pytest

from generator.render import render
from generator.tests.render_kit import document, golden_document, load, operation

TEXTS = [
    '"""\nimport os\nraise SystemExit("pwned")\n"""',
    'ends with a quote"',
    'ends with quotes """',
    "ends with a backslash \\",
    "\\",
    '\\"""; raise SystemExit #',
    "'''; raise SystemExit",
    "{{ 7 * 7 }} {% raw %} {% endraw %} {# note #} {% include 'client.py.jinja' %}",
    "{x!r} {0} {} %s $x ${x}",
    "\\N{DIGIT ONE} \\x41 \\u0041 \\U00000041 \\777",
    "a null \x00, an escape \x1b[31m, a bell \x07, a form feed \x0c",
    "line one\r\nline two\rline three\u2028line four\x85line five",
    "\u202eeht fo noitceriD",
    "a lone surrogate \ud800",
    "# type: ignore\n# noqa\n# fmt: off",
    "word" * 100,
    "|`</script><b>*_[x](javascript:alert(1))|",
    "é 日本 🎉 \u200b",
    "\t \n ",
]


def poisoned(node, text):
    """Return a document with the text in place of every description, summary and example."""
    if isinstance(node, dict):
        return {
            key: text
            if key in {"description", "summary", "example"} and isinstance(value, str)
            else poisoned(value, text)
            for key, value in node.items()
        }
    return [poisoned(item, text) for item in node] if isinstance(node, list) else node


def skeletons(folder):
    """Return the syntax tree of each file with empty strings."""
    found = {}
    for path in sorted(folder.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                node.value = ""
        found[path.relative_to(folder).as_posix()] = ast.dump(tree)
    return found


@pytest.fixture(scope="module")
def harmless(tmp_path_factory):
    folder = tmp_path_factory.mktemp("harmless")
    assert render(poisoned(golden_document(), "Harmless."), folder) == []
    return skeletons(folder)


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_a_hostile_text_does_not_change_the_code(text, harmless, tmp_path):
    source = poisoned(golden_document(), text)
    source["info"]["title"] = source["info"]["description"] = text
    assert render(source, tmp_path / "read") == []
    found = skeletons(tmp_path / "read")
    module = load(source, tmp_path / "used")
    for name, skeleton in harmless.items():
        assert ast.dump(ast.parse("")) != skeleton or name == "resources/__init__.py"
        assert found[name] == skeleton, name
    assert callable(module.AdminClient)


@pytest.mark.parametrize("version", ['1"; import os #', "1\\", '"""', "1\n2", "{1}"])
def test_a_hostile_version_stays_a_string(version, tmp_path):
    source = golden_document()
    source["info"]["version"] = version
    assert version.replace("\n", "") == load(source, tmp_path).API_VERSION


def test_a_text_is_readable_in_the_docstring(tmp_path):
    source = document(
        {
            "/book": {
                "get": operation("get_book", "get", {"type": "string"}, description='Say """hi""" to {x} \\o/ "you"')
            }
        }
    )
    module = load(source, tmp_path)
    doc = module.AdminClient.books.get.__doc__
    assert 'Say """hi""" to {x} \\o/ "you"' in doc


def test_a_table_of_the_reference_page_keeps_its_columns(tmp_path):
    source = poisoned(golden_document(), "a | b\n\nc `d | e` <b> \\| f")
    assert render(source, tmp_path) == []
    page = (tmp_path / "api.md").read_text(encoding="utf-8")
    row = next(line for line in page.splitlines() if line.startswith("| `page` |"))
    assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", row)) == 5
    assert not [line for line in page.splitlines() if line.startswith("|") and "<b>" in line]


VALUES = ['"', "\\", '"); raise SystemExit; ("', "{x}", "'''", '"""', "é", "{{ 7 * 7 }}", "\\N{DIGIT ONE}"]


def test_hostile_enum_values_and_parameter_names_are_kept_exactly(tmp_path):
    schema = {"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "enum": VALUES}}}
    parameters = [
        {
            "name": f"q{number}{value}",
            "in": "query",
            "required": True,
            "schema": {"type": "string", "enum": [value, "b"]},
        }
        for number, value in enumerate(VALUES)
    ]
    module = load(document({"/book": {"get": operation("get_book", "get", schema, parameters=parameters)}}), tmp_path)
    seen = []

    def handler(request):
        seen.extend(request.url.params.multi_items())
        return httpx2.Response(200, json={"a": VALUES[2]})

    admin = module.AdminClient("k", transport=httpx2.MockTransport(handler))
    annotations = {name: hint for name, hint in type(admin.books).get.__annotations__.items() if name.startswith("q")}
    values = [
        next(value for value in ast.literal_eval(hint.removeprefix("Literal")) if value != "b")
        for hint in annotations.values()
    ]
    assert values == VALUES
    assert admin.books.get(**dict(zip(annotations, values, strict=True))).a == VALUES[2]
    assert seen == [(f"q{number}{value}", value) for number, value in enumerate(VALUES)]


def test_a_tag_that_is_too_long_for_a_file_is_not_rendered(tmp_path):
    content = golden_document()
    for item in content["paths"].values():
        for one in item.values():
            if isinstance(one, dict) and "tags" in one:
                one["tags"] = ["x" * 300]
    found = [str(one) for one in render(content, tmp_path)]
    assert found
    assert all("is too long for the name of a module" in one for one in found), found
