"""The errors of the suite itself."""

from __future__ import annotations


class UsageError(Exception):
    """The run is impossible with these options. The message says why, and how to fix it."""
