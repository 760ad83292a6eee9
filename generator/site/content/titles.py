"""Titles of resources, made from their names as the document writes these words: ``pdf_files`` is "PDF files"."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+")


def title_of(name: str, *texts: str) -> str:
    """Return the title of a resource. A word that ``texts`` write in capitals, such as PDF, is in capitals."""
    capitals = {word for text in texts for word in _WORD.findall(text) if len(word) > 1 and word.isupper()}
    words = [word.upper() if word.upper() in capitals else word for word in _WORD.findall(name)]
    title = " ".join(words) or name
    return title[:1].upper() + title[1:]
