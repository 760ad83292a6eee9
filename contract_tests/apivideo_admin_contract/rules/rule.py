"""A rule of the API: a sentence that a check verifies, with its source."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Rule:
    """A promise of the API. ``source`` is where it is written, for example ``openapi/README.md, Pages``."""

    id: str
    sentence: str
    source: str
