"""The HTML form of `generator diff` in Chromium: it needs no other file and no script, and works on narrow screens and with the keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.diff.change import Change
from generator.diff.comparison import Comparison
from generator.release.report import to_html
from generator.release.status import Accepted, Step

_POINTER = "/paths/~1videos~1{videoId}~1captions~1{language}/patch/requestBody/content/application~1json/schema/properties/default"
_NAMES = tuple(f"operation_with_a_long_name_{number}" for number in range(20))


def _change(severity: Any, message: str, number: int) -> Change:
    return Change("type_changed", severity, "request", message, None, f"{_POINTER}/{number}", _NAMES)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a report with long names in every part."""
    changes = (
        *(_change("major", f"the type of `{'a_long_name' * 8}` changed.", number) for number in range(5)),
        _change("major", "<script>document.title = 'run'</script>", 5),
        _change("minor", "the optional parameter `title` was added.", 6),
    )
    step = Step(
        Comparison("1.0.0", "2.0.0", changes, (f"{_POINTER}/7",)),
        accepted=(Accepted(changes[5], "it never worked"),),
        notes=(f"api.yaml#{_POINTER}: line 7: the key `200` is not text in YAML.",),
    )
    path = tmp_path_factory.mktemp("report") / "changes.html"
    path.write_text(to_html(step), encoding="utf-8")
    return path


def test_a_report_does_not_scroll_sideways(page: Any) -> None:
    sizes = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")

    assert sizes[0] <= sizes[1]


def test_text_of_a_document_is_not_run(page: Any) -> None:
    assert page.title() == "API changes from 1.0.0 to 2.0.0"


def test_the_text_of_a_report_has_the_contrast_of_wcag_aa_in_light_and_dark(page: Any) -> None:
    # 1.4.3: 4.5 to 1 for text of this size.
    assert page.evaluate(_LOWEST_CONTRAST) >= 4.5


def test_the_locations_of_a_change_open_with_the_keyboard(page: Any) -> None:
    page.locator("summary").first.focus()
    page.keyboard.press("Enter")

    assert page.locator("details[open] li").first.is_visible()


_LOWEST_CONTRAST = """() => {
  const numbers = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = (color) => {
    const [r, g, b] = numbers(color).map((one) => one / 255).map((one) => one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const color = getComputedStyle(one).backgroundColor;
      if (numbers(color)[3] !== 0) return color;
    }
    return "rgb(255, 255, 255)";
  };
  const ratios = [...document.querySelectorAll("main *")]
    .filter((one) => [...one.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim()))
    .map((one) => [light(getComputedStyle(one).color), light(behind(one))])
    .map(([text, ground]) => (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05));
  return Math.min(...ratios);
}"""
"""The lowest ratio of text to what is behind it (WCAG 2.2, contrast ratio)."""
