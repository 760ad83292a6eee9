"""Contents, breadcrumbs, previous and next, the headings of a page, and titles of resources."""

from __future__ import annotations

import pytest

from generator.site.content.titles import title_of
from generator.site.navigation import Navigation, Page
from generator.site.outline import Heading, outline


def page(name, parent="index.html", section="", method=""):
    return Page(name, "a template", name.title(), section=section, parent=parent, method=method)


PAGES = (
    page("index.html"),
    page("books.html", section="Reference"),
    page("list.html", "books.html", "Reference", "GET"),
    page("add.html", "books.html", "Reference", "POST"),
    page("decisions.html", section="History"),
    page("first.html", "decisions.html", "History"),
)


def names(pages):
    return [one.name for one in pages]


def test_the_contents_have_the_first_page_and_each_section():
    found = {section: names(pages) for section, pages in Navigation(PAGES).sections().items()}
    assert found == {"": ["index.html"], "Reference": ["books.html"], "History": ["decisions.html"]}


def test_operations_are_always_listed_and_other_pages_below_the_current_one():
    navigation = Navigation(PAGES)
    books, decisions = PAGES[1], PAGES[4]
    assert names(navigation.below(books, "index.html")) == ["list.html", "add.html"]
    assert names(navigation.below(decisions, "index.html")) == []
    assert names(navigation.below(decisions, "first.html")) == ["first.html"]
    assert names(navigation.below(PAGES[0], "index.html")) == []


def test_with_many_operations_only_those_of_the_current_resource_are_listed():
    many = [page(f"{number}.html", "loans.html", "Reference", "GET") for number in range(40)]
    navigation = Navigation((*PAGES, page("loans.html", section="Reference"), *many))
    assert names(navigation.below(PAGES[1], "7.html")) == []
    assert names(navigation.below(PAGES[1], "add.html")) == ["list.html", "add.html"]


def test_the_contents_list_the_current_section_and_on_the_first_page_all():
    navigation = Navigation(PAGES)
    assert [navigation.is_open(one, "index.html") for one in ("", "Reference", "History")] == [True, True, True]
    assert [navigation.is_open(one, "add.html") for one in ("", "Reference", "History")] == [True, True, False]


def test_breadcrumbs_lead_from_the_first_page_to_the_current_one():
    navigation = Navigation(PAGES)
    assert names(navigation.trail("add.html")) == ["index.html", "books.html", "add.html"]
    assert names(navigation.trail("index.html")) == ["index.html"]


def test_previous_and_next_follow_the_reading_order():
    navigation = Navigation(PAGES)
    assert navigation.before("index.html") is None
    assert navigation.before("decisions.html") == PAGES[3]
    assert navigation.after("add.html") == PAGES[4]
    assert navigation.after("first.html") is None


def test_a_heading_links_to_itself_and_those_of_the_second_level_are_listed():
    found = outline('<h2 id="a">One &amp; <code>two</code></h2><h3 id="b">Three</h3>')
    assert found.headings == (Heading("a", "One & two"),)
    assert found.html == (
        '<h2 id="a"><a class="anchor" href="#a">One &amp; <code>two</code></a></h2>'
        '<h3 id="b"><a class="anchor" href="#b">Three</a></h3>'
    )


def test_a_heading_without_an_id_gets_a_free_one_of_its_text():
    found = outline('<p id="rate-limit"></p><h2>Rate limit</h2><h2>Rate limit</h2><h2>…</h2>')
    assert [heading.anchor for heading in found.headings] == ["rate-limit-2", "rate-limit-3", "section"]
    assert '<h2 id="section">' in found.html


def test_a_heading_with_a_link_keeps_it():
    assert outline('<h2 id="a"><a href="b">B</a></h2>').html == '<h2 id="a"><a href="b">B</a></h2>'


def test_a_table_scrolls_in_a_region_with_the_name_of_its_caption():
    found = outline("<table><caption>All &lt;b&gt;</caption><tr><td>1</td></tr></table>")
    assert found.html.startswith('<div class="scroll" role="region" aria-label="All &lt;b&gt;" tabindex="0"><table>')
    assert outline("<table><tr></tr></table>").html.count('aria-label="Table"') == 1


@pytest.mark.parametrize(
    ("name", "texts", "title"),
    [
        ("books", (), "Books"),
        ("pdf_files", ("The PDF of a book.",), "PDF files"),
        ("pdf_files", ("Pdf files.",), "Pdf files"),
        ("a_b", ("A shelf.",), "A b"),
        ("_", (), "_"),
    ],
)
def test_the_title_of_a_resource_is_written_as_in_the_document(name, texts, title):
    assert title_of(name, *texts) == title
