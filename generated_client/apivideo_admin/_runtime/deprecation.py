"""Warn where the caller uses what the document marks as deprecated."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from typing import TypeVar

FunctionT = TypeVar("FunctionT", bound=Callable[..., object])

_PACKAGE = __name__.partition(".")[0]


def deprecated(message: str) -> Callable[[FunctionT], FunctionT]:
    """Mark a function for tools (PEP 702). It warns itself, because only a call knows its caller."""

    def mark(function: FunctionT) -> FunctionT:
        function.__deprecated__ = message  # type: ignore[attr-defined]  # PEP 702 adds it to functions
        return function

    return mark


def warn_deprecated(message: str) -> None:
    """Show a DeprecationWarning at the line outside of this package that made the call."""
    frame = sys._getframe()  # noqa: SLF001 (the way to the frame of a caller; Python 3.12 has skip_file_prefixes instead)
    level = 1
    while frame.f_back is not None and frame.f_globals.get("__name__", "").partition(".")[0] == _PACKAGE:
        frame = frame.f_back
        level += 1
    warnings.warn(message, DeprecationWarning, stacklevel=level)
