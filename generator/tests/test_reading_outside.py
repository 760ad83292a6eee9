"""Nothing outside of `openapi/` gets into a bundle, and a hostile document takes neither minutes nor the terminal."""

from __future__ import annotations

import time

import pytest

from generator.diagnostic import Diagnostic
from generator.document.bundle import Bundle, bundle
from generator.document.model import Node
from generator.document.validation import Validators
from generator.lint import lint
from generator.lint.values import defaults_are_valid, examples_of_schemas_are_valid
from generator.tests.fuzz.stages import validate

HEAD = 'openapi: 3.1.0\ninfo: {title: T, version: "1.0.0"}\npaths: {}\n'


def written(folder, **files):
    (folder / "openapi").mkdir()
    for name, text in files.items():
        path = folder / "openapi" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "openapi"


@pytest.mark.parametrize(
    "reference",
    ["file:{secret}", "FILE:{secret}", "file://{secret}", "file:secret.yaml", "{secret}", "c:secret.yaml", "\\\\host\\secret.yaml"],
)  # fmt: skip
def test_a_reference_with_a_scheme_or_a_root_is_refused_even_beside_a_decoy(tmp_path, reference):
    secret = tmp_path / "secret.yaml"
    secret.write_text("A: {type: string, description: the secret}", encoding="utf-8")
    name = reference.format(secret=secret)
    decoy = "A: {type: string}"
    root = f"{HEAD}components: {{schemas: {{A: {{$ref: '{name}#/A'}}}}}}\n"
    folder = written(tmp_path, **{"openapi.yaml": root, "secret.yaml": decoy, f"file:/{secret}": decoy})

    [diagnostic] = bundle(folder)

    assert diagnostic.pointer == "/components/schemas/A/$ref"
    assert "is outside of this folder" in diagnostic.message


@pytest.mark.parametrize("name", ["%2e%2e/secret.yaml", "a?b.yaml", "a%41.yaml", "a;b.yaml"])
def test_a_name_that_a_url_would_change_is_refused(tmp_path, name):
    root = f"{HEAD}components: {{schemas: {{A: {{$ref: '{name}#/A'}}}}}}\n"
    folder = written(tmp_path, **{"openapi.yaml": root, name: "A: {type: string}"})

    [diagnostic] = bundle(folder)

    assert "is not the plain name of a file" in diagnostic.message


def test_a_link_to_a_file_outside_is_refused(tmp_path):
    (tmp_path / "secret.yaml").write_text("A: {type: string}", encoding="utf-8")
    folder = written(tmp_path, **{"openapi.yaml": f"{HEAD}components: {{schemas: {{A: {{$ref: 'a.yaml#/A'}}}}}}\n"})
    (folder / "a.yaml").symlink_to(tmp_path / "secret.yaml")

    assert [str(one) for one in bundle(folder)] == [
        "openapi/a.yaml#: the file is a link to a file outside of this folder. Copy that file here."
    ]


def test_a_large_file_is_refused_before_it_is_read(tmp_path):
    folder = written(tmp_path, **{"openapi.yaml": HEAD, "a.yaml": "a: [" + "1, " * 400_000 + "1]"})

    assert [str(one) for one in bundle(folder)] == [
        "openapi/a.yaml#: the file has 1,200,006 bytes, more than 1,000,000. Split it, or delete it."
    ]


def test_a_pattern_that_backtracks_takes_no_time(tmp_path):
    text = "a" * 44
    thing = f"{{type: string, pattern: '^(a+)+$', description: T., default: '{text}b', examples: ['{text}b']}}"
    folder = written(tmp_path, **{"openapi.yaml": f"{HEAD}components: {{schemas: {{A: {thing}}}}}\n"})

    begun = time.process_time()
    found = bundle(folder)
    assert isinstance(found, Bundle)
    diagnostics = [*examples_of_schemas_are_valid(found.document), *defaults_are_valid(found.document)]

    assert time.process_time() - begun < 5
    assert [one.pointer for one in diagnostics] == ["/components/schemas/A/examples/0", "/components/schemas/A/default"]


@pytest.mark.parametrize("pattern", ["^(?<year>[0-9]{4})$", r"^\p{Lu}$", r"^\u0041$"])
def test_a_pattern_of_ecma_262_is_accepted_although_python_has_another_syntax(tmp_path, pattern):
    thing = f"{{type: string, pattern: '{pattern}', description: T.}}"
    folder = written(tmp_path, **{"openapi.yaml": f"{HEAD}components: {{schemas: {{A: {thing}}}}}\n"})

    found = bundle(folder)

    assert isinstance(found, Bundle)
    assert [one for one in lint(found.document) if "pattern" in one.message] == []


def test_control_characters_of_the_document_do_not_reach_the_terminal():
    diagnostic = Diagnostic("a.yaml", "/a", "`\x1b[2J\x07\u202e` is wrong.\nSecond \ud800 line.", "Fix it: \u00e9.")

    assert str(diagnostic) == r"a.yaml#/a: `\x1b[2J\x07\u202e` is wrong. Second \ud800 line. Fix it: " + "\u00e9."


def test_half_of_a_surrogate_pair_does_not_stop_the_lint():
    schema = {"type": "string", "description": "\ud800", "maxLength": 2}
    node = Node(("components", "schemas", "A"), schema)

    [fault] = Validators({"components": {"schemas": {"A": schema}}}).faults(node, "a\ud800c")

    assert fault.message == '"a?c" is longer than 2 characters'


def test_half_of_a_surrogate_pair_does_not_stop_the_check_of_the_structure():
    content = {"openapi": "3.1.0", "info": {"title": "Things", "version": 1}, "paths": {"/\ud800": {}}}

    found = validate(content)

    assert isinstance(found, list)
    assert [one.pointer for one in found] == ["/info/version"]
