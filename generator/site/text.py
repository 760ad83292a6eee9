"""Texts of the document on a page: CommonMark without HTML, and nothing in it can run or load anything."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import MutableMapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup

_SCHEMES = frozenset({"http", "https", "mailto"})
# A heading would break the outline of the page that it comes to stand in, an image would be loaded from elsewhere.
_WITHOUT = ("heading", "lheading", "image", "html_block", "html_inline")


def visible(text: str) -> str:
    """Return the text without control and format characters, of which a change of direction could hide what it says."""
    return "".join(c for c in text if c == "\n" or not unicodedata.category(c).startswith("C"))


def block(text: str, *, up: str = "") -> Markup:
    """Return a description as HTML; ``up`` leads from the page to the root of the site, where relative links start."""
    return Markup(_MARKDOWN.render(visible(text), {"up": up}))  # noqa: S704 - the renderer escapes, see _markdown


def inline(text: str, *, up: str = "") -> Markup:
    """Return a text of one paragraph as HTML, without the paragraph."""
    return Markup(_MARKDOWN.renderInline(visible(text), {"up": up}).strip())  # noqa: S704 - as above


def plain(text: str) -> str:
    """Return what a text says, without its markup: what a search looks through."""
    blocks = ("".join(map(_words, token.children or [token])) for token in _MARKDOWN.parse(visible(text)))
    return " ".join(" ".join(blocks).split())


def to_json(value: Any) -> str:
    """Write a value as JSON that shows every character: those that nobody sees are escaped."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    return "".join(c if c == "\n" or not unicodedata.category(c).startswith("C") else json.dumps(c)[1:-1] for c in text)


def is_safe(url: str) -> bool:
    """Return whether a link may lead there: to a web page, a mail address, or another place of the site."""
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
    """Open a link; one within the site starts at the site's root, and one to a Markdown file leads to its page."""
    token = tokens[index]
    url = str(token.attrGet("href") or "")
    if not urlsplit(url).scheme and not url.startswith("#"):
        path, mark, fragment = url.partition("#")
        token.attrSet("href", f"{env['up']}{path.removesuffix('.md')}{'.html' * path.endswith('.md')}{mark}{fragment}")
    return RendererHTML().renderToken(tokens, index, options, env)


def _markdown() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).disable(list(_WITHOUT))
    parser.validateLink = is_safe  # type: ignore[method-assign] # how markdown-it is told
    parser.add_render_rule("link_open", _link)
    return parser


_MARKDOWN = _markdown()
