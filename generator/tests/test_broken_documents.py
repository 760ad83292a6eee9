"""Every error of the files is a diagnostic of one line with file, pointer and reason."""

from __future__ import annotations

import pytest

from generator.document.bundle import bundle

HEAD = 'openapi: 3.1.0\ninfo: {title: T, version: "1.0.0"}\n'
OPERATION = 'get: {operationId: list_things, responses: {"200": {description: Fine.}}}\n'
PATHS = f"paths:\n  /things:\n    {OPERATION}"
GOOD = HEAD + PATHS


def unquoted(line):
    """Remove quotes, which differ between the two engines of the validator."""
    return line.replace("'", "").replace('"', "")


def diagnostics_of(folder):
    result = bundle(folder)
    assert isinstance(result, list), result
    return [str(diagnostic) for diagnostic in result]


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"other.yaml": "a: 1"}, "openapi/openapi.yaml#: the file does not exist."),
        ({"openapi.yaml": "- 1"}, "openapi/openapi.yaml#: the root file must be a mapping."),
        ({"openapi.yaml": "openapi: 3.1"}, "openapi/openapi.yaml#/openapi: `3.1` is not a version of OpenAPI 3.1."),
        (
            {"openapi.yaml": "openapi: 3.0.3"},
            "#/openapi: `3.0.3` is not a version of OpenAPI 3.1. Write `openapi: 3.1.0`.",
        ),
        ({"openapi.yaml": GOOD, "b/c.yaml": "a: ]"}, "openapi/b/c.yaml#: the YAML is not valid at line 1, column 4:"),
        (
            {"openapi.yaml": HEAD + "paths: {/a: {get: {$ref: a/git.yaml}}}", "a/get.yaml": "a: 1"},
            "openapi/openapi.yaml#/paths/~1a/get/$ref: the file `openapi/a/git.yaml` does not exist. Did you mean `openapi/a/get.yaml`?",
        ),
        (
            {"openapi.yaml": HEAD + "components: {schemas: {A: {$ref: a.yaml#/Thing}}}", "a.yaml": "Things: {}"},
            "openapi/openapi.yaml#/components/schemas/A/$ref: `openapi/a.yaml#/Thing` does not exist. Did you mean `Things`?",
        ),
        (
            {"openapi.yaml": HEAD + "components: {schemas: {A: {$ref: a.yaml#/A/b}}}", "a.yaml": "A: text"},
            "`openapi/a.yaml#/A/b` does not exist. Add it there.",
        ),
        (
            {"openapi.yaml": HEAD + "components: {schemas: {A: {$ref: ../secret.yaml}}}"},
            "the file `secret.yaml` does not exist. Create it or fix the reference.",
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
            "members beside a `$ref` to a file are ignored.",
        ),
        (
            {"openapi.yaml": HEAD + "components: {schemas: {A: {$ref: a.yaml}}}", "a.yaml": "items: {$ref: '#/B'}"},
            "openapi/a.yaml#/items/$ref: `#/B` is not a component of the bundle. Refer to it as `#/components/...`.",
        ),
        (
            {"openapi.yaml": HEAD + "components: {schemas: {A: {$ref: a.yaml}}}", "a.yaml": "items: {$ref: a.yaml}"},
            "openapi/a.yaml#/items/$ref: `a.yaml` is not a component of the bundle.",
        ),
        (
            {
                "openapi.yaml": HEAD + "components: {schemas: {A: {$ref: a.yaml}}}",
                "a.yaml": "items: {$ref: b.yaml}",
                "b.yaml": "items: {$ref: a.yaml}",
            },
            "openapi/b.yaml#/items/$ref: `openapi/a.yaml#` contains itself.",
        ),
        (
            {"openapi.yaml": GOOD + "components: {schemas: {Abc: {items: {$ref: '#/components/schemas/Abd'}}}}"},
            "#/components/schemas/Abc/items/$ref: `#/components/schemas/Abd` does not exist. Did you mean `Abc`?",
        ),
        (
            {"openapi.yaml": GOOD + "components: {schemas: {A: {$ref: '#/components/schemas/A'}}}"},
            "openapi/openapi.yaml#/components/schemas/A: `#/components/schemas/A` refers to itself.",
        ),
        ({"openapi.yaml": "openapi: 3.1.0\n" + PATHS}, 'openapi/openapi.yaml#: "info" is a required property.'),
        ({"openapi.yaml": HEAD + "paths: []"}, "openapi/openapi.yaml#/paths: [] is not of type"),
        (
            {"openapi.yaml": HEAD + "paths: {things: {}}"},
            "openapi/openapi.yaml#/paths/things: the path `things` does not start with a slash. Write `/things`.",
        ),
        (
            {"openapi.yaml": HEAD + "paths: {/a: {get: {$ref: a.yaml}}}", "a.yaml": "summary: 3"},
            "openapi/a.yaml#/summary: `3` is not text in YAML. Quote it: 3.",
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
            "openapi/a.yaml#/type: `strin` is not a JSON type. Did you mean `string`?",
        ),
        (
            {
                "openapi.yaml": GOOD + "components: {schemas: {A: {$ref: a.yaml}}}",
                "a.yaml": "properties: {b: {pattern: '('}}",
            },
            "openapi/a.yaml#/properties/b/pattern: `(` is not a regular expression of ECMA-262",
        ),
        (
            {"openapi.yaml": GOOD + "components: {schemas: {A: {$ref: a.yaml}}}", "a.yaml": "type: str"},
            "openapi/a.yaml#/type: `str` is not a JSON type. Write `type: string`.",
        ),
        (
            {
                "openapi.yaml": GOOD + "components: {schemas: {A: {$ref: a.yaml}}}",
                "a.yaml": "properties: {b: {type: bool, default: false}}",
            },
            "openapi/a.yaml#/properties/b/type: `bool` is not a JSON type. Write `type: boolean`.",
        ),
        (
            {
                "openapi.yaml": GOOD + "components: {schemas: {A: {$ref: a.yaml}}}",
                "a.yaml": "properties: {b: {type: [string, nil], default: null}}",
            },
            "openapi/a.yaml#/properties/b/type: `nil` is not a JSON type. Write `null`.",
        ),
        (
            {
                "openapi.yaml": GOOD + "components: {schemas: {A: {$ref: a.yaml}}}",
                "a.yaml": "properties: {b: {type: string, pattern: '(', default: a}}",
            },
            "openapi/a.yaml#/properties/b/pattern: `(` is not a regular expression of ECMA-262",
        ),
        (
            {"openapi.yaml": GOOD + "components: {schemas: {A: {$ref: a.yaml}}}", "a.yaml": "type: null"},
            "openapi/a.yaml#/type: `null` without quotes is not text in YAML. Quote it: null.",
        ),
        (
            {"openapi.yaml": "openapi: 3.1.0\ninfo: {title: T, version: 3.0}\n" + PATHS},
            "openapi/openapi.yaml#/info/version: `3.0` is not text in YAML. Quote it: 3.0.",
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
            "openapi/a.yaml#/exclusiveMinimum: `exclusiveMinimum` is a number since OpenAPI 3.1. Write the number here and remove `minimum`.",
        ),
        (
            {"openapi.yaml": HEAD + "paths: {/a: {get: {$ref: a.yaml}}}", "a.yaml": "sumary: x"},
            "openapi/a.yaml#/sumary: `sumary` is not allowed here (operation). Did you mean `summary`?",
        ),
        (
            {"openapi.yaml": HEAD + "paths: {/a: {get: {$ref: a.yaml}}}", "a.yaml": 'responses: {"40": {}}'},
            'openapi/a.yaml#/responses/40: `40` is not a status code. Write three digits in quotes, for example "404".',
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
            "the document is nested deeper than 64 levels. Move an inner schema to a component and refer to it.",
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
            "#/components/schemas/A/$ref: `#/components/headers/B` is not under `components/schemas`, which is required here",
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
def test_an_invalid_document_is_reported_with_file_pointer_and_reason(write, files, says):
    found = diagnostics_of(write(files))

    assert any(unquoted(says) in unquoted(line) for line in found), found
    assert all("\n" not in line and len(line) < 500 for line in found)


def test_a_file_that_is_not_utf_8_is_reported(write):
    folder = write({"openapi.yaml": GOOD})
    (folder / "latin.yaml").write_bytes(b"a: \xe9")

    assert diagnostics_of(folder) == ["openapi/latin.yaml#: byte 3 is not UTF-8. Save the file as UTF-8."]
