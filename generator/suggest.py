"""Suggest the known name that is closest to an unknown one."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def suggest(name: str, known: Iterable[str], otherwise: str) -> str:
    """Return "Did you mean ...?" with the closest known name, ignoring case, or ``otherwise`` if no name is close."""
    by_lower = {each.lower(): each for each in known}
    close = get_close_matches(name.lower(), by_lower, n=1)
    return f"Did you mean `{by_lower[close[0]]}`?" if close else otherwise
