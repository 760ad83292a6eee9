"""Every fault of the files comes back with file, pointer and reason, in one line."""

from __future__ import annotations

import pytest

from generator.bundle import bundle

HEAD = 'openapi: 3.1.0\ninfo: {title: T, version: "1.0.0"}\n'
OPERATION = 'get: {operationId: list_things, responses: {"200": {description: Fine.}}}\n'
PATHS = f"paths:\n  /things:\n    {OPERATION}"
GOOD = HEAD + PATHS


def unquoted(line):
    """Leave the quotes out: the validator has two engines, which write them in different ways."""
    return line.replace("'", "").replace('"', "")


def diagnostics_of(folder):
    result = bundle(folder)
    assert isinstance(result, list), result
    return [str(diagnostic) for diagnostic in result]


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"other.yaml": "a: 1"}, "openapi/openapi.yaml#: the file does not exist."),
        ({"openapi.yaml": "- 1"}, "openapi/openapi.yaml#: the root file must hold a mapping."),
        ({"openapi.yaml": "openapi: 3.1"}, "openapi/openapi.yaml#/openapi: `3.1` is not a version of OpenAPI 3.1."),
        (
            {"openapi.yaml": "openapi: 3.0.3"},
            "#/openapi: `3.0.3` is not a version of OpenAPI 3.1. Write `openapi: 3.1.0`.",
        ),
        ({"openapi.yaml": GOOD, "b/c.yaml": "a: ]"}, "openapi/b/c.yaml#: the YAML is not valid at line 1, column 4:"),
        (
            {"openapi.yaml": HEAD + "paths: {/a: {get: {$ref: a/git.yaml}}}", "a/get.yaml": "a: 1"},
            "openapi/openapi.yaml#/paths/~1a/get/$ref: there is no file `openapi/a/git.yaml`. Did you mean `openapi/a/get.yaml`?",
        ),
        (
            {"openapi.yaml": HEAD + "components: {schemas: {A: {$ref: a.yaml#/Thing}}}", "a.yaml": "Things: {}"},
            "openapi/openapi.yaml#/components/schemas/A/$ref: there is no `openapi/a.yaml#/Thing`. Did you mean `Things`?",
        ),
        (
            {"openapi.yaml": HEAD + "components: {schemas: {A: {$ref: a.yaml#/A/b}}}", "a.yaml": "A: text"},
            "there is no `openapi/a.yaml#/A/b`. Add it there.",
        ),
        (
            {"openapi.yaml": HEAD + "components: {schemas: {A: {$ref: ../secret.yaml}}}"},
            "there is no file `secret.yaml`. Create it, or fix the reference.",
        ),
        (
            {"openapi.yaml": HEAD + "components: {schemas: {A: {$ref: 'https://example.com/a.yaml'}}}"},
            "`https://example.com/a.yaml` is outside of this folder.",
        ),
        (
            {"openapi.yaml": HEAD + "components: {schemas: {A: {$ref: [a.yaml]}}}"},
            "openapi/openapi.yaml#/components/schemas/A/$ref: `$ref` must be text.",
        ),
        (
            {"openapi.yaml": HEAD + "components: {schemas: {A: {$ref: a.yaml, title: A}}}", "a.yaml": "type: string"},
            "what stands beside a `$ref` to a file would be lost.",
        ),
        (
            {"openapi.yaml": HEAD + "components: {schemas: {A: {$ref: a.yaml}}}", "a.yaml": "items: {$ref: '#/B'}"},
            "openapi/a.yaml#/items/$ref: `#/B` is no component of the bundle. Refer to it as `#/components/...`.",
        ),
        (
            {"openapi.yaml": HEAD + "components: {schemas: {A: {$ref: a.yaml}}}", "a.yaml": "items: {$ref: a.yaml}"},
            "openapi/a.yaml#/items/$ref: `a.yaml` is no component of the bundle.",
        ),
        (
            {
                "openapi.yaml": HEAD + "components: {schemas: {A: {$ref: a.yaml}}}",
                "a.yaml": "items: {$ref: b.yaml}",
                "b.yaml": "items: {$ref: a.yaml}",
            },
            "openapi/b.yaml#/items/$ref: `openapi/a.yaml#` holds itself.",
        ),
        (
            {"openapi.yaml": GOOD + "components: {schemas: {Abc: {items: {$ref: '#/components/schemas/Abd'}}}}"},
            "#/components/schemas/Abc/items/$ref: `#/components/schemas/Abd` does not exist. Did you mean `Abc`?",
        ),
        (
            {"openapi.yaml": GOOD + "components: {schemas: {A: {$ref: '#/components/schemas/A'}}}"},
            "openapi/openapi.yaml#/components/schemas/A: `#/components/schemas/A` leads back to itself.",
        ),
        ({"openapi.yaml": "openapi: 3.1.0\n" + PATHS}, 'openapi/openapi.yaml#: "info" is a required property.'),
        ({"openapi.yaml": HEAD + "paths: []"}, "openapi/openapi.yaml#/paths: [] is not of type"),
        (
            {"openapi.yaml": HEAD + "paths: {things: {}}"},
            "openapi/openapi.yaml#/paths/things: the path `things` does not begin with a slash. Write `/things`.",
        ),
        (
            {"openapi.yaml": HEAD + "paths: {/a: {get: {$ref: a.yaml}}}", "a.yaml": "summary: 3"},
            "openapi/a.yaml#/summary: `3` is not text to YAML. Quote it: 3.",
        ),
        (
            {
                "openapi.yaml": HEAD + "paths: {/a: {get: {$ref: a.yaml}}}",
                "a.yaml": 'responses: {"200": {$ref: b.yaml}}',
                "b.yaml": "headers: {}",
            },
            'openapi/b.yaml#: "description" is a required property',
        ),
        (
            {"openapi.yaml": GOOD + "components: {schemas: {A: {$ref: a.yaml}}}", "a.yaml": "type: strin"},
            "openapi/a.yaml#/type: `strin` is no type of JSON. Did you mean `string`?",
        ),
        (
            {
                "openapi.yaml": GOOD + "components: {schemas: {A: {$ref: a.yaml}}}",
                "a.yaml": "properties: {b: {pattern: '('}}",
            },
            "openapi/a.yaml#/properties/b/pattern: '(' is not a 'regex'",
        ),
        (
            {"openapi.yaml": GOOD + "components: {schemas: {A: {$ref: a.yaml}}}", "a.yaml": "type: str"},
            "openapi/a.yaml#/type: `str` is no type of JSON. Write `type: string`.",
        ),
        (
            {
                "openapi.yaml": GOOD + "components: {schemas: {A: {$ref: a.yaml}}}",
                "a.yaml": "properties: {b: {type: bool, default: false}}",
            },
            "openapi/a.yaml#/properties/b/type: `bool` is no type of JSON. Write `type: boolean`.",
        ),
        (
            {
                "openapi.yaml": GOOD + "components: {schemas: {A: {$ref: a.yaml}}}",
                "a.yaml": "properties: {b: {type: [string, nil], default: null}}",
            },
            "openapi/a.yaml#/properties/b/type: `nil` is no type of JSON. Write `null`.",
        ),
        (
            {
                "openapi.yaml": GOOD + "components: {schemas: {A: {$ref: a.yaml}}}",
                "a.yaml": "properties: {b: {type: string, pattern: '(', default: a}}",
            },
            "openapi/a.yaml#/properties/b/pattern: '(' is not a 'regex'",
        ),
        (
            {"openapi.yaml": GOOD + "components: {schemas: {A: {$ref: a.yaml}}}", "a.yaml": "type: null"},
            "openapi/a.yaml#/type: `null` without quotes is no word to YAML. Quote it: null.",
        ),
        (
            {"openapi.yaml": "openapi: 3.1.0\ninfo: {title: T, version: 3.0}\n" + PATHS},
            "openapi/openapi.yaml#/info/version: `3.0` is not text to YAML. Quote it: 3.0.",
        ),
        (
            {
                "openapi.yaml": GOOD + "components: {schemas: {A: {$ref: a.yaml}}}",
                "a.yaml": "{type: integer, multipleOf: 0, default: 3}",
            },
            "openapi/a.yaml#/multipleOf: 0 is less than or equal to the minimum of 0.",
        ),
        (
            {"openapi.yaml": GOOD + "components: {schemas: {A: {$ref: a.yaml}}}", "a.yaml": "exclusiveMinimum: true"},
            "openapi/a.yaml#/exclusiveMinimum: `exclusiveMinimum` is a number since OpenAPI 3.1. Write the bound itself",
        ),
        (
            {"openapi.yaml": HEAD + "paths: {/a: {get: {$ref: a.yaml}}}", "a.yaml": "sumary: x"},
            "openapi/a.yaml#/sumary: `sumary` has no meaning in this place (operation). Did you mean `summary`?",
        ),
        (
            {"openapi.yaml": HEAD + "paths: {/a: {get: {$ref: a.yaml}}}", "a.yaml": 'responses: {"40": {}}'},
            'openapi/a.yaml#/responses/40: `40` is no status of an answer. Write one of three digits, in quotes, as "404".',
        ),
        (
            {
                "openapi.yaml": HEAD + "paths: {/a: {get: {$ref: a.yaml}}}",
                "a.yaml": "parameters: [{name: b, in: qeury}]",
            },
            "openapi/a.yaml#/parameters/0/in: `in` cannot be `qeury`. Did you mean `query`?",
        ),
        (
            {
                "openapi.yaml": HEAD + "paths: {/a: {get: {$ref: a.yaml}}}",
                "a.yaml": "parameters: [{$ref: '#/components/parameters/Page'}]",
                "b.yaml": "Page: {name: page, in: query}",
            },
            "does not exist. Add `Page: {$ref: b.yaml#/Page}` to `components/parameters` of the root file.",
        ),
        (
            {
                "openapi.yaml": GOOD + "components: {schemas: {A: {$ref: a.yaml}}}",
                "a.yaml": "{items: " * 90 + "{type: string}" + "}" * 90,
            },
            "the document is nested deeper than 64 levels here. Name an inner schema, and refer to it.",
        ),
        ({"openapi.yaml": GOOD + "components: {schemas: {A: text}}"}, "#/components/schemas/A: "),
        (
            {"openapi.yaml": GOOD + "components: {schemas: {A: {properties: {b: true}}}}"},
            "openapi/openapi.yaml#/components/schemas/A/properties/b: a schema must be a mapping. Write `{type: ...}`.",
        ),
        (
            {
                "openapi.yaml": GOOD
                + "components: {schemas: {A: {allOf: [{$ref: '#/components/schemas/B'}]}, B: {anyOf: [{$ref: '#/components/schemas/A'}]}}}"
            },
            "openapi/openapi.yaml#/components/schemas/A: the schema `A` is composed of itself.",
        ),
        (
            {
                "openapi.yaml": GOOD
                + "components: {schemas: {A: {$ref: '#/components/headers/B'}}, headers: {B: {schema: {type: string}}}}"
            },
            "#/components/schemas/A/$ref: `#/components/headers/B` is not under `components/schemas`, as is needed",
        ),
        (
            {
                "openapi.yaml": GOOD
                + "components: {schemas: {A: {items: {$ref: '#/components/schemas/B/items'}}, B: {items: {}}}}"
            },
            "#/components/schemas/A/items/$ref: `#/components/schemas/B/items` is not under `components/schemas`",
        ),
    ],
)
def test_a_broken_document_gives_file_pointer_and_reason_in_one_line(write, files, says):
    found = diagnostics_of(write(files))

    assert any(unquoted(says) in unquoted(line) for line in found), found
    assert all("\n" not in line and len(line) < 500 for line in found)


def test_a_file_that_is_no_utf_8_is_told(write):
    folder = write({"openapi.yaml": GOOD})
    (folder / "latin.yaml").write_bytes(b"a: \xe9")

    assert diagnostics_of(folder) == ["openapi/latin.yaml#: byte 3 is not UTF-8. Save the file as UTF-8."]
