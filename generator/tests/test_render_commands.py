"""The generated table of commands: what the command line knows of each operation."""

from __future__ import annotations

import importlib

import pytest

from generator.render.inputs import read_input
from generator.render.source import Source
from generator.render.view import Input
from generator.tests.render_kit import body_of, document, load, operation

COMPONENTS = {
    "Level": {"type": "string", "enum": ["low", "high"]},
    "Tree": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}}]},
}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string"}, Input(("string",))),
        ({"type": ["string", "null"]}, Input(("string", "null"))),
        ({"type": "string", "format": "date"}, Input(("date",))),
        ({"type": ["string", "null"], "format": "date-time"}, Input(("date-time", "null"))),
        ({"type": "string", "format": "uuid"}, Input(("uuid",))),
        ({"type": "string", "format": "uri"}, Input(("string",))),
        ({"type": "integer", "minimum": 1, "maximum": 100}, Input(("integer",), minimum=1, maximum=100)),
        ({"type": "number", "minimum": 0.5}, Input(("number",), minimum=0.5)),
        ({"$ref": "#/components/schemas/Level"}, Input(("string",), ("low", "high"))),
        ({"type": ["string", "null"], "enum": ["a", None]}, Input(("string", "null"), ("a",))),
        ({"enum": [1, 2]}, Input(("integer",), (1, 2))),
        ({"const": "only"}, Input(("string",), ("only",))),
        ({"type": "string", "format": "date-time", "enum": ["next_cycle"]}, Input(("string",), ("next_cycle",))),
        ({"type": "array", "items": {"type": "integer"}}, Input(("array",), items=Input(("integer",)))),
        ({"type": "object"}, Input(("object",))),
        ({}, Input(("any",))),
        ({"oneOf": [{"type": "integer"}, {"type": "string"}]}, Input(("integer", "string"))),
        (
            {"anyOf": [{"$ref": "#/components/schemas/Level"}, {"type": "null"}]},
            Input(("string", "null"), ("low", "high")),
        ),
        ({"anyOf": [{"$ref": "#/components/schemas/Level"}, {"type": "integer"}]}, Input(("string", "integer"))),
    ],
)
def test_a_schema_says_how_a_value_is_read(schema, expected):
    assert read_input(Source({"components": {"schemas": COMPONENTS}}), schema) == expected


def test_a_schema_that_contains_itself_ends():
    found = read_input(Source({"components": {"schemas": COMPONENTS}}), COMPONENTS["Tree"])
    assert found.kinds == ("string", "array")


def test_a_command_has_the_parameters_and_columns_of_its_operation(tmp_path):
    book = {
        "type": "object",
        "required": ["id", "class"],
        "properties": {"id": {"type": "string"}, "class": {"type": "string"}, "secret": {"type": "string"}},
    }
    new = {
        "type": "object",
        "required": ["class"],
        "properties": {"class": {"type": "string"}, "secret": {"type": "string", "format": "password"}},
    }
    path_id = {
        "name": "book_id",
        "in": "path",
        "required": True,
        "schema": {"type": "string"},
        "description": "Its id.",
    }
    created = operation(
        "replace_book",
        "update",
        {"$ref": "#/components/schemas/Book"},
        parameters=[path_id],
        requestBody=body_of({"$ref": "#/components/schemas/New"}),
        summary="Replace a book",
        description="First.\n\nSecond.",
    )
    module = load(document({"/books/{book_id}": {"patch": created}}, schemas={"Book": book, "New": new}), tmp_path)
    ((group,),) = [importlib.import_module(f"{module.__name__}._commands").GROUPS]
    (command,) = group.commands

    assert (group.name, group.description) == ("books", ("Books.",))
    assert (command.name, command.summary, command.description) == ("update", "Replace a book.", ("First.", "Second."))
    assert command.columns == ("id", "class", "secret")
    assert (command.has_body, command.is_list, command.is_report) == (True, False, False)
    found = {one.wire_name: (one.name, one.location, one.required, one.secret) for one in command.parameters}
    assert found == {
        "book_id": ("book_id", "path", True, False),
        "class": ("class_", "body", True, False),
        "secret": ("secret", "body", False, True),
    }
