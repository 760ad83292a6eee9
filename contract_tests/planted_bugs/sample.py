"""Choose the planted bugs of a test run: all of them, or a sample that changes every week."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final, TypeVar

T = TypeVar("T")

#: A sample is every eighth bug, so that eight weeks run all of them.
STEP: Final = 8
VARIABLE: Final = "PLANTED_BUGS"


def offset() -> int | None:
    """Return the first bug of the sample, or None for all bugs.

    PLANTED_BUGS is ``all``, or a number that chooses the sample; by default it is the week of the year.
    """
    value = os.environ.get(VARIABLE) or str(datetime.now(UTC).isocalendar().week)
    return None if value == "all" else int(value) % STEP


def sample(bugs: Sequence[T]) -> Sequence[T]:
    """Return the bugs of this run."""
    first = offset()
    return bugs if first is None else bugs[first::STEP]


def describe() -> str:
    """Describe the sample in a line, with the setting that repeats it."""
    first = offset()
    return (
        "planted bugs: all"
        if first is None
        else f"planted bugs: every {STEP}th, {VARIABLE}={first} repeats this sample"
    )
