"""Find the file and the line of each change, for annotations."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import yaml

from generator.diagnostic import Diagnostic
from generator.document import Document
from generator.document.pointer import from_pointer
from generator.document.yaml_source import FAST_LOADER


def places(document: Document, pointers: Iterable[str]) -> dict[str, tuple[str, int]]:
    """Return the source file and the line (from 1) of each JSON pointer into a document.

    A file that does not exist here, as that of a git revision, has no lines, and its pointers are left out.
    """
    roots: dict[str, yaml.Node | None] = {}
    found: dict[str, tuple[str, int]] = {}
    for pointer in pointers:
        source = document.translate(Diagnostic("", pointer, ""))
        if source.file not in roots:
            roots[source.file] = _read(Path(source.file))
        if (root := roots[source.file]) is not None:
            found[pointer] = source.file, _line(root, from_pointer(source.pointer))
    return found


def _read(path: Path) -> yaml.Node | None:
    """Parse a file. JSON is YAML as well, except with tabs."""
    try:
        node: yaml.Node | None = yaml.compose(path.read_text(encoding="utf-8"), Loader=FAST_LOADER)
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return None
    return node


def _line(node: yaml.Node, keys: Iterable[str]) -> int:
    """Return the line of a value, or of the last value on the way to it that the file has."""
    line = node.start_mark.line
    for key in keys:
        child = _child(node, key)
        if child is None:
            break
        line, node = child
    return int(line) + 1


def _child(node: yaml.Node, key: str) -> tuple[int, yaml.Node] | None:
    """Return the line of a member and its value."""
    if isinstance(node, yaml.MappingNode):
        return next(((name.start_mark.line, value) for name, value in node.value if name.value == key), None)
    if isinstance(node, yaml.SequenceNode) and key.isascii() and key.isdigit() and int(key) < len(node.value):
        value = node.value[int(key)]
        return value.start_mark.line, value
    return None
