"""Guides are pages of the repository: their sections, their links, and diagnostics of what they lack."""

from __future__ import annotations

import re

import pytest

from generator.site.build import ROOT, read_guides
from generator.site.guides.assemble import assemble
from generator.site.guides.config import Config, read_config
from generator.site.guides.markdown import sections, slug
from generator.tests.site_kit import ids, read_page, real_site, shown

CONFIG = """\
guides:
  - name: start
    title: Start
    summary: Begin here.
    for: You read this
    steps: [{title: Install, text: "Run *this*.", code: {page: a/README.md, section: Install}}]
    next: [library]
  - name: library
    title: Library
    summary: Lend books.
    parts: [{page: a/README.md}]
  - name: errors
    title: Errors
    summary: What can fail.
    parts: [{page: b/README.md, sections: [Errors], heading: API}, {page: a/README.md, sections: [Errors], heading: SDK}]
elsewhere: {CHANGELOG.md: changelog.html, README.md: index.html}
"""
TEXTS = {
    "a/README.md": """\
# Library

The lead.

## Install

```sh
pip install library
```

## Errors

See [the rest](#install) and [the API](../b/README.md#errors).

### `Lost`

| option | meaning |
|---|---|
| `timeout`: seconds | how long to wait |
| plain | text |

## Errors

Twice.
""",
    "b/README.md": "# B\n\n## Errors\n\nOf the API: [both](../a/README.md), [log](../CHANGELOG.md), [code](../b/main.c), [web](https://example.com).\n",
}
FILES = {"CHANGELOG.md", "README.md", "b/main.c", "openapi/decisions/0001-a.md"}
PAGES = {"index.html", "changelog.html", "decisions.html"}


def config(text=CONFIG):
    found = read_config(text, "guides.yaml")
    assert isinstance(found, Config), found
    return found


def guides(text=CONFIG, **texts):
    """Assemble guides. ``texts`` replaces a page by the first letter of its path."""
    pages = {page: texts.get(page[0], content) for page, content in TEXTS.items()}
    found, diagnostics = assemble(config(text), "guides.yaml", pages, PAGES, FILES.__contains__)
    return {one.name: one for one in found}, [str(one) for one in diagnostics]


def headings(guide):
    return [(one.level, one.title, one.anchor) for one in guide.topics]


def html(guide):
    return "".join(one.html for one in guide.topics)


def test_a_page_has_all_sections_that_no_other_guide_has():
    found, diagnostics = guides()
    assert diagnostics == []
    assert headings(found["library"]) == [(2, "", ""), (2, "Install", "install")]
    more = f"{TEXTS['a/README.md']}\n## Next edition\n\nMore.\n"
    assert headings(guides(a=more)[0]["library"])[-1] == (2, "Next edition", "next-edition")


def test_sections_of_several_pages_are_below_their_headings():
    found, _ = guides()
    assert headings(found["errors"]) == [
        (2, "API", "api"),
        (3, "Errors", "errors"),
        (2, "SDK", "sdk"),
        (3, "Errors", "errors-1"),
        (4, "Lost", "lost"),
        (3, "Errors", "errors-1-1"),
    ]


def test_a_step_has_the_code_of_the_page():
    found, _ = guides()
    [step] = found["start"].topics
    assert (step.title, step.text) == ("Install", "Run this.")
    assert found["start"].next == ("library",)
    assert "pip install library" in step.html


def test_links_lead_to_guides_to_pages_of_the_site_and_to_the_web():
    found, _ = guides()
    links = re.findall(r'href="([^"]+)"', html(found["errors"]))
    assert links == [
        "../guides/library.html",
        "../changelog.html",
        "https://example.com",
        "../guides/library.html#install",
        "../guides/errors.html#errors",
    ]
    assert "code (<code>b/main.c</code> in the repository)" in html(found["errors"])


def test_a_decision_is_a_section_of_the_site():
    found, diagnostics = guides(b="# B\n\n## Errors\n\n[one](../openapi/decisions/0001-a.md)\n")
    assert diagnostics == []
    assert 'href="../decisions.html#0001"' in html(found["errors"])


def test_the_text_of_a_section_has_the_words_of_its_code_once():
    found, _ = guides()
    [topic] = [one for one in found["library"].topics if one.title == "Install"]
    assert topic.text == "install library"


def test_an_option_in_a_table_can_be_linked_and_found():
    found, _ = guides()
    [topic] = [one for one in found["errors"].topics if one.title == "Lost"]
    [term] = topic.terms
    assert (term.name, term.anchor, term.text) == ("timeout: seconds", "lost-timeout-seconds", "how long to wait")
    assert f'<tr id="{term.anchor}">' in topic.html
    assert topic.text == "option meaning plain text"


def test_each_table_of_a_guide_has_a_name_of_its_own():
    table = "# B\n\n## Errors\n\n| a |\n|---|\n| b |\n\n# C\n\n| a |\n|---|\n| c |\n"
    found, _ = guides(b=table, a=TEXTS["a/README.md"].replace("### `Lost`", "### Errors"))
    captions = re.findall("<caption>(.*?)</caption>", html(found["errors"]))
    assert captions == ["Errors", "Errors (2)"]


def test_a_column_without_a_name_has_a_plain_cell():
    found, _ = guides(b="# B\n\n## Errors\n\n| | a |\n|---|---|\n| b | c |\n")
    assert '<tr>\n<td></td>\n<th scope="col">a</th>\n</tr>' in html(found["errors"])


def test_an_option_has_the_names_of_the_columns_where_there_are_several():
    table = "# A\n\n## Install\n\n```sh\nx\n```\n\n## Errors\n\n| option | client | call |\n|---|---|---|\n| `wait` | yes | |\n"
    [topic] = [one for one in guides(a=table)[0]["errors"].topics if one.terms]
    assert [(one.name, one.text) for one in topic.terms] == [("wait", "client: yes")]


def test_a_file_that_the_site_does_not_have_is_its_text_and_its_path():
    found, diagnostics = guides(b="# B\n\n## Errors\n\n[the source](main.c#line-4), [b/main.c](main.c)\n")
    assert diagnostics == []
    assert "<p>the source (<code>b/main.c</code> in the repository), b/main.c</p>" in html(found["errors"])


def test_html_and_images_of_a_page_stay_text():
    found, _ = guides(
        a="# A\n\n<script>x</script> ![i](https://example.com/i.png) [l](javascript:x)\n\n## Install\n\n```sh\nx\n```\n\n## Errors\n"
    )
    text = html(found["library"])
    assert not re.search(r"<script|<img|href=\"javascript", text)
    assert "&lt;script&gt;" in text


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("sections: [Errors], heading: API", "sections: [Error]", "#/guides/2/parts/0: `b/README.md` has no section `Error`. Did you mean `Errors`?"),
        ("section: Install", "section: Instal", "#/guides/0/steps/0/code: `a/README.md` has no section `Instal`. Did you mean `Install`?"),
        ("section: Install", "section: Install, number: 2", "#/guides/0/steps/0/code: `Install` of `a/README.md` has 1 code blocks."),
    ],
)  # fmt: skip
def test_what_a_page_lacks_is_a_diagnostic(old, new, says):
    assert old in CONFIG
    found, [diagnostic] = guides(CONFIG.replace(old, new, 1))
    assert found == {}
    assert diagnostic.startswith(f"guides.yaml{says}")


@pytest.mark.parametrize(
    "link", ["../nothing.md", "#nothing", "../b/README.md#nothing", "../../outside.md", "../nothing.md#x"]
)
def test_a_link_without_a_target_is_a_diagnostic(link):
    _, [diagnostic] = guides(a=TEXTS["a/README.md"].replace("#install", link))
    assert diagnostic == f"a/README.md#: the link `{link}` in `Errors` leads nowhere. Correct the path or the anchor."


@pytest.mark.parametrize(
    ("old", "new", "pointer"),
    [
        ("name: library", "name: The Library", "/guides/1/name"),
        ("name: library", "name: start", "/guides/1/name"),
        ("summary: Lend books.", "sumary: Lend books.", "/guides/1"),
        ("parts: [{page: a/README.md}]", "part: a/README.md", "/guides/1"),
        ("next: [library]", "next: [libary]", "/guides/0/next/0"),
        ("page: b/README.md, sections: [Errors]", "page: a/README.md, sections: [Errors]", "/guides/2/parts/1"),
        ("elsewhere: {", "elsewhere: [", ""),
    ],
)
def test_an_invalid_list_of_guides_is_a_diagnostic(old, new, pointer):
    assert old in CONFIG
    found = read_config(CONFIG.replace(old, new, 1), "guides.yaml")
    assert isinstance(found, list)
    assert pointer in {one.pointer for one in found}


def test_a_missing_page_is_a_diagnostic(tmp_path):
    (tmp_path / "guides.yaml").write_text(CONFIG, encoding="utf-8")
    _, diagnostics = read_guides(tmp_path, PAGES, tmp_path / "guides.yaml")
    assert [str(one) for one in diagnostics] == [
        f"{page}#: the page of a guide is missing. Correct its path in guides.yaml." for page in TEXTS
    ]


@pytest.mark.parametrize(
    ("title", "anchor"),
    [("Rate limit", "rate-limit"), ("Behaviour that the API's documentation", "behaviour-that-the-apis-documentation"), ("Add a resource: YAML only", "add-a-resource-yaml-only"), ("A `x-` word", "a-x--word"), ("snake_case", "snake_case")],
)  # fmt: skip
def test_an_anchor_is_that_of_github(title, anchor):
    assert slug(title) == anchor


def test_a_second_title_is_a_section():
    assert [one.title for one in sections("# A\n\n## B\n\n# C\n\n## D\n")] == ["", "B", "C", "D"]


def test_every_section_of_the_pages_is_on_the_site_once():
    found, diagnostics = read_guides(ROOT, {name for name in real_site() if name.endswith((".html", ".json"))})
    assert diagnostics == []
    placed = [(one.title, topic.title) for one in found for topic in one.topics if not one.reader]
    for page in ("generated_client/README.md", "mock_server/README.md", "contract_tests/README.md"):
        for section in sections((ROOT / page).read_text(encoding="utf-8"))[1:]:
            assert section.title in {title for _, title in placed}, (page, section.title)


@pytest.mark.parametrize(
    "name", ["sdk", "pytest", "mock", "contract-suite", "errors", "rate-limit", "paging", "deployment"]
)
def test_a_guide_is_a_page_of_the_site(name):
    text = real_site()[f"guides/{name}.html"]
    assert len(shown(read_page(text).query("main")[0])) > 1000
    assert len(ids(text)) == len(set(ids(text)))
