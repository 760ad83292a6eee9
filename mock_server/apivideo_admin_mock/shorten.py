"""Shorten texts of clients, which can be as long as a request, before they are repeated."""

from __future__ import annotations

from typing import Final

#: The number of characters of a text that a message repeats.
MAX_SHOWN: Final = 80


def shorten(text: str, limit: int = MAX_SHOWN) -> str:
    """Return a text, or its first characters and an ellipsis if it is longer than ``limit``."""
    return text if len(text) <= limit else f"{text[:limit]}…"
