"""The search index has everything that readers look for, and every entry leads to an element of the site."""

from __future__ import annotations

import json
from functools import cache

import pytest

from generator.site import addresses as to
from generator.site.search import Entry
from generator.tests.render_kit import golden_document
from generator.tests.site_kit import ids, real_site, site_of

SCRIPT = "assets/search-index.js"


def read(script):
    index = json.loads(script.removeprefix("window.SEARCH_INDEX = ").rstrip(";\n"))
    return [
        Entry(kind, title, f"{index['pages'][page][0]}#{anchor}".rstrip("#"), place, text)
        for kind, title, page, anchor, place, text in index["entries"]
    ]


@cache
def entries():
    return read(real_site()[SCRIPT])


def test_an_entry_leads_to_an_element_of_the_site():
    for one in entries():
        page, _, anchor = one.address.partition("#")
        assert page in real_site(), one
        assert not anchor or anchor in ids(real_site()[page]), one


@pytest.mark.parametrize(
    ("kind", "title", "words"),
    [
        ("guide", "Paging", "iteration with the SDK"),
        ("guide", "asyncio", "AsyncAdminClient has the same methods"),
        ("guide", "Testing with frozen time", "freezegun"),
        ("option", "max_queue_seconds", "default: no limit"),
        ("option", "--seed N", "seed of ids"),
        ("argument", "timeout", "Seconds"),
        ("header", "X-RateLimit-Remaining", "further requests"),
        ("header", "Retry-After", "seconds"),
        ("operation", "List API keys", "list_api_keys GET /projects/{project_id}/api-keys"),
        ("parameter", "page_size", "From 1 to 100"),
        ("schema", "Pagination", "item_count"),
        ("error", "too_many_requests", "RateLimitError"),
        ("decision", "A page does not contain the total", ""),
        ("changes", "2.0.0", "no longer accepts us-east-1"),
    ],
)
def test_the_index_has_entries_of_every_kind(kind, title, words):
    found = [one for one in entries() if (one.kind, one.title) == (kind, title)]
    assert [one for one in found if words in one.text], found


def test_a_parameter_of_many_operations_is_one_entry():
    [found] = [one for one in entries() if (one.kind, one.title) == ("parameter", "page_size")]
    assert found.place == "query, and 1 more"


def test_the_index_of_hostile_texts_is_a_script_that_ends_no_element():
    document = golden_document()
    document["paths"]["/books"]["get"]["description"] = '</script><!-- \u2028 & "quoted" -->'
    script = site_of(document)[SCRIPT]
    assert "<" not in script
    [found] = [one for one in read(script) if one.address == to.operation("list_books")]
    assert "</script><!--" in found.text
    assert "\u2028" not in script
