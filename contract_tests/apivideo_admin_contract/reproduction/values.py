"""Responses as assertions see them, and the JSON values in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

Path = tuple[str | int, ...]

#: Equals nothing.
MISSING: Final = object()


@dataclass(frozen=True, slots=True)
class Response:
    """A response: ``headers`` by lower-case name, ``value`` the parsed JSON or None, ``now`` the server's time in seconds."""

    status: int
    headers: Mapping[str, str]
    value: Any
    now: float


def value_at(value: Any, path: Path) -> Any:
    """Return the JSON value at a path, or `MISSING`."""
    for step in path:
        known: Any = value if isinstance(value, dict) else dict(enumerate(value)) if isinstance(value, list) else {}
        if step not in known:
            return MISSING
        value = known[step]
    return value


def paths_to(value: Any, wanted: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the paths at which a JSON value contains another one, outer paths first."""
    if type(value) is type(wanted) and value == wanted:
        yield path
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, part in parts:
        yield from paths_to(part, wanted, (*path, step))
