"""Read a scenario from a file, and add the lines of the file to its errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

from apivideo_admin_mock.errors import Diagnostic, ScenarioError
from apivideo_admin_mock.files import find_lines, read_mapping


def read_scenario(path: Path) -> Mapping[str, Any]:
    """Read a YAML or JSON file. Raises ScenarioError if it cannot be read or does not contain a mapping."""
    try:
        return read_mapping(path)
    except ValueError as error:
        raise ScenarioError(str(error)) from None


def with_lines(error: ScenarioError, path: Path) -> ScenarioError:
    """Return an error with the file, and the line where it is known, before each of its diagnostics."""
    if not error.diagnostics:
        return ScenarioError(f"{path}: {error}")
    lines = find_lines(path, {place for one in error.diagnostics for place in _places(one)})
    located: list[str] = []
    for one in error.diagnostics:
        line = next((lines[place] for place in _places(one) if place in lines), None)
        located.append(f"{path}: {one}" if line is None else f"{path}:{line}: {one}")
    return ScenarioError("\n".join(located), error.diagnostics)


def _places(one: Diagnostic) -> Iterator[tuple[str | int, ...]]:
    """Yield the places of a file that an error can be at, from the closest on.

    The items of a mapping with a `count` have an index, but the mapping in the file has none: a place can be without indexes.
    """
    steps = one.path if one.key is None else (*one.path, one.key)
    for end in range(len(steps), 0, -1):
        indexes = [position for position, step in enumerate(steps[:end]) if isinstance(step, int)]
        for number in range(len(indexes) + 1):
            for left_out in combinations(indexes, number):
                yield tuple(step for position, step in enumerate(steps[:end]) if position not in left_out)
