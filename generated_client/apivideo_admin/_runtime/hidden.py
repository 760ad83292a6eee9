"""Secret values whose repr shows nothing: tools that record local variables and requests use the repr.

Each is a value of its base class in every other way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar, cast

import httpx2

from .model import REDACTED

if TYPE_CHECKING:
    from collections.abc import Collection

ValueT = TypeVar("ValueT")


class HiddenStr(str):
    """A string with a secret in it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"'{REDACTED}'"


class HiddenAddress(HiddenStr):
    """A URL as text, and the ``secrets`` that its query, or that of the first page of a list, contains."""

    __slots__ = ("secrets",)

    secrets: frozenset[str]

    def __new__(cls, url: str, secrets: frozenset[str]) -> Self:
        """Create the text."""
        self = super().__new__(cls, url)
        self.secrets = secrets
        return self


class HiddenBytes(bytes):
    """Bytes with a secret in them."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"b'{REDACTED}'"


class HiddenUrl(httpx2.URL):
    """A URL with secret query parameters, which its text shows masked. ``raw_path`` and ``params`` have their values."""

    def __init__(self, url: str, secret: Collection[str]) -> None:
        super().__init__(url)
        base = str(self.copy_with(query=None))
        pairs = (
            (name, value) for name, _, value in (one.partition("=") for one in self.query.decode("ascii").split("&"))
        )
        self._shown = base + "?" + "&".join(f"{name}={REDACTED if name in secret else value}" for name, value in pairs)

    def __str__(self) -> str:
        return self._shown

    def __repr__(self) -> str:
        return f"URL({self._shown!r})"


def hide(value: ValueT) -> ValueT:
    """Return the same value, with a repr that does not show it if it is a string or contains strings, as a list does."""
    if type(value) is str:
        return cast("ValueT", HiddenStr(value))
    if isinstance(value, list | tuple):
        return cast("ValueT", [hide(one) for one in cast("list[object]", value)])
    return value
