"""Text of the document always stays text on the site."""

from __future__ import annotations

import pytest
from justhtml import JustHTML

from generator.site.text import block, breakable, inline, is_safe, plain, to_json, visible
from generator.tests.render_kit import golden_document
from generator.tests.site_kit import SCRIPTS, attribute, pages, shown, site_of
from generator.tests.test_render_hostile import poisoned

HOSTILE = [
    "</script><img src=x onerror=alert(1)>",
    '"><script>alert(1)</script><a href="',
    "{{7*7}} {% for x in y %} {# z #}",
    "[x](javascript:alert(1)) [x](JAVASCRIPT:alert(1)) [x](data:text/html,x) <javascript:alert(1)>",
    "[x](//evil.example/a) ![x](https://evil.example/a.png) [x][y]\n\n[y]: vbscript:x",
    "# A heading\n\nAnd another\n===\n\n<h1>one</h1>\n\n<!-- a comment -->",
    "a null \x00, an escape \x1b[31m, \u202eeht fo noitceriD, a lone surrogate \ud800",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "&lt;script&gt; &#106;avascript: ]]> <![CDATA[ x ]]> <?php ?>",
    "`</code>` **bold** | a | b |\n|---|---|",
]
INVISIBLE = {"\x00", "\x1b", "\u202e", "\ud800"}
TAGS = {"script", "img", "iframe", "object", "embed", "style", "form", "svg", "base", "h1"}


def elements(site):
    """Return the number of dangerous elements and the event attributes of each page."""
    return {
        name: (
            {tag: len(page.query(tag)) for tag in sorted(TAGS)},
            [key for element in page.query("*") for key in element.attrs or () if key.startswith("on")],
        )
        for name, page in pages(site).items()
    }


@pytest.mark.parametrize("write", [block, inline], ids=["a block", "a line"])
@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_results_in_no_dangerous_element(hostile, write):
    html = str(write(hostile))
    found = JustHTML(f"<div>{html}</div>", fragment=True, sanitize=False)
    assert {element.name for element in found.query("*")} <= {"div", "p", "a", "code", "pre", "strong", "em", "wbr"}
    assert {key for element in found.query("*") for key in element.attrs or ()} <= {"href", "title"}
    assert [link for link in found.query("a") if not is_safe(attribute(link, "href"))] == []
    assert not set(html) & INVISIBLE


def test_a_site_of_hostile_texts_has_the_same_elements_as_a_harmless_one():
    hostile = "\n\n".join(HOSTILE)
    source = poisoned(golden_document(), hostile)
    source["info"]["title"] = source["info"]["description"] = source["servers"][0]["description"] = hostile
    site = site_of(source)
    assert elements(site) == elements(site_of(poisoned(golden_document(), "Harmless.")))
    assert not set("".join(site.values())) & INVISIBLE
    assert "{{7*7}} {% for x in y %} {# z #}" in shown(pages(site)["index.html"])


def test_a_hostile_name_is_escaped():
    source = golden_document()
    value = '"><script>alert(1)</script>'
    source["components"]["schemas"]["BookCreate"]["properties"][value] = {
        "type": "string",
        "enum": [value],
        "default": value,
    }
    source["components"]["schemas"]["BookCreate"]["example"] = {"title": value, value: [value]}
    source["paths"]["/books"]["get"]["responses"]["400"] = {"description": value, "headers": {value: {"schema": {}}}}
    site = site_of(source)
    page = pages(site)["schemas.html"]
    assert len(page.query("script")) == SCRIPTS
    assert f"One of: {value}" not in shown(page)
    assert f"Only: {value}" in shown(page)
    assert f"default {value}" in shown(page)


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://example.com", True),
        ("HTTP://example.com", True),
        ("mailto:a@example.com", True),
        ("errors.html#invalid_payload", True),
        ("#here", True),
        ("javascript:alert(1)", False),
        ("JavaScript:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("//example.com/x", False),
        ("/etc/passwd", False),
        ("\\\\example.com\\x", False),
        ("http://[", False),
    ],
)
def test_links_to_the_web_and_within_the_site_are_safe(url, safe):
    assert is_safe(url) is safe


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One `code`, *two*.", "<p>One <code>code</code>, <em>two</em>.</p>\n"),
        ("a\n\nb", "<p>a</p>\n<p>b</p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("[e](errors.html#x)", '<p><a href="../errors.html#x">e</a></p>\n'),
        ("[d](0001-a.md#b)", '<p><a href="../decisions.html#0001">d</a></p>\n'),
        ("[d](decisions/0001-a.md)", '<p><a href="../decisions.html#0001">d</a></p>\n'),
        ("[w](https://example.com/a.md)", '<p><a href="https://example.com/a.md">w</a></p>\n'),
        ("[h](#b)", '<p><a href="#b">h</a></p>\n'),
        ("a < b & c", "<p>a &lt; b &amp; c</p>\n"),
        ("", ""),
    ],
)
def test_a_description_is_commonmark(text, html):
    assert block(text, up="../") == html


@pytest.mark.parametrize(
    ("name", "html"),
    [
        ("short_book_title", "short_book_title"),
        ("longer_book_title", "longer_<wbr>book_<wbr>title"),
        ("/books/{book_id}/x", "/<wbr>books/<wbr>{book_<wbr>id}/<wbr>x"),
        ("X-RateLimit-Limit", "X-<wbr>Rate<wbr>Limit-<wbr>Limit"),
        ("PaperbackBookPage", "Paperback<wbr>Book<wbr>Page"),
        ("HTTPSERVEREXAMPLE", "HTTPSERVEREXAMPLE"),
        ("<of_a_longer_name>", "&lt;of_<wbr>a_<wbr>longer_<wbr>name&gt;"),
        ("with__two_dashes_x", "with__<wbr>two_<wbr>dashes_<wbr>x"),
        ("add(book_id, *, longer_book_title)", "add(book_id, *, longer_<wbr>book_<wbr>title)"),
        ("", ""),
    ],
)
def test_a_name_breaks_between_its_words_only(name, html):
    assert breakable(name) == html


def test_inline_text_has_no_paragraph_element():
    assert inline("One `code`.") == "One <code>code</code>."


def test_the_search_text_has_no_markup():
    assert plain("One `code`\nand *two* [links](https://example.com).\n\n- three") == "One code and two links. three"


def test_json_escapes_invisible_characters():
    assert to_json({"a": "é\u202eb\x00"}) == '{\n  "a": "é\\u202eb\\u0000"\n}'
    assert visible("a\u202eb\nc\x00") == "ab\nc"
