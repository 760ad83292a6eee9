"""Writes long or odd contents short: as an expression of Python."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

#: So many equal characters in a row are written as a product.
_RUN: Final = re.compile(rb"(.)\1{63,}", re.DOTALL)


def pieces(content: bytes) -> Iterator[tuple[bytes, int]]:
    """Give a content as parts, each with how often it comes in a row."""
    end = 0
    for found in _RUN.finditer(content):
        if found.start() > end:
            yield content[end : found.start()], 1
        yield found[1], len(found[0])
        end = found.end()
    if end < len(content):
        yield content[end:], 1


def expression(content: bytes) -> str:
    """Give an expression of Python that makes the content."""
    return " + ".join(repr(part) if times == 1 else f"{part!r} * {times}" for part, times in pieces(content)) or "b''"


def is_plain(content: bytes) -> bool:
    """Tell whether a content can stand in a command as it is: text that shows, of no great length."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return False
    return text.isprintable() and len(list(pieces(content))) <= 1 and len(text) <= 2000 and not _RUN.search(content)
