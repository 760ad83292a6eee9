"""The examples of the site: the same request in each language, safe to paste into a shell, for production or a mock."""

from __future__ import annotations

import ast
import shlex

import pytest

from generator.site.content.snippets import BASE
from generator.site.highlight import sample as highlight_sample
from generator.tests.render_kit import body_of, document, golden_document, operation
from generator.tests.site_kit import code, pages, reference_of, site_of


def examples_of(**more):
    """Return the examples of one operation ``create_book`` with these members."""
    response = {"type": "object", "properties": {"a": {"type": "string"}}, "required": []}
    paths = {"/books/{book_id}/notes": {"post": operation("create_book", "create", response, **more)}}
    [page] = reference_of(document(paths)).operations
    return page.examples


URL = "https://library.example/v1/books/book_1/daily-loans?interval=week"
BOOK_ID = {"name": "book_id", "in": "path", "required": True, "schema": {"type": "string"}, "example": "book_1"}


def query(example, schema=None):
    return {"name": "q", "in": "query", "required": True, "schema": schema or {"type": "string"}, "example": example}


def golden_examples(content=None, name="get_daily_loans"):
    """Return the examples of an operation of the library."""
    [page] = [one for one in reference_of(content or golden_document()).operations if one.id == name]
    return page.examples


def text(found, name):
    """Return the code of an example for production."""
    [sample] = [sample for sample in found.samples if sample.name == name]
    return sample.text


def words(curl):
    """Return the arguments of a curl command, as a shell reads them."""
    return shlex.split(curl.replace("\\\n", ""))


def test_an_example_of_a_get_has_the_url_and_the_key():
    found = golden_examples()
    assert found.curl == f"curl '{URL}' \\\n  -u \"$APIVIDEO_ADMIN_API_KEY:\"\n"
    assert found.python == (
        "from apivideo_admin import AdminClient\n\n"
        "with AdminClient() as admin:\n"
        '    print(admin.loans.daily("book_1", interval="week"))\n'
    )


def test_a_bearer_token_is_a_header():
    content = golden_document()
    content["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    content["security"] = [{"token": []}]
    found = golden_examples(content)
    assert found.curl == f"curl '{URL}' \\\n  -H \"Authorization: Bearer $APIVIDEO_ADMIN_API_KEY\"\n"
    assert "Authorization: `Bearer ${process.env.APIVIDEO_ADMIN_API_KEY}`," in text(found, "node")


def test_the_example_with_asyncio_awaits_the_same_call():
    assert text(golden_examples(), "python-async") == (
        "import asyncio\n\n"
        "from apivideo_admin import AsyncAdminClient\n\n\n"
        "async def main() -> None:\n"
        "    async with AsyncAdminClient() as admin:\n"
        '        print(await admin.loans.daily("book_1", interval="week"))\n\n\n'
        "asyncio.run(main())\n"
    )


def test_the_example_of_the_command_line_has_ids_and_options():
    assert text(golden_examples(), "cli") == "apivideo-admin loans daily book_1 --interval week\n"


def test_the_example_in_node_sends_method_headers_and_body():
    schema = {"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "examples": ['</x> "é"']}}}
    found = text(examples_of(parameters=[BOOK_ID], requestBody=body_of(schema)), "node")
    assert found == (
        'const response = await fetch("https://library.example/books/book_1/notes", {\n'
        '  method: "POST",\n'
        "  headers: {\n"
        '    Authorization: "Basic " + btoa(`${process.env.APIVIDEO_ADMIN_API_KEY}:`),\n'
        '    "Content-Type": "application/json",\n'
        "  },\n"
        "  body: JSON.stringify({\n"
        '    "a": "</x> \\"\\u00e9\\""\n'
        "  }),\n"
        "});\n"
        "console.log(response.status, await response.json());\n"
    )


@pytest.mark.parametrize(
    ("schema", "example", "typed"),
    [
        ({"type": "string"}, "-x", ["--q=-x"]),
        ({"type": "string"}, "it's $(reboot)", ["--q", "it's $(reboot)"]),
        ({"type": "boolean"}, True, ["--q", "true"]),
        ({"type": ["string", "null"]}, None, ["--q", "..."]),
        ({"type": "array", "items": {"type": "string"}}, ["a", "b"], ["--q", "a", "--q", "b"]),
    ],
)
def test_the_values_of_options_are_typed_for_a_shell(schema, example, typed):
    parameter = query(example, schema)
    found = words(text(examples_of(parameters=[BOOK_ID, parameter]), "cli"))
    assert found[found.index("book_1") + 1 :] == typed


def test_an_id_that_starts_with_a_dash_is_not_an_option():
    found = text(examples_of(parameters=[BOOK_ID | {"example": "-a"}, query("b")]), "cli")
    assert found == "apivideo-admin books create --q b -- -a\n"


def test_a_flag_of_every_command_has_a_prefix_as_a_parameter():
    found = text(examples_of(parameters=[BOOK_ID, query("b") | {"name": "format"}]), "cli")
    assert found == "apivideo-admin books create book_1 --api-format b\n"


@pytest.mark.parametrize("separator", ["?q=a%2Cb", "?q=a&q=b"])
def test_a_list_is_sent_as_the_document_says(separator):
    parameter = query(["a", "b"], {"type": "array", "items": {"type": "string"}}) | {"explode": "&" in separator}
    assert words(examples_of(parameters=[BOOK_ID, parameter]).curl)[1].endswith(separator)


def test_the_server_is_a_place_in_the_code_that_can_show_a_mock():
    content = golden_document()
    content["servers"][0]["url"] = "https://library.example/'\" $(reboot)/v1/"
    for sample in golden_examples(content).samples:
        assert sample.code.count(BASE) == 1
        assert sample.production in {"", "https://library.example/%27%22%20%24(reboot)/v1"}
        html = str(highlight_sample(sample))
        assert html.count('class="base"') == 1
        assert BASE not in html


def test_a_body_has_the_required_properties_and_those_of_the_example():
    schema = {
        "type": "object",
        "required": ["title"],
        "properties": {
            "title": {"type": "string", "examples": ["Emma"]},
            "shelf": {"type": "integer", "examples": [3]},
            "note": {"type": "string", "examples": ["None."]},
        },
        "example": {"title": "Persuasion", "shelf": 4},
    }
    found = examples_of(parameters=[BOOK_ID], requestBody=body_of(schema))
    arguments = words(found.curl)
    assert arguments[arguments.index("-d") + 1] == '{"title": "Emma", "shelf": 3}'
    assert arguments[arguments.index("-X") + 1] == "POST"
    assert 'admin.books.create("book_1", title="Emma", shelf=3)' in found.python


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ("it's $(reboot) `reboot` ${HOME} \\ \"", "it%27s+%24%28reboot%29+%60reboot%60+%24%7BHOME%7D+%5C+%22"),
        ("a b&c=d#e?", "a+b%26c%3Dd%23e%3F"),
        ("é\n", "%C3%A9%0A"),
        ("[1-9]{a,b}", "%5B1-9%5D%7Ba%2Cb%7D"),
    ],
)
def test_a_value_in_a_query_is_encoded(value, sent):
    found = examples_of(parameters=[BOOK_ID, query(value)])
    assert words(found.curl)[1].partition("?q=")[2] == sent
    [call] = [node for node in ast.walk(ast.parse(found.python)) if isinstance(node, ast.keyword)]
    assert call.value.value == value.replace("\n", "")  # control characters are removed from examples


def test_a_value_in_a_path_is_encoded():
    found = examples_of(parameters=[BOOK_ID | {"example": "a/../b;c 'd'"}])
    assert words(found.curl)[1] == "https://library.example/books/a%2F..%2Fb%3Bc%20%27d%27/notes"


def test_a_body_is_quoted_for_the_shell():
    value = "it's $(reboot) `reboot`"
    schema = {"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "examples": [value]}}}
    found = examples_of(parameters=[BOOK_ID], requestBody=body_of(schema))
    assert words(found.curl)[-1] == '{"a": "it\'s $(reboot) `reboot`"}'


@pytest.mark.parametrize(
    ("schema", "example", "head", "argument", "sent"),
    [
        ({"type": "boolean"}, True, "from apivideo_admin", "q=True", "q=true"),
        ({"type": "array", "items": {"type": "string"}}, ["a", "b"], "from apivideo_admin", 'q=["a", "b"]', "q=a&q=b"),
        (
            {"type": "string", "format": "date"},
            "2026-01-02",
            "import datetime\n\nfrom",
            "q=datetime.date.from",
            "q=2026-01-02",
        ),
        ({"type": "integer"}, None, "from apivideo_admin", "q=...", "q=..."),
    ],
)
def test_values_of_each_type_are_valid_in_curl_and_in_python(schema, example, head, argument, sent):
    parameter = query(example, schema)
    if example is None:
        del parameter["example"]
    found = examples_of(parameters=[BOOK_ID, parameter])
    assert found.python.startswith(head)
    assert argument in found.python
    assert words(found.curl)[1].partition("?")[2] == sent


def test_a_page_shows_the_examples_unchanged():
    reference = reference_of(golden_document())
    site = pages(site_of(golden_document()))
    for one in reference.operations:
        page = site[f"operations/{one.id}.html"]
        assert code(page, "sh") == [one.examples.curl]
        assert code(page, "python") == [one.examples.python]
        for name in ("python-async", "cli", "node"):
            assert code(page, name) == [text(one.examples, name)]
