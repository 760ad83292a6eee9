"""Convert texts of the document to HTML: CommonMark without HTML, scripts or images."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import MutableMapping, Sequence
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup

from generator.site import addresses

_SCHEMES = frozenset({"http", "https", "mailto"})
# Headings would break the outline of the page, and images would be loaded from other servers.
_LONG = re.compile(r"(\S{17,})")  # shorter names fit on every screen
# A line can break after these characters, and before the capitals of a name such as BookPage.
_BOUNDARY = re.compile(r"(?<=[/_.,=&?-])(?=[^/_.,=&?-])|(?<=[a-z])(?=[A-Z])")
_WITHOUT = ("heading", "lheading", "image", "html_block", "html_inline")


def visible(text: str) -> str:
    """Return the text without control and format characters, such as bidirectional overrides."""
    if text.replace("\n", "").isprintable():  # nearly every text
        return text
    return "".join(c for c in text if c == "\n" or not unicodedata.category(c).startswith("C"))


def block(text: str, *, up: str = "") -> Markup:
    """Return a description as HTML. ``up`` is the path from the page to the root of the site, which relative links start from."""
    return Markup(_MARKDOWN.render(visible(text), {"up": up}))  # noqa: S704 - the renderer escapes, see _markdown


def inline(text: str, *, up: str = "") -> Markup:
    """Return a text of one paragraph as HTML without the paragraph element."""
    return Markup(_MARKDOWN.renderInline(visible(text), {"up": up}).strip())  # noqa: S704 - as above


def plain(text: str) -> str:
    """Return a text without its markup, for the search."""
    blocks = ("".join(map(_words, token.children or [token])) for token in _MARKDOWN.parse(visible(text)))
    return " ".join(" ".join(blocks).split())


def to_json(value: Any, *, is_compact: bool = False) -> str:
    """Return a value as JSON with invisible characters escaped. A compact text has no white space between its parts."""
    separators = (",", ":") if is_compact else None
    text = json.dumps(value, indent=None if is_compact else 2, separators=separators, ensure_ascii=False)
    if text.replace("\n", "").isprintable():
        return text
    return "".join(c if c == "\n" or not unicodedata.category(c).startswith("C") else json.dumps(c)[1:-1] for c in text)


def breakable(text: str) -> Markup:
    """Return names or a path as HTML. A line can break a long one between its words, but not inside of them."""
    # Every second part is a long name.
    parts = _LONG.split(visible(text))
    return Markup("").join(
        Markup("<wbr>").join(_BOUNDARY.split(part) if place % 2 else [part]) for place, part in enumerate(parts)
    )


def is_safe(url: str) -> bool:
    """Return whether a link is allowed: to a web page, a mail address, or another page of the site."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme.lower() in _SCHEMES or not (parts.scheme or parts.netloc or url.startswith(("/", "\\")))


def _words(token: Token) -> str:
    return " " if token.type in {"softbreak", "hardbreak"} else token.content


def _link(
    _: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: MutableMapping[str, Any]
) -> str:
    """Render the start of a link. Relative links start at the root of the site, and links to Markdown files lead to decisions."""
    token = tokens[index]
    url = str(token.attrGet("href") or "")
    if not urlsplit(url).scheme and not url.startswith("#"):
        path = PurePosixPath(url.partition("#")[0])
        token.attrSet("href", f"{env['up']}{addresses.decision(path.stem) if path.suffix == '.md' else url}")
    return RendererHTML().renderToken(tokens, index, options, env)


def _code(
    _: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: MutableMapping[str, Any]
) -> str:
    return f"<code>{breakable(tokens[index].content)}</code>"


def _markdown() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).disable(list(_WITHOUT))
    parser.validateLink = is_safe  # type: ignore[method-assign] # the documented way to configure markdown-it
    parser.add_render_rule("link_open", _link)
    parser.add_render_rule("code_inline", _code)
    return parser


_MARKDOWN = _markdown()
