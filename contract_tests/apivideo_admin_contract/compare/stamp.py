"""Record a comparison in a file, which a mock with ``--compare-stamp`` shows in its health."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from apivideo_admin_contract._version import __version__
from apivideo_admin_contract.compare.summary import ComparisonSummary
from apivideo_admin_contract.errors import UsageError


def check_stamp(path: Path) -> None:
    """Raise UsageError for a file that cannot be written, before the comparison instead of after it."""
    if not path.parent.is_dir():
        raise UsageError(f"--stamp: the folder {path.parent} does not exist; fix: create it")
    if path.is_dir():
        raise UsageError(f"--stamp: {path} is a folder; fix: name a file")


def write_stamp(path: Path, summary: ComparisonSummary, now: datetime) -> None:
    """Write the file as a whole: a mock may read it at any time. ``now`` is the end of the comparison. Raises OSError."""
    content = {
        "at": now.isoformat(timespec="seconds"),
        "left": summary.left,
        "right": summary.right,
        "document": summary.document,
        "suite": __version__,
        "checks": summary.compared,
        "differences": summary.number,
    }
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(f"{json.dumps(content, indent=2)}\n", encoding="utf-8")
    partial.replace(path)
