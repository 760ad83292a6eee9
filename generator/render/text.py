"""Escape text of the document for Python and Markdown.

Text in code is escaped by the filters of openapi-python-client. This module prepares it for them.
"""

from __future__ import annotations

import textwrap
import unicodedata
from typing import Any

from openapi_python_client.strings import in_double_quote_literal, safe_for_docstring

WIDTH = 112
_MARKDOWN = str.maketrans(
    {character: f"\\{character}" for character in "\\`*_[]|#"} | {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
)


def plain(text: str) -> str:
    """Return the text on one line, without control and format characters such as bidirectional overrides."""
    shown = "".join(
        " " if c.isspace() else c for c in text if c.isspace() or not unicodedata.category(c).startswith("C")
    )
    return " ".join(shown.split())


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a description, each on one line."""
    blocks = "\n".join(line.strip() for line in text.splitlines()).split("\n\n")
    return [block for block in map(plain, blocks) if block]


def sentence(text: str) -> str:
    """Return the text on one line, with a full stop if it has no end mark."""
    line = plain(text)
    return line if not line or line[-1] in ".!?:" else f"{line}."


def wrapped(text: str, *, first: str = "", indent: str = "") -> str:
    """Wrap one paragraph for a docstring."""
    return textwrap.fill(
        text, WIDTH, initial_indent=first, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def docstring(text: str) -> str:
    """Return a docstring of this text, including its quotes.

    It ends with a line break, so that a quote at the end of the text cannot close it.
    """
    return f'"""{safe_for_docstring(text)}\n"""'


def exact(value: str | int) -> bool:
    """Return whether the value is unchanged in a ``Literal``.

    ``literal`` removes control characters. Type checkers and JSON readers support integers of 64 bits.
    """
    if not isinstance(value, str):
        return -(2**63) <= value < 2**63
    return not any(unicodedata.category(character).startswith(("C", "Zl", "Zp")) for character in value)


def literal(value: Any) -> str:
    """Return a JSON value as Python code."""
    match value:
        case str():
            return f'"{in_double_quote_literal(value)}"'
        case bool() | int() | float() | None:
            return repr(value)
        case list():
            return f"[{', '.join(map(literal, value))}]"
        case dict():
            return "{" + ", ".join(f"{literal(str(key))}: {literal(item)}" for key, item in value.items()) + "}"
    raise TypeError(f"{type(value).__name__} is not a JSON type")


def markdown(text: str) -> str:
    """Escape text for Markdown, also in tables. Text in backticks stays code."""
    parts = plain(text).split("`")
    if len(parts) % 2 == 0:
        return plain(text).translate(_MARKDOWN)
    return "".join(_code(part) if index % 2 else part.translate(_MARKDOWN) for index, part in enumerate(parts))


def _code(text: str) -> str:
    return "`" + text.replace("|", "\\|") + "`" if text else ""
