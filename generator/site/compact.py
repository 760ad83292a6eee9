"""Shorten the HTML of a page without changing what it means: a browser makes the same elements, attributes and texts of it."""

from __future__ import annotations

import re

_EXACT = re.compile(r"(<(?:pre|textarea)\b.*?</(?:pre|textarea)>)", re.DOTALL)
_EMPTY_LINES = re.compile(r"\s*\n\s*")
_TAG = re.compile(r"(<[^<>]*>)")
_QUOTE = re.compile(r"&#3[49];|&quot;")
# The HTML standard lets these end tags out where a sibling or the end of the parent follows, and in this site nothing else does.
_OPTIONAL = re.compile(r"</(?:li|dt|dd|td|th|tr|thead|tbody)>")
# A value that ends with a slash keeps its quotes: some parsers take the slash for the end of the tag.
_SIMPLE_VALUE = re.compile(r'(?<! id)="([\w.#:/-]*[\w.#:-])"', re.ASCII)
# Programs look for these in the source, as they do for ids: the generator of a page, and the language of code.
_QUOTED = ("<meta", "<code")


def compact(html: str) -> str:
    """Return a page without empty lines, indentation, optional end tags, and quotes and escapes that it does not need.

    Texts whose white space counts keep it. Every ``<`` and ``>`` of texts and attributes must be escaped.
    """
    parts = _EXACT.split(html)
    parts[::2] = [_EMPTY_LINES.sub("\n", _OPTIONAL.sub("", part)) for part in parts[::2]]
    pieces = _TAG.split("".join(parts))
    pieces[::2] = [_QUOTE.sub(lambda found: "'" if found[0] == "&#39;" else '"', piece) for piece in pieces[::2]]
    pieces[1::2] = [tag if tag.startswith(_QUOTED) else _SIMPLE_VALUE.sub(r"=\1", tag) for tag in pieces[1::2]]
    return "".join(pieces)
