"""Generate ids and secrets from a seed. The same seed produces the same values."""

from __future__ import annotations

import random
import string
from typing import Final

_BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_PAIRS: Final = tuple(a + b for a in _BASE58 for b in _BASE58)
_ID_LENGTH: Final = 22
_SECRET_ALPHABET: Final = string.ascii_letters + string.digits


class IdSource:
    """A source of ids and secrets. An id has 128 bits, so that two different seeds do not produce the same one."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)  # noqa: S311 - repeatable on purpose, nothing is protected by it

    def new_id(self, prefix: str) -> str:
        """Return the prefix and 22 base-58 characters (openapi/README.md, Objects)."""
        number = self._random.randrange(58**_ID_LENGTH)
        parts = []
        for _ in range(_ID_LENGTH // 2):
            number, pair = divmod(number, len(_PAIRS))
            parts.append(_PAIRS[pair])
        return prefix + "".join(parts)

    def new_secret(self, length: int) -> str:
        """Return random letters and digits."""
        return "".join(self._random.choices(_SECRET_ALPHABET, k=length))
