"""How a document stands to the releases: what is new since the last snapshot, and which version it must have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.diff.comparison import Comparison, compare
from generator.diff.version import Version


@dataclass(frozen=True, slots=True)
class History:
    """The snapshots by version; those of ``released`` are final, a later one may still change."""

    snapshots: Mapping[Version, dict[str, Any]]
    released: frozenset[Version] = frozenset()


@dataclass(frozen=True, slots=True)
class Standing:
    """``news`` is since the last snapshot, ``owed`` since the last release; they are the same once that is released."""

    news: Comparison | None = None
    owed: Comparison | None = None


def standing(history: History, content: dict[str, Any]) -> Standing:
    """Compare a document with the newest snapshot and with the newest release, where there are such."""
    newest = max(history.snapshots, default=None)
    last = max(history.released, default=None)
    news = None if newest is None else compare(history.snapshots[newest], content)
    owed = news if last == newest else None if last is None else compare(history.snapshots[last], content)
    return Standing(news, owed)
