"""The released documents in the mock's package: copies of the snapshots in ``openapi/history/``."""

from __future__ import annotations

from pathlib import Path

from generator.bundle import to_json
from generator.diff.release import History
from generator.releases.record import Record

SHIPPED = "mock_server/apivideo_admin_mock/history"


def shipped(root: Path, history: History) -> Record:
    """Return a copy of each released document, and the present copies.

    Raise OSError if a file cannot be read.
    """
    files = {f"{SHIPPED}/{version}.json": to_json(history.snapshots[version]) for version in sorted(history.released)}
    present = {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted((root / SHIPPED).glob("*.json"))}
    return Record(files, present)
