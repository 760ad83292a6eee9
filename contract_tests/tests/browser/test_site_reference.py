"""The reference pages in Chromium, opened from files: code beside the text, tabs, themes, narrow screens, and no script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from contract_tests.tests.browser.site_pages import GET, LIST, UPDATE, opened, shown_code, wait_until

#: Words of the element that are on more than one line, where a word is what stands between two places to break.
BROKEN_WORDS = """(root) => [...root.querySelectorAll("main code, main h1, main h2, main th, #contents a")].flatMap((element) => {
  if (element.closest("pre") || !element.checkVisibility()) return [];
  const texts = [], walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) texts.push(walker.currentNode);
  return texts.flatMap((text) => [...text.data.matchAll(/\\S+/g)].filter((word) => {
    const range = document.createRange();
    range.setStart(text, word.index);
    range.setEnd(text, word.index + word[0].length);
    const width = element.closest("p, li, dt, dd, td, th, h1, h2, div").clientWidth;
    return new Set([...range.getClientRects()].map((one) => Math.round(one.top))).size > 1 && range.getBoundingClientRect().width < width * 0.5;
  }).map((word) => word[0]));
})"""


def test_from_1100_pixels_the_code_is_beside_the_text_and_stays_in_view(chromium: Any, site: Path) -> None:
    with opened(chromium, width=1100) as page:
        page.goto((site / UPDATE).as_uri())
        text, code = page.locator(".details").bounding_box(), page.locator(".example").bounding_box()
        assert code["x"] >= text["x"] + text["width"]
        page.locator("#errors").scroll_into_view_if_needed()
        page.mouse.wheel(0, 1500)
        wait_until(page, "scrollY > 500")
        assert page.locator(".example .tabs").first.is_visible()
        assert 0 <= page.locator(".example").bounding_box()["y"] < 200


def test_on_a_narrow_screen_the_example_is_between_the_introduction_and_the_details(chromium: Any, site: Path) -> None:
    with opened(chromium, width=390) as page:
        page.goto((site / UPDATE).as_uri())
        intro, code, details = (page.locator(one).bounding_box() for one in (".intro", ".example", ".details"))
        assert intro["y"] + intro["height"] <= code["y"] < code["y"] + code["height"] <= details["y"]


def test_the_language_is_chosen_with_the_arrow_keys_and_remembered(chromium: Any, site: Path) -> None:
    with opened(chromium) as page:
        page.goto((site / GET).as_uri())
        assert shown_code(page).startswith("curl 'https://")
        page.get_by_label("curl", exact=True).focus()
        page.keyboard.press("ArrowRight")
        assert shown_code(page).startswith("from apivideo_admin import AdminClient\n")
        page.keyboard.press("ArrowRight")
        page.goto((site / UPDATE).as_uri())
        assert shown_code(page).startswith("import asyncio\n")


def test_on_this_page_marks_the_section_in_view(chromium: Any, site: Path) -> None:
    with opened(chromium) as page:
        page.goto((site / "errors.html").as_uri())
        marked = page.locator(".outline a[aria-current]")
        assert marked.count() == 0
        page.locator(".outline a", has_text="404 Not Found").click()
        wait_until(page, "document.querySelector('.outline a[aria-current]')?.hash === '#status-404'")
        assert marked.all_inner_texts() == ["404 Not Found"]


def test_the_theme_is_that_of_the_system_until_the_reader_chooses_one(chromium: Any, site: Path) -> None:
    background = "getComputedStyle(document.body).backgroundColor"
    with opened(chromium, color_scheme="light") as page:
        page.goto((site / LIST).as_uri())
        light = page.evaluate(background)
        button = page.get_by_role("button", name="Dark theme")
        assert button.get_attribute("aria-pressed") == "false"
        button.click()
        dark = page.evaluate(background)
        page.goto((site / "errors.html").as_uri())
        assert page.get_by_role("button", name="Dark theme").get_attribute("aria-pressed") == "true"
        assert light != dark == page.evaluate(background)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", [UPDATE, "schemas.html", "errors.html", "sdk.html"])
def test_no_name_is_broken_inside_of_a_word(chromium: Any, site: Path, name: str, width: int) -> None:
    with opened(chromium, width=width) as page:
        page.goto((site / name).as_uri())
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert page.evaluate(f"({BROKEN_WORDS})(document)") == []


def test_a_wide_table_scrolls_in_itself(chromium: Any, site: Path) -> None:
    with opened(chromium, width=390) as page:
        page.goto((site / "errors.html").as_uri())
        region = page.get_by_role("region", name="All kinds of problems")
        assert region.evaluate("(one) => one.scrollWidth > one.clientWidth")
        region.focus()
        page.keyboard.press("ArrowRight")
        wait_until(page, "document.querySelector('.scroll').scrollLeft > 0")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_on_a_narrow_screen_the_contents_open_over_the_page_and_close(chromium: Any, site: Path) -> None:
    with opened(chromium, width=390) as page:
        page.goto((site / LIST).as_uri())
        contents = page.get_by_role("navigation", name="Contents")
        assert not contents.is_visible()
        page.get_by_role("link", name="Contents", exact=True).click()
        assert contents.bounding_box()["height"] == 800
        page.keyboard.press("Escape")
        assert not contents.is_visible()


def test_a_link_to_a_nested_property_opens_its_schema(chromium: Any, site: Path) -> None:
    with opened(chromium) as page:
        page.goto((site / LIST).as_uri())
        assert not page.locator("#response-items-project_id").is_visible()
        page.goto((site / LIST).as_uri() + "#response-items-project_id")
        assert page.locator("#response-items-project_id").is_visible()


def test_the_button_copies_the_code(chromium: Any, site: Path) -> None:
    with opened(chromium, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.goto((site / GET).as_uri())
        page.locator(".example .tabs").first.get_by_role("button", name="Copy").click()
        page.get_by_role("button", name="Copied").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == shown_code(page)


def test_without_a_script_the_page_is_complete(chromium: Any, site: Path) -> None:
    with opened(chromium, java_script_enabled=False) as page:
        page.goto((site / GET).as_uri())
        page.get_by_text("Python", exact=True).click()
        assert shown_code(page).startswith("from apivideo_admin import AdminClient\n")
        page.locator("label", has_text="404").click()
        assert '"status": 404' in page.locator(".example .tabs").nth(1).locator("pre:visible").first.inner_text()
        hidden = (".search", "button.theme", ".server", ".try", ".copy")
        assert [one for one in hidden if page.locator(one).count() and page.locator(one).first.is_visible()] == []
