"""Generate ids and secrets from a seed. The same seed and number produce the same value."""

from __future__ import annotations

import string
from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b, shake_128
from typing import Final

from msgspec import structs

from apivideo_admin_mock.backends.interface import Tenant

_BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_PAIRS: Final = tuple(a + b for a in _BASE58 for b in _BASE58)
_ID_LENGTH: Final = 22
_SECRET_ALPHABET: Final = string.ascii_letters + string.digits
# More bytes than a value needs: with 8 more, no character is noticeably more frequent than another.
_ID_BYTES: Final = 25


def new_id(seed: str, number: int, prefix: str) -> str:
    """Return the prefix and 22 base-58 characters (openapi/README.md, Objects).

    An id has 128 bits, so that different seeds or numbers do not produce the same one.
    """
    rest = _random_number(seed, number, _ID_BYTES)
    parts = []
    for _ in range(_ID_LENGTH // 2):
        rest, pair = divmod(rest, len(_PAIRS))
        parts.append(_PAIRS[pair])
    return prefix + "".join(parts)


def new_secret(seed: str, number: int, length: int) -> str:
    """Return random letters and digits."""
    rest = _random_number(seed, number, length + 8)
    parts = []
    for _ in range(length):
        rest, index = divmod(rest, len(_SECRET_ALPHABET))
        parts.append(_SECRET_ALPHABET[index])
    return "".join(parts)


@lru_cache(maxsize=1024)
def request_prefix(seed: int, source: str | float) -> str:
    """Return the beginning of the ids of requests of one source: ``req_`` and 16 hexadecimal digits. 16 digits of a number follow."""
    return f"req_{blake2b(f'{seed}/{source}'.encode('utf-8', 'surrogatepass'), digest_size=8).hexdigest()}"


def next_id(tenant: Tenant, prefix: str) -> str:
    """Return the next id of a tenant that is not reserved."""
    return _next(tenant, lambda seed, number: new_id(seed, number, prefix))


def next_secret(tenant: Tenant, length: int) -> str:
    """Return the next secret of a tenant that is not reserved."""
    return _next(tenant, lambda seed, number: new_secret(seed, number, length))


def _next(tenant: Tenant, make: Callable[[str, int], str]) -> str:
    # With the same seed, the ids of a restored scenario would be generated again: they are reserved.
    seed, number = f"{tenant.seed}/{tenant.key}", tenant.state.ids
    while tenant.is_reserved(new := make(seed, number)):
        number += 1
    tenant.state = structs.replace(tenant.state, ids=number + 1)
    return new


def _random_number(seed: str, number: int, size: int) -> int:
    """Return a random number of ``size`` bytes."""
    return int.from_bytes(shake_128(f"{seed}|{number}".encode("utf-8", "surrogatepass")).digest(size), "big")
