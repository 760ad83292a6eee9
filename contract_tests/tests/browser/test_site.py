"""The reference site in Chromium, opened from files: six kinds of pages on wide and narrow screens, in both themes, and the search.

A page that breaks its Content-Security-Policy, requests anything but its own files or throws an error fails its test. The screenshots
are in ``build/site/``.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest

from contract_tests.tests.browser.site_pages import opened, wait_until
from contract_tests.tools.workspace import ROOT

SCREENSHOTS = ROOT / "build" / "site"
AXE = "axe-core@4.14.1"
WIDTHS = (1280, 390)
THEMES = ("light", "dark")
KINDS = ("start", "guide", "operation", "schemas", "errors", "changes")
# Both themes on both screens.
SCREENS = [(width, theme) for width in WIDTHS for theme in THEMES]


@pytest.fixture(scope="module")
def axe() -> str:
    """Return the script of axe-core, which npm installs once into a temporary folder."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed: axe-core did not check the pages. On Debian: apt-get install npm")
    folder = Path(tempfile.gettempdir()) / f"apivideo-admin-{AXE.replace('@', '-')}"
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        # Each worker installs into a folder of its own, and the first one to finish names it.
        own = tempfile.mkdtemp(prefix=f"{folder.name}-")
        options = ("--no-audit", "--no-fund", "--ignore-scripts")
        subprocess.run([npm, "install", *options, "--prefix", own, AXE], check=True)
        try:
            Path(own).rename(folder)
        except OSError:
            shutil.rmtree(own)
    return script.read_text(encoding="utf-8")


def address(site: Path, kind: str) -> Path:
    """Return a page of a kind: of those with many pages the largest one, which has the most elements."""
    folders = {"guide": "guides", "operation": "operations", "changes": "changes"}
    if kind in folders:
        return max((site / folders[kind]).iterdir(), key=lambda path: (path.stat().st_size, path.name))
    return site / {"start": "index.html"}.get(kind, f"{kind}.html")


@pytest.mark.parametrize(("width", "theme"), SCREENS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_fits_the_screen_and_has_the_colours_of_the_theme(
    chromium: Any, site: Path, kind: str, width: int, theme: str
) -> None:
    with opened(chromium, width, color_scheme=theme) as page:
        page.goto(address(site, kind).as_uri())
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{kind}-{width}-{theme}.png")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, background[4:-1].split(","))) < 200) is (theme == "dark")


def test_no_page_scrolls_horizontally_on_a_narrow_screen(chromium: Any, site: Path) -> None:
    wide = []
    with opened(chromium, width=390) as page:
        for path in sorted(site.rglob("*.html")):
            page.goto(path.as_uri())
            if not page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"):
                wide.append(path.relative_to(site).as_posix())
    assert wide == []


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_no_violation(chromium: Any, site: Path, axe: str, kind: str, width: int, theme: str) -> None:
    # The policy of the page refuses scripts that are not its own, such as axe.
    with opened(chromium, width, color_scheme=theme, bypass_csp=True) as page:
        page.goto(address(site, kind).as_uri())
        page.evaluate(axe)
        found = page.evaluate("axe.run({preload: false})")  # it would request the styles again
    assert found["passes"]
    violations = [(one["id"], node["html"][:200]) for one in found["violations"] for node in one["nodes"]]
    assert violations == []


def results(page: Any) -> list[tuple[str, str]]:
    """Return the title and the kind of each result of the search."""
    page.locator("#results li").first.wait_for()
    found = page.locator("#results li a").all()
    return [(one.locator("strong").inner_text(), one.locator("small").inner_text().split(" ")[0]) for one in found]


@pytest.mark.parametrize(
    ("query", "first", "also"),
    [
        ("timeout", ("timeout", "argument"), ("Transports, proxies, timeouts", "guide")),
        ("async", ("asyncio", "guide"), ("async_admin_client", "option")),
        ("paging", ("Paging", "guide"), None),
        ("X-RateLimit-Remaining", ("X-RateLimit-Remaining", "header"), ("Rate limit", "guide")),
        ("retry-after", ("Retry-After", "header"), None),
        ("page_size", ("page_size", "parameter"), None),
        ("freezegun", ("Processes, threads and event loops", "guide"), ("Testing with frozen time", "guide")),
        ("max_queue_seconds", ("max_queue_seconds", "option"), None),
        ("--seed", ("--seed N", "option"), None),
        ("too many requests", ("too_many_requests", "error"), None),
    ],
)
def test_the_search_finds_what_a_reader_looks_for(
    chromium: Any, site: Path, query: str, first: tuple[str, str], also: tuple[str, str] | None
) -> None:
    with opened(chromium) as page:
        page.goto((site / "index.html").as_uri())
        page.get_by_role("searchbox").fill(query)
        found = results(page)
        assert found[0] == first
        assert also is None or also in found
        page.goto(page.locator("#results li a").first.evaluate("(link) => link.href"))
        # The link leads to an element that the page shows.
        assert page.evaluate("!location.hash || document.querySelector(':target').checkVisibility()")
        assert query.split(maxsplit=1)[0].lower() in page.locator("main").inner_text().lower()


@pytest.mark.parametrize("keys", ["/", "Control+k"])
def test_the_keyboard_reaches_the_search_its_results_and_back(chromium: Any, site: Path, keys: str) -> None:
    with opened(chromium) as page:
        page.goto((site / "index.html").as_uri())
        page.keyboard.press(keys)
        page.keyboard.type("retries")
        count = len(results(page))
        assert page.locator("#found").inner_text().endswith("results")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        assert page.evaluate("document.activeElement === document.querySelectorAll('#results a')[1]")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Escape")
        assert count > 2
        assert page.locator("#results li").count() == 0
        assert page.get_by_role("searchbox").input_value() == ""
        page.keyboard.type("asyncio")
        results(page)
        with page.expect_navigation(url="**/guides/sdk.html#asyncio"):
            page.keyboard.press("Enter")


def test_a_result_shows_the_place_of_the_match(chromium: Any, site: Path) -> None:
    with opened(chromium) as page:
        page.goto((site / "index.html").as_uri())
        page.get_by_role("searchbox").fill("freezegun")
        result = page.locator("#results li a").first
        assert result.locator("span mark").first.inner_text().lower() == "freezegun"
        assert len(result.locator("span").inner_text()) < 200
        assert result.locator("small").inner_text() == "guide \u00b7 Python SDK"
        page.get_by_role("searchbox").fill("no such words anywhere")
        assert page.locator("#found").inner_text() == "0 results"


def test_the_index_is_loaded_with_the_first_use_of_the_search(chromium: Any, site: Path) -> None:
    with opened(chromium) as page:
        page.goto((site / "index.html").as_uri())
        assert page.evaluate("window.SEARCH_INDEX === undefined")
        page.get_by_role("searchbox").focus()
        wait_until(page, "window.SEARCH_INDEX !== undefined")
