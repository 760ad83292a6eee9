"""Parse a Markdown page of the repository into sections: CommonMark with tables, without HTML and images."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from generator.site.text import is_safe, visible

_LEVELS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_PUNCTUATION = re.compile(r"[^\w\- ]")
_SECTION = 2


@dataclass(frozen=True, slots=True)
class Block:
    """A heading with the tokens up to the next heading. The lead of a page has no title and no anchor."""

    level: int
    title: str
    anchor: str
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a page: the block of its heading, followed by those of its subsections. The lead has no title."""

    title: str
    blocks: tuple[Block, ...]

    def code(self) -> list[Token]:
        """Return the code blocks of the section."""
        return [token for block in self.blocks for token in block.tokens if token.type == "fence"]


def sections(text: str) -> list[Section]:
    """Return the sections of a page in its order. The first one is the lead, which may be empty."""
    found: list[list[Block]] = [[]]
    for block in _blocks(parse(text)):
        if block.level <= _SECTION and block.anchor:
            found.append([])
        found[-1].append(block)
    return [Section("" if index == 0 else blocks[0].title, tuple(blocks)) for index, blocks in enumerate(found)]


def parse(text: str) -> list[Token]:
    """Return the tokens of a page."""
    return _PARSER.parse(visible(text))


def words(tokens: Sequence[Token]) -> str:
    """Return the text of tokens without their markup, in one line."""
    return " ".join(" ".join(_words(tokens)).split())


def slug(title: str) -> str:
    """Return the anchor that GitHub gives to a heading, which links between pages use."""
    return _PUNCTUATION.sub("", title.lower().strip()).replace(" ", "-")


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    """Yield the blocks of a page: its lead without an anchor, then each heading. The first heading is the title of the page."""
    level, title, anchor, start = 1, "", "", 0
    used: dict[str, int] = {}
    for index, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        yield Block(level, title, anchor, tuple(tokens[start:index]))
        # A page has one title. A later heading of the first level is a section.
        is_title = not used
        level, title, start = _LEVELS[token.tag], words(tokens[index + 1 : index + 2]), index + 3
        written = slug(title)
        anchor = f"{written}-{used[written]}" if written in used else written
        used[written] = used.get(written, 0) + 1
        if is_title:
            title = anchor = ""
    yield Block(level, title, anchor, tuple(tokens[start:]))


def _words(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            yield "".join(" " if one.type.endswith("break") else one.content for one in token.children or ())
        else:
            yield token.content


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "html_block", "html_inline"])
    parser.validateLink = is_safe  # type: ignore[method-assign] # the documented way to configure markdown-it
    return parser


_PARSER = _parser()
