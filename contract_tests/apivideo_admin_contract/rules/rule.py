"""A rule of the API: what a check holds a server to, in the words that it is written in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Rule:
    """``sentence`` is what the API promises and ``source`` where that stands, like ``facts document, Pages``."""

    id: str
    sentence: str
    source: str
