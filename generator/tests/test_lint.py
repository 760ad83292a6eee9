from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import pytest
import yaml

from generator.document import Document, SourceMap
from generator.document.pointer import from_pointer
from generator.lint import RULES, lint

CASES = [
    pytest.param(case, id=f"{file.stem}.{case['rule']}.{number}")
    for file in sorted((Path(__file__).parent / "lints").glob("*.yaml"))
    for number, case in enumerate(yaml.safe_load(file.read_text(encoding="utf-8")))
]
BY_NAME = {rule.__name__: rule for rule in RULES}


def edit(content, pointer, value):
    *parents, last = from_pointer(pointer)
    for key in parents:
        content = content[int(key)] if isinstance(content, list) else content[key]
    if isinstance(content, list):
        content[len(content) if last == "-" else int(last) : None if last == "-" else int(last) + 1] = [value]
    elif value is None:
        del content[last]
    else:
        content[last] = value


def edited_document(document, case):
    for pointer, value in case.get("set", {}).items():
        edit(document.content, pointer, deepcopy(value))  # other tests apply fixes to it
    moved = {from_pointer(new): (file, from_pointer(old)) for new, (file, old) in case.get("moved", {}).items()}
    sources = SourceMap({**document.sources.origins, **moved})
    files = case.get("files", {})
    return Document(document.content, sources, (*document.files, *files), {**document.file_values, **files})


@pytest.mark.parametrize("case", CASES)
def test_a_rule_reports_the_location_and_the_fix(document, case):
    diagnostics = list(BY_NAME[case["rule"]](edited_document(document, case)))

    assert {f"{diagnostic.file}#{diagnostic.pointer}" for diagnostic in diagnostics} == set(case["at"])
    for diagnostic in diagnostics:
        assert case["says"] in str(diagnostic)
        assert diagnostic.fix


def test_every_rule_has_a_case_that_breaks_it():
    assert {param.values[0]["rule"] for param in CASES} == set(BY_NAME)


def test_every_rule_has_a_docstring():
    assert [rule.__name__ for rule in RULES if not (rule.__doc__ or "").strip()] == []


def test_names_of_rules_are_unique():
    assert len(BY_NAME) == len(RULES)


def test_the_present_document_breaks_no_rule(document):
    assert lint(document) == []


def test_a_diagnostic_of_a_shared_component_is_reported_once(document):
    edit(document.content, "/components/responses/NotFound/headers/X-RateLimit-Limit", None)

    diagnostics = lint(document)

    assert [
        f"{diagnostic.file}#{diagnostic.pointer}"
        for diagnostic in diagnostics
        if "X-RateLimit-Limit" in str(diagnostic)
    ] == ["openapi/shared/responses.yaml#/NotFound/headers"]


@pytest.mark.parametrize(
    "text",
    [
        '"""',
        "'''",
        "{name} {{ name }} {% if x %}",
        "ends in a backslash \\",
        '\\"""\nimport os; os.system("true")  # \\N{BULLET}',
        "line\rline\u2028line",
        "# type: ignore",
        "${HOME} `id` %s %(name)s",
        "\N{SNOWMAN} \N{RIGHT-TO-LEFT OVERRIDE}",
    ],
)
def test_a_hostile_description_is_only_text(document, text):
    edit(document.content, "/paths/~1projects/get/description", text)
    edit(document.content, "/components/schemas/Project/properties/name/description", text)
    edit(document.content, "/components/parameters/Page/description", text)

    assert lint(document) == []
