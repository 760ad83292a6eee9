"""Reads what Cosmic Ray tells of a session: which changes nobody noticed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Survivor:
    """A change that nobody noticed: the module below the package, the line, what stood there, and what the mutant has there."""

    module: str
    line: int
    original: str
    change: str


def survivors(lines: Iterable[str]) -> Iterator[Survivor]:
    """Give the survivors of a dump: on each line of it stands a work item with its result. Raises ValueError for one that was not run."""
    for line in lines:
        item, result = json.loads(line)
        if result is None:
            raise ValueError(f"the session is not at its end: {item['mutations'][0]['module_path']} has changes to try")
        if result["test_outcome"] == "survived":
            yield _survivor(item["mutations"][0], result["diff"])


def explained(file: Path) -> set[tuple[str, str]]:
    """Give what need not be noticed, each with its module: a changed line (``change``), or a line of which no change need be (``line``)."""
    entries: list[dict[str, str]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {(one["module"], one[key]) for one in entries if one["reason"] for key in ("change", "line") if key in one}


def _survivor(mutation: dict[str, Any], diff: str) -> Survivor:
    lines = [one for one in diff.splitlines() if not one.startswith(("---", "+++", "@@"))]
    before = [one[1:].strip() for one in lines if one.startswith("-")]
    after = [one[1:].strip() for one in lines if one.startswith("+")]
    module = str(mutation["module_path"]).partition("apivideo_admin_mock/")[2].removesuffix(".py")
    return Survivor(module, mutation["start_pos"][0], " ".join(before), " ".join(after))
