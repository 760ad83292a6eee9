"""Says what no stage foresaw, mostly an exception of a library, without a traceback."""

from __future__ import annotations

import os
import traceback
from pathlib import Path

_HERE = Path(__file__).parent
SHOW = "GENERATOR_TRACEBACK"
"""The environment variable that, set to anything, lets the exception through."""


def describe_unexpected(error: Exception) -> str:
    """Return one line: the exception, and where in the generator it came up. Raises ``error`` if ``GENERATOR_TRACEBACK`` is set."""
    if os.environ.get(SHOW):
        raise error
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(_HERE)]
    where = (
        f" in generator/{Path(own[-1].filename).relative_to(_HERE).as_posix()}, line {own[-1].lineno}" if own else ""
    )
    reason = next((line for line in str(error).splitlines() if line.strip()), "no reason given").rstrip(".:")
    return (
        f"{type(error).__name__}{where}: {reason}. The generator does not foresee this: undo what you changed last, and report it "
        f"(with {SHOW}=1 it shows the traceback)"
    )
