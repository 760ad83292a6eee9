"""Convert JSON pointers (RFC 6901) to and from tuples of keys."""

from __future__ import annotations

from collections.abc import Iterable

Keys = tuple[str | int, ...]
"""The keys and indexes that lead to a value."""


def to_pointer(path: Iterable[str | int]) -> str:
    """Return a path as a pointer: ``("paths", "/projects")`` is ``/paths/~1projects``, the whole document is ``""``."""
    return "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in path)


def from_pointer(pointer: str) -> tuple[str, ...]:
    """Return the keys of a pointer as text. ``""`` has no keys."""
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])
