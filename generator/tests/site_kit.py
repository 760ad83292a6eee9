"""Render sites of small documents for tests, and parse pages strictly."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from justhtml import Element, JustHTML

from generator.release.status import History
from generator.render.build import describe
from generator.render.parse import PACKAGE, make_config, parse
from generator.render.source import Source
from generator.render.view import Sdk
from generator.site.build import build
from generator.site.content.reference import Reference, read_reference
from generator.site.pages import files

ROOT = Path(__file__).parents[2]
SCRIPTS = 2
"""The number of scripts of a page."""
NO_HISTORY = History({})


def reference_of(document: dict[str, Any]) -> Reference:
    """Return the content of the site of a document that is not linted."""
    data = parse(document, make_config(Path(PACKAGE)))
    assert not isinstance(data, list), data
    sdk = describe(data, Source(document))
    assert isinstance(sdk, Sdk), sdk
    return read_reference(document, sdk, NO_HISTORY, [])


def site_of(document: dict[str, Any]) -> dict[str, str]:
    """Return the files of the site of a document that is not linted, as text."""
    return {name: content.decode() for name, content in files(reference_of(document)).items()}


@cache
def real_site() -> Mapping[str, str]:
    """Return the files of the site of this repository as text."""
    found = build(ROOT / "openapi")
    assert isinstance(found, dict), found
    return {name: content.decode() for name, content in found.items()}


@cache
def read_page(html: str) -> JustHTML:
    """Parse a page and raise on any parse error of the HTML standard."""
    return JustHTML(html, strict=True, sanitize=False)


@cache
def ids(html: str) -> tuple[str, ...]:
    """Return every id of a page, in order."""
    return tuple(attribute(element, "id") for element in read_page(html).query("[id]"))


def pages(site: Mapping[str, str]) -> dict[str, JustHTML]:
    """Return every page of a site by its name, parsed."""
    return {name: read_page(text) for name, text in site.items() if name.endswith(".html")}


def attribute(element: Element, name: str) -> str:
    """Return an attribute, or an empty text."""
    return (element.attrs or {}).get(name) or ""


def links(name: str, page: JustHTML) -> Iterator[tuple[str, str, str]]:
    """Yield every internal link of the page ``name``: its URL, its target file and its anchor."""
    for element in page.query("a[href], link[href], script[src]"):
        written = attribute(element, "href") or attribute(element, "src")
        parts = urlsplit(written)
        if not parts.scheme:
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), parts.path)) if parts.path else name
            yield written, target, unquote(parts.fragment)


def shown(element: Element | JustHTML) -> str:
    """Return the visible text with normalized white space."""
    return " ".join(element.to_text(separator="", strip=False).split())


def code(page: JustHTML, language: str) -> list[str]:
    """Return the exact text of every code block in a language."""
    return [block.to_text(separator="", strip=False) for block in page.query(f'code[data-language="{language}"]')]
