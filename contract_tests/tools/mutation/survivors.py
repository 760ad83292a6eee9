"""Read the surviving mutants from the dump of a Cosmic Ray session."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Survivor:
    """A surviving mutant: its module in the package, line number, original line and changed line."""

    module: str
    line: int
    original: str
    change: str


def survivors(lines: Iterable[str]) -> Iterator[Survivor]:
    """Yield the survivors of a dump, which has a work item and its result on each line.

    Raise ValueError for a mutant that was not run.
    """
    for line in lines:
        item, result = json.loads(line)
        if result is None:
            raise ValueError(
                f"the session is not complete: {item['mutations'][0]['module_path']} has mutants that were not run; fix: resume it with the same --folder"
            )
        if result["test_outcome"] == "survived":
            yield _survivor(item["mutations"][0], result["diff"])


def explained(file: Path) -> set[tuple[str, str]]:
    """Return the mutants that may survive, each as its module and a line.

    The line is the changed line (``change``), or an original line of which every mutant may survive (``line``).
    """
    entries: list[dict[str, str]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {(one["module"], one[key]) for one in entries if one["reason"] for key in ("change", "line") if key in one}


def _survivor(mutation: dict[str, Any], diff: str) -> Survivor:
    lines = [one for one in diff.splitlines() if not one.startswith(("---", "+++", "@@"))]
    before = [one[1:].strip() for one in lines if one.startswith("-")]
    after = [one[1:].strip() for one in lines if one.startswith("+")]
    module = str(mutation["module_path"]).partition("apivideo_admin_mock/")[2].removesuffix(".py")
    return Survivor(module, mutation["start_pos"][0], " ".join(before), " ".join(after))
