"""Find the lines of the values in a YAML or JSON text, for messages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

import yaml

_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_MERGE: Final = "tag:yaml.org,2002:merge"


class Position(NamedTuple):
    """A value: the keys and indexes that lead to it, its line (from 1 on), and whether an earlier value has the same key."""

    path: tuple[str | int, ...]
    line: int
    is_duplicate: bool = False


def yaml_positions(root: yaml.Node | None) -> Iterator[Position]:
    """Yield the values below a node. A value that several aliases refer to occurs once."""
    stack: list[tuple[tuple[str | int, ...], yaml.Node, int]] = [] if root is None else [((), root, 1)]
    seen: set[int] = set()
    while stack:
        path, node, line = stack.pop()
        if path:
            yield Position(path, line)
        if isinstance(node, yaml.ScalarNode) or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            below = [((*path, index), child, child.start_mark.line + 1) for index, child in enumerate(node.value)]
        else:
            keys: set[tuple[str, str]] = set()
            below = []
            for key, child in node.value:
                place = ((*path, str(key.value)), child, key.start_mark.line + 1)
                if (identity := (key.tag, str(key.value))) in keys:
                    yield Position(place[0], place[2], is_duplicate=True)
                keys.add(identity)
                below += [] if key.tag == _MERGE else [place]
        stack += reversed(below)


class _Frame:
    """An open list or object of JSON. ``key`` is the index or key of its current value, None before a key."""

    def __init__(self, *, is_list: bool) -> None:
        self.is_list, self.key = is_list, 0 if is_list else None
        self.keys: set[str] = set()

    key: str | int | None


def json_positions(text: str) -> Iterator[Position]:
    """Yield the values of a valid JSON text."""
    frames: list[_Frame] = []
    line, end = 1, 0
    for match in _TOKEN.finditer(text):
        line, end = line + text.count("\n", end, match.start()), match.start()
        symbol, top = match[0], frames[-1] if frames else None
        if symbol in "]}":
            frames.pop()
        elif symbol == "," and top is not None:
            top.key = top.key + 1 if isinstance(top.key, int) else None
        elif symbol == ":":
            continue
        elif top is not None and top.key is None:
            top.key = str(json.loads(symbol))
            yield from _duplicate(frames, top, line)
        else:
            yield Position(_path(frames), line)
            if symbol in "[{":
                frames.append(_Frame(is_list=symbol == "["))


def _duplicate(frames: list[_Frame], top: _Frame, line: int) -> Iterator[Position]:
    if top.key in top.keys:
        yield Position(_path(frames), line, is_duplicate=True)
    top.keys.add(str(top.key))


def _path(frames: list[_Frame]) -> tuple[str | int, ...]:
    return tuple(frame.key for frame in frames if frame.key is not None)
