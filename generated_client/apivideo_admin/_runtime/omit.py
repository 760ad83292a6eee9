"""The default of arguments for which None has a meaning of its own."""

from __future__ import annotations

from typing import ClassVar, Final, Self


class Omit:
    """The type of ``omit``: an argument with this value is not sent, while None is sent as null."""

    __slots__ = ()

    _only: ClassVar[Self | None] = None

    def __new__(cls) -> Self:
        """Return ``omit``, the only value of this type."""
        if cls._only is None:
            cls._only = super().__new__(cls)
        return cls._only

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "omit"

    def __reduce__(self) -> str:
        return "omit"


omit: Final = Omit()
"""Leave an argument out of the request."""
