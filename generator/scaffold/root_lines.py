"""Insert the lines of a new resource into the text of the root file, and leave everything else as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from generator.diagnostic import Diagnostic
from generator.scaffold.draft import Draft
from generator.scaffold.files import paths_of
from generator.scaffold.house_yaml import to_yaml

Addition = tuple[str, list[str]]
"""The line that opens a block of the root, such as ``paths:``, and the lines to add to the block."""


def additions(draft: Draft, files: Mapping[str, Mapping[str, Any]]) -> list[Addition]:
    """Return the lines that the root needs for the files of a draft."""
    tag = draft.names.tag
    described = to_yaml({"description": f"The {draft.names.words} of {draft.place.owned_by}."}).rstrip()
    paths = []
    for path, operations in paths_of(draft).items():
        paths += [f"  {path}:", *(f"    {method}: {{$ref: {tag}/{name}.yaml}}" for method, name in operations.items())]
    found = [("tags:", [f"  - name: {tag}", f"    {described}"]), ("paths:", paths)]
    for block in ("schemas", "parameters"):
        names = files.get(block, {})
        found.append((f"  {block}:", [f"    {name}: {{$ref: {tag}/{block}.yaml#/{name}}}" for name in names]))
    return [(block, lines) for block, lines in found if lines]


def insert(text: str, added: Sequence[Addition], label: str) -> str | list[Diagnostic]:
    """Return the root with these lines, each group at the end of its block. Schemas are inserted before the shared ones.

    Return a diagnostic for each block that the text does not have in house style: open, and indented by two spaces.
    """
    lines = text.splitlines()
    diagnostics = []
    for block, new in added:
        place = _end_of(lines, block)
        if place is None and block == "  parameters:" and (place := _end_of(lines, "components:")) is not None:
            lines[place:place] = [block, *new]
        elif place is None:
            name = block.strip(": ")
            fix = f"Open it on a line of its own, `{block}`, as the root of this repository does."
            diagnostics.append(Diagnostic(label, "", f"the block `{name}` was not found.", fix))
        else:
            lines[place:place] = new
    return diagnostics or "\n".join(lines) + "\n"


def _end_of(lines: list[str], block: str) -> int | None:
    """Return the index after the last line of a block, or before its lines that refer to ``shared/``, or None without the block."""
    if lines.count(block) != 1:
        return None
    start, depth = lines.index(block) + 1, len(block) - len(block.lstrip())
    end = start
    for index, line in enumerate(lines[start:], start):
        inner = len(line) - len(line.lstrip())
        if line.strip() and (inner < depth or (inner == depth and not line.lstrip().startswith("- "))):
            break
        if line.strip():
            end = index + 1
    if block == "  schemas:":
        while end > start and re.search(r"\$ref: shared/", lines[end - 1]):
            end -= 1
    return end
