"""The examples of the site: the same request in curl and Python, safe to paste into a shell."""

from __future__ import annotations

import ast
import shlex

import pytest

from generator.tests.render_kit import body_of, document, golden_document, operation
from generator.tests.site_kit import code, pages, reference_of, site_of


def examples_of(**more):
    """Return the examples of one operation ``create_book`` with these members."""
    response = {"type": "object", "properties": {"a": {"type": "string"}}, "required": []}
    paths = {"/books/{book_id}/notes": {"post": operation("create_book", "create", response, **more)}}
    [page] = reference_of(document(paths)).operations
    return page.examples


BOOK_ID = {"name": "book_id", "in": "path", "required": True, "schema": {"type": "string"}, "example": "book_1"}


def query(example, schema=None):
    return {"name": "q", "in": "query", "required": True, "schema": schema or {"type": "string"}, "example": example}


def test_an_example_of_a_get_is_one_line():
    [page] = [one for one in reference_of(golden_document()).operations if one.id == "get_daily_loans"]
    url = "https://library.example/v1/books/book_1/daily-loans?interval=week"
    assert page.examples.curl == f"curl -u \"$APIVIDEO_ADMIN_API_KEY:\" '{url}'\n"
    assert page.examples.python == (
        "from apivideo_admin import AdminClient\n\n"
        "with AdminClient() as admin:\n"
        '    print(admin.loans.daily("book_1", interval="week"))\n'
    )


def test_a_bearer_token_is_a_header():
    content = golden_document()
    content["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    content["security"] = [{"token": []}]
    [page] = [one for one in reference_of(content).operations if one.id == "get_daily_loans"]
    url = "https://library.example/v1/books/book_1/daily-loans?interval=week"
    assert page.examples.curl == f"curl -H \"Authorization: Bearer $APIVIDEO_ADMIN_API_KEY\" '{url}'\n"


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
    arguments = shlex.split(found.curl)
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
    assert shlex.split(found.curl)[3].partition("?q=")[2] == sent
    [call] = [node for node in ast.walk(ast.parse(found.python)) if isinstance(node, ast.keyword)]
    assert call.value.value == value.replace("\n", "")  # control characters are removed from examples


def test_a_value_in_a_path_is_encoded():
    found = examples_of(parameters=[BOOK_ID | {"example": "a/../b;c 'd'"}])
    assert shlex.split(found.curl)[3] == "https://library.example/books/a%2F..%2Fb%3Bc%20%27d%27/notes"


def test_a_body_is_quoted_for_the_shell():
    value = "it's $(reboot) `reboot`"
    schema = {"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "examples": [value]}}}
    found = examples_of(parameters=[BOOK_ID], requestBody=body_of(schema))
    assert shlex.split(found.curl)[-1] == '{"a": "it\'s $(reboot) `reboot`"}'


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
    assert shlex.split(found.curl)[3].partition("?")[2] == sent


def test_a_page_shows_the_examples_unchanged():
    reference = reference_of(golden_document())
    site = pages(site_of(golden_document()))
    for one in reference.operations:
        page = site[f"operations/{one.id}.html"]
        assert code(page, "sh") == [one.examples.curl]
        assert code(page, "python") == [one.examples.python]
