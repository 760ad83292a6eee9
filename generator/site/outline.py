"""The headings of a rendered page: an anchor for each, and the list "On this page". Wide tables get a frame that scrolls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape

from markupsafe import Markup

from generator.site import addresses

_HEADING = re.compile(r"<h([2-6])((?: [^<>]*)?)>(.*?)</h\1>", re.DOTALL)
_ID = re.compile(r' id="([^"]*)"')
_TAG = re.compile(r"<[^<>]*>")
_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
_CAPTION = re.compile(r"<caption>(.*?)</caption>", re.DOTALL)
_LISTED = 2  # the level of the headings that "On this page" lists


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a page. ``title`` is its text without markup."""

    anchor: str
    title: str


@dataclass(frozen=True, slots=True)
class Outline:
    """The content of a page with an anchor on every heading, and the headings to list."""

    html: Markup
    headings: tuple[Heading, ...]


def outline(content: str) -> Outline:
    """Return the content of a page with a link to itself in every heading.

    A heading without an id gets one of its text. A heading that contains a link keeps it.
    """
    used = set(_ID.findall(content))
    headings: list[Heading] = []

    def anchored(found: re.Match[str]) -> str:
        level, attributes, inner = found.groups()
        title = unescape(_TAG.sub("", inner)).strip()
        written = _ID.search(attributes)
        anchor = unescape(written[1]) if written else next(one for one in _anchors(title) if one not in used)
        used.add(anchor)
        if int(level) == _LISTED:
            headings.append(Heading(anchor, title))
        given = attributes if written else f'{attributes} id="{escape(anchor)}"'
        link = inner if "<a " in inner else f'<a class="anchor" href="#{escape(anchor)}">{inner}</a>'
        return f"<h{level}{given}>{link}</h{level}>"

    html = _TABLE.sub(_framed, _HEADING.sub(anchored, content))
    return Outline(Markup(html), tuple(headings))  # noqa: S704 - made of rendered HTML


def _framed(found: re.Match[str]) -> str:
    """Return a table in a frame that scrolls, which the keyboard can reach."""
    caption = _CAPTION.search(found[0])
    label = unescape(_TAG.sub("", caption[1])).strip() if caption else ""
    return f'<div class="scroll" role="region" aria-label="{escape(label or "Table")}" tabindex="0">{found[0]}</div>'


def _anchors(title: str) -> Iterator[str]:
    """Yield anchors for a title: the first one is the title in lower case, the next ones have a number."""
    words = re.sub(r"[^\w.]+", "-", title.lower()).strip("-") or "section"
    first = addresses.anchor(*words.split("-"))
    yield first
    number = 2
    while True:
        yield f"{first}-{number}"
        number += 1
