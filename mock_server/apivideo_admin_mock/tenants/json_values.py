"""Check that a scenario is JSON, as strictly as the payload of a request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any, Final

from apivideo_admin_mock.errors import Diagnostic
from apivideo_admin_mock.shorten import shorten

_MAX_DEPTH: Final = 100  # as in a payload
# Aliases of YAML can repeat a small text without end.
_MAX_VALUES: Final = 10_000_000


def not_json(content: Any) -> Iterator[Diagnostic]:
    """Yield an error for each key and value that is not JSON: in YAML and Python, other types are possible."""
    stack: list[tuple[tuple[str | int, ...], Any]] = [((), content)]
    count = 0
    while stack:
        path, value = stack.pop()
        count += 1
        if count > _MAX_VALUES:
            yield Diagnostic((), f"contains more than {_MAX_VALUES:,} values")
            return
        if len(path) > _MAX_DEPTH:
            yield Diagnostic(path[:3], f"is nested too deeply, in more than {_MAX_DEPTH} levels")
        elif isinstance(value, Mapping):
            yield from (_key_error(path, key) for key in value if not isinstance(key, str) or not _is_unicode(key))
            stack += reversed([((*path, key), child) for key, child in value.items() if isinstance(key, str)])
        elif isinstance(value, list):
            stack += reversed([((*path, index), child) for index, child in enumerate(value)])
        elif (reason := _reason(value)) is not None:
            yield Diagnostic(path, reason)


def _key_error(path: tuple[str | int, ...], key: object) -> Diagnostic:
    if isinstance(key, str):
        return Diagnostic(path, "a key contains a lone surrogate, which is not a character")
    return Diagnostic(path, f"the key {shorten(repr(key))} is not text; fix: put it in quotation marks", str(key))


def _reason(value: object) -> str | None:
    """Return why a value is not JSON, or None."""
    match value:
        case str():
            return None if _is_unicode(value) else "contains a lone surrogate, which is not a character"
        case None | bool() | int():
            return None
        case float():
            return None if isfinite(value) else f"{value} is not a JSON number"
        case _:
            return f"a value of the type {type(value).__name__} is not JSON; fix: use a text, a number, a list or a mapping"


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
