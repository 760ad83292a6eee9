"""Compare two documents: what changed, what breaks clients, and what the next version must be."""

from generator.diff.change import Change, Direction
from generator.diff.compare import diff
from generator.versions import Severity

__all__ = ["Change", "Direction", "Severity", "diff"]
