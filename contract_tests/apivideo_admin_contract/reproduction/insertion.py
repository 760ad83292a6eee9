"""Insert a mark into texts at the place where a part of them is, also for a server that compares texts loosely."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

#: What some servers read as a pattern of any text.
_PATTERNS: Final = frozenset("%_*.?")


def insert_like(text: str, part: str, mark: str) -> str | None:
    """Return a text with a mark inside its first part that is like ``part``, or None if it has none.

    Texts are alike if they are equal without case and combining marks, or if ``part`` matches as a pattern. The mark comes after the first
    character of the part, so that two texts that are alike stay so.
    """
    folded, origins = _folded(text)
    wanted, _ = _folded(part)
    if not wanted:
        return None
    patterns = [".*?" if one in _PATTERNS else re.escape(one) for one in wanted]
    found = re.search(f"({patterns[0]}){''.join(patterns[1:])}", folded, re.DOTALL)
    literal = folded.find(wanted)
    if found is None and literal < 0:
        return None
    end = literal + 1 if literal >= 0 or found is None else found.end(1)
    at = origins[end - 1] + 1 if end else 0
    while at < len(text) and unicodedata.combining(text[at]):
        at += 1
    return f"{text[:at]}{mark}{text[at:]}"


def _folded(text: str) -> tuple[str, list[int]]:
    """Return a text without case and combining marks, and the position in the text of each of its characters."""
    pairs = [
        (one, at)
        for at, character in enumerate(text)
        for one in unicodedata.normalize("NFD", character).casefold()
        if not unicodedata.combining(one)
    ]
    return "".join(one for one, _ in pairs), [at for _, at in pairs]
