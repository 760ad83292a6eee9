"""Suggest the known name that is closest to an unknown one."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from functools import lru_cache

_MAX_LENGTH = 64
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `` Did you mean `page_size`?`` for ``pageSize``, or an empty string if no known name is close.

    camelCase names are a common mistake: the vendor's per-project API uses them (openapi/README.md, Access).
    """
    # Before the cache, which would keep the word: a request can contain words of a megabyte.
    return _guess(word, tuple(known)) if len(word) <= _MAX_LENGTH else ""


def as_snake_case(word: str) -> str:
    """Convert ``pageSize`` and ``page-size`` to ``page_size``."""
    return _CAMEL.sub("_", word).lower().replace("-", "_")


@lru_cache(maxsize=4096)
def _guess(word: str, known: tuple[str, ...]) -> str:
    snake = as_snake_case(word)
    if snake in known:
        return f" Did you mean `{snake}`?"
    near = difflib.get_close_matches(snake, known, n=1, cutoff=0.5)
    return f" Did you mean `{near[0]}`?" if near else ""
