"""Deprecated operations and arguments warn, and arguments accept the values of open enums."""

from __future__ import annotations

import asyncio
import inspect
import warnings

import httpx2
import pytest

from generator.tests.render_kit import document, load, operation

TEXT = {"type": "string"}
COLOUR = {"type": "string", "enum": ["blue", "red"]}
BOOK = {
    "type": "object",
    "properties": {"colour": COLOUR, "tags": {"type": "array", "items": COLOUR}},
    "required": ["colour"],
}


def query(name, schema=TEXT, **more):
    return {"name": name, "in": "query", "schema": schema, **more}


def test_a_deprecated_operation_and_a_deprecated_argument_warn_at_the_line_of_the_call(tmp_path):
    parameters = [
        query("old", deprecated=True, description="A name. Deprecated: use `new`. It is ignored."),
        query("older", {**TEXT, "deprecated": True}),
        query("new"),
    ]
    old = {**operation("get_book", "get", TEXT, parameters=parameters), "deprecated": True}
    # The runtime leaves out the lines of its own package.
    module = load(document({"/book": {"get": old}}), tmp_path, has_own_runtime=True)
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, json="x"))

    def found(call):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            call()
        assert {one.filename for one in caught} <= {__file__}
        assert {one.category for one in caught} <= {DeprecationWarning}
        return [str(one.message) for one in caught]

    async def call_async(**arguments):
        async with module.AsyncAdminClient("k", transport=transport) as admin:
            await admin.books.get(**arguments)

    with module.AdminClient("k", transport=transport) as admin:
        calls = (admin.books.get, admin.books.with_raw_response.get, lambda **given: asyncio.run(call_async(**given)))
        for call in calls:
            assert found(lambda call=call: call(new="x")) == ["`books.get`: Deprecated."]
            assert found(lambda call=call: call(old="x", older="y")) == [
                "`books.get`: Deprecated.",
                "`old` of `books.get`: Deprecated: use `new`.",
                "`older` of `books.get`: Deprecated.",
            ]
        assert admin.books.get.__deprecated__ == "`books.get`: Deprecated."
        assert "Deprecated." in admin.books.get.__doc__


def test_nothing_warns_in_a_document_without_deprecated_parts(tmp_path):
    load(document({"/book": {"get": operation("get_book", "get", TEXT)}}), tmp_path)
    assert "deprecat" not in (tmp_path / "apivideo_admin/resources/books.py").read_text()


@pytest.mark.parametrize("name", ["colour", "tags"])
def test_an_argument_accepts_what_the_server_returned_in_the_property_of_its_name(tmp_path, name):
    create = operation("create_book", "create", BOOK)
    body = {"type": "object", "properties": BOOK["properties"] | {"size": COLOUR}}
    create["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    module = load(document({"/book": {"post": create}}), tmp_path)
    hints = {
        key: str(one.annotation) for key, one in inspect.signature(module.AdminClient.books.create).parameters.items()
    }
    assert hints["size"] == "Literal['blue', 'red'] | None"
    literal = "Literal['blue', 'red'] | str"
    assert hints[name] == {"colour": f"{literal} | None", "tags": f"Sequence[{literal}] | None"}[name]
