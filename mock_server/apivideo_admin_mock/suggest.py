"""Guesses what somebody meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from functools import lru_cache

_LONGEST = 64
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Give `` Did you mean `page_size`?`` for ``pageSize``, or an empty text where nothing is near.

    camelCase is what people bring along from the vendor's other API (facts document).
    """
    return _guess(word, tuple(known))


def as_snake_case(word: str) -> str:
    """Write ``pageSize`` and ``page-size`` as ``page_size``."""
    return _CAMEL.sub("_", word).lower().replace("-", "_")


@lru_cache(maxsize=4096)
def _guess(word: str, known: tuple[str, ...]) -> str:
    if len(word) > _LONGEST:
        return ""
    snake = as_snake_case(word)
    if snake in known:
        return f" Did you mean `{snake}`?"
    near = difflib.get_close_matches(snake, known, n=1, cutoff=0.5)
    return f" Did you mean `{near[0]}`?" if near else ""
