"""The colours: every text has enough contrast in both themes (WCAG 2.2, 1.4.3: 4.5 to 1)."""

from __future__ import annotations

import re

import pytest

from generator.site.pages import ASSETS, TEMPLATES

STYLE = "".join((TEMPLATES / "assets" / name).read_text(encoding="utf-8") for name in ASSETS["site.css"])
COLOURS = re.findall(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", STYLE)
LIGHT, DARK = ({name: pair[place] for name, *pair in COLOURS} for place in (0, 1))
BEHIND = ("page", "panel")
DECORATION = ("line",)
TEXTS = sorted(set(LIGHT) - {*BEHIND, *DECORATION})


def luminance(colour):
    """Return the relative luminance as defined by WCAG."""
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_defined():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("behind", BEHIND)
@pytest.mark.parametrize("text", TEXTS)
def test_text_has_enough_contrast(theme, behind, text):
    assert contrast(theme[text], theme[behind]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("behind", BEHIND)
@pytest.mark.parametrize("text", ["link", "good", "warn", "bad"])
def test_a_badge_has_enough_contrast_on_its_tint(theme, behind, text):
    [share] = {int(one) for one in re.findall(r"color-mix\(in srgb, currentcolor (\d+)%, transparent\)", STYLE)}
    parts = [[int(theme[one][index : index + 2], 16) for index in (1, 3, 5)] for one in (text, behind)]
    tint = "#" + "".join(f"{round((a * share + b * (100 - share)) / 100):02x}" for a, b in zip(*parts, strict=True))
    assert contrast(theme[text], tint) >= 4.5


def test_both_themes_define_every_colour_and_rules_use_only_these():
    assert len(COLOURS) == len(LIGHT) > len(BEHIND) + len(DECORATION)
    rules = re.sub(r":root \{.*?\}", "", STYLE, count=1, flags=re.DOTALL)
    assert not re.search(r"#[0-9a-f]{3,8}\b|(rgb|hsl|lch|lab)a?\(", rules)
    assert set(re.findall(r"var\(--([a-z-]+)\)", rules)) == set(LIGHT)


def test_the_focus_is_visible():
    assert ":focus-visible" in STYLE
    assert not re.search(r"outline:\s*(0|none)", STYLE)
