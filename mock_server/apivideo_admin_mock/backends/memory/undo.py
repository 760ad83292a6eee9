"""The undo log of a transaction in memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

#: What to call, with its arguments, to undo each change of a transaction. The last change comes last.
Undo = list[tuple[Callable[..., Any], *tuple[Any, ...]]]


def roll_back(undo: Undo) -> None:
    """Undo all changes, the last one first."""
    while undo:
        function, *arguments = undo.pop()
        function(*arguments)
