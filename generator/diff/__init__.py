"""Compares two documents: what changed, for whom it breaks, and what the next version is."""

from generator.diff.change import Change, Direction, Severity
from generator.diff.compare import diff

__all__ = ["Change", "Direction", "Severity", "diff"]
