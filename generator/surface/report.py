"""Format the changes of a surface."""

from __future__ import annotations

from generator.surface.change import SurfaceChange

_MAX_NAMES = 4


def line_of(change: SurfaceChange) -> str:
    """Format a change in one line: its rule, its names and its message."""
    shown = ", ".join(f"`{name}`" for name in change.names[:_MAX_NAMES])
    more = len(change.names) - _MAX_NAMES
    return f"{change.rule}: {shown}{f' and {more} more' if more > 0 else ''}: {change.message}"
