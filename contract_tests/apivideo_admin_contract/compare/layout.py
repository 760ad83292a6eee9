"""Lay out two responses side by side, around the place where they differ."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any, Final

from apivideo_admin_contract.compare.summary import ShownPair, ShownResponse
from apivideo_admin_contract.report.as_text import visible

#: The width of a column, in characters, and the lines before and after the difference.
_COLUMN: Final = 56
_BEFORE: Final = 4
_AFTER: Final = 8


def side_by_side(pair: ShownPair) -> Iterator[str]:
    """Yield the lines of two responses in two columns. ``>`` marks where they differ."""
    yield _row("left", "right", " ")
    is_header = pair.where.startswith("header ")
    is_status = pair.where == "status"
    yield _row(str(pair.left.status), str(pair.right.status), ">" if is_status else " ")
    if is_header:
        name = pair.where.removeprefix("header ")
        left, right = (f"{name}: {one.headers.get(name, '(missing)')}" for one in (pair.left, pair.right))
        yield _row(left, right, ">")
        return
    columns = [_window(one, None if is_status else pair.where) for one in (pair.left, pair.right)]
    for one, other in zip_longest(*columns, fillvalue=(False, "")):
        yield _row(one[1], other[1], ">" if one[0] or other[0] else " ")


def _row(left: str, right: str, mark: str) -> str:
    texts = [one if len(one) <= _COLUMN else f"{one[: _COLUMN - 1]}…" for one in map(visible, (left, right))]
    return f"{mark} {texts[0]:<{_COLUMN}} | {texts[1]}".rstrip()


def _window(response: ShownResponse, pointer: str | None) -> list[tuple[bool, str]]:
    """Return the lines of a body around a pointer, each with whether it is at the pointer."""
    if isinstance(response.body, str):
        lines = [("", line) for line in response.body.splitlines()]
    else:
        lines = list(_lines(response.body, ""))
    at = _index([one for one, _ in lines], pointer) if pointer is not None else 0
    begin, end = max(0, at - _BEFORE), at + _AFTER
    marked = [(pointer is not None and begin + index == at, line) for index, (_, line) in enumerate(lines[begin:end])]
    before = [(False, "…")] if begin else []
    after = [(False, "…")] if end < len(lines) else []
    # Both columns have the same number of lines above the mark.
    padding = [(False, "")] * (_BEFORE + 1 - len(before) - (at - begin)) if pointer is not None else []
    return [*padding, *before, *marked, *after]


def _index(pointers: Sequence[str], pointer: str) -> int:
    """Return the position of a pointer; where a response lacks it, that of the nearest part that contains it."""
    while pointer not in pointers and pointer:
        pointer = pointer.rpartition("/")[0]
    return pointers.index(pointer) if pointer in pointers else 0


def _lines(value: Any, at: str, name: str = "", end: str = "") -> Iterator[tuple[str, str]]:
    """Yield the lines of a JSON value, each with its pointer."""
    depth = "  " * (at.count("/"))
    if isinstance(value, dict | list) and value:
        opening, closing = ("{", "}") if isinstance(value, dict) else ("[", "]")
        members = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
        yield at, f"{depth}{name}{opening}"
        for index, (key, one) in enumerate(members):
            step = str(key).replace("~", "~0").replace("/", "~1")
            label = f"{json.dumps(key, ensure_ascii=False)}: " if isinstance(value, dict) else ""
            yield from _lines(one, f"{at}/{step}", label, "," if index < len(members) - 1 else "")
        yield f"{at} end", f"{depth}{closing}{end}"
    else:
        yield at, f"{depth}{name}{json.dumps(value, ensure_ascii=False)}{end}"
