"""The site of every document that can be rendered is valid HTML with only the elements of the templates."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from justhtml import JustHTML

from generator.render.build import describe
from generator.render.parse import PACKAGE, make_config, parse
from generator.render.source import Source
from generator.render.view import Sdk
from generator.site.content.problems import catalogue
from generator.site.content.reference import read_reference
from generator.site.pages import files
from generator.site.text import is_safe
from generator.tests.fuzz.bases import examples, library, small
from generator.tests.fuzz.edits import ANY, NAMING, SHAPING, TEXT_EDITS, edited
from generator.tests.fuzz.stages import validate
from generator.tests.site_kit import NO_HISTORY, SCRIPTS, attribute

ELEMENTS = frozenset(
    {
        *("html", "head", "meta", "title", "link", "script", "body", "header", "main", "section", "nav", "footer"),
        *(
            "h1",
            "h2",
            "h3",
            "h4",
            "p",
            "div",
            "span",
            "a",
            "label",
            "input",
            "button",
            "small",
            "ul",
            "ol",
            "li",
            "dl",
            "dt",
            "dd",
        ),
        *(
            "fieldset",
            "s",
            "legend",
            "textarea",
            "wbr",
            "pre",
            "code",
            "strong",
            "em",
            "hr",
            "br",
            "blockquote",
            "details",
            "summary",
        ),
        *("table", "caption", "thead", "tbody", "tr", "th", "td"),
    }
)


def described(content):
    """Return the view of the SDK renderer for a document, or None if it has diagnostics."""
    if isinstance(validate(content), list):
        return None
    data = parse(content, make_config(Path(PACKAGE)))
    sdk = None if isinstance(data, list) else describe(data, Source(content))
    return sdk if isinstance(sdk, Sdk) else None


@pytest.mark.parametrize(
    ("base", "edits", "max_edits"),
    [(small, TEXT_EDITS, 4), (small, NAMING, 4), (small, SHAPING, 4), (small, ANY, 3), (library, ANY, 3)],
    ids=["texts", "names", "schemas", "anything", "anything in the library"],
)
def test_the_site_of_every_valid_document_is_valid_html(base, edits, max_edits):
    tried = Counter()

    @settings(
        max_examples=examples(3),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    @given(edited(base(), edits, max_edits))
    def check(content):
        sdk = described(content)
        tried[sdk is not None] += 1
        if sdk is None:
            return
        site_files = files(read_reference(content, sdk, NO_HISTORY, []))
        for name in [name for name in site_files if name.endswith(".html")]:
            page = JustHTML(site_files[name].decode(), strict=True, sanitize=False)
            elements = page.query("*")
            assert {element.name for element in elements} <= ELEMENTS, name
            assert [key for element in elements for key in element.attrs or () if key.startswith("on")] == [], name
            assert len(page.query("script")) == SCRIPTS, name
            assert [link for link in page.query("a[href]") if not is_safe(attribute(link, "href"))] == [], name
            found = [attribute(element, "id") for element in page.query("[id]")]
            assert len(set(found)) == len(found), name

    check()
    assert tried[True] or tried.total() < 20  # a few edited documents can all be rejected


def test_an_operation_without_an_id_is_not_rendered():
    content = library()
    operation = next(one for item in content["paths"].values() for one in item.values() if "operationId" in one)
    del operation["operationId"]
    assert described(content) is None


@pytest.mark.parametrize("servers", [{}, {"servers": []}])
def test_a_document_without_a_server_is_not_rendered(servers):
    content = library()
    del content["servers"]
    assert described(content | servers) is None


def test_an_example_of_an_error_that_is_not_an_object_is_shown_as_it_is():
    content = library()
    examples = {"server_error": {"value": [[{}]]}}
    content["components"]["responses"]["ServerError"]["content"] = {"application/problem+json": {"examples": examples}}
    content["paths"]["/books"]["get"]["responses"]["500"] = {"$ref": "#/components/responses/ServerError"}
    sdk = described(content)
    assert sdk is not None
    kinds = [kind for status in catalogue(Source(content), sdk) for kind in status.kinds]
    assert [kind.title for kind in kinds if kind.name == "server_error"] == [""]
