"""What somebody may have meant who wrote a name that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def suggest(name: str, known: Iterable[str], otherwise: str) -> str:
    """Give "Did you mean ...?" with the known name that is most like this one, in any case of its letters; else ``otherwise``."""
    by_lower = {each.lower(): each for each in known}
    close = get_close_matches(name.lower(), by_lower, n=1)
    return f"Did you mean `{by_lower[close[0]]}`?" if close else otherwise
