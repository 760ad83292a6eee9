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


def chosen() -> str:
    """Return ``all``, or the number that chooses the sample: that of PLANTED_BUGS, by default the week of the year."""
    return os.environ.get(VARIABLE) or str(datetime.now(UTC).isocalendar().week)


def sample(bugs: Sequence[T], step: int = STEP) -> Sequence[T]:
    """Return the bugs of this run: all, or every ``step``th."""
    value = chosen()
    return bugs if value == "all" else bugs[int(value) % step :: step]


def describe() -> str:
    """Describe the sample in a line, with the setting that repeats it."""
    value = chosen()
    return "planted bugs: all" if value == "all" else f"planted bugs: a sample, {VARIABLE}={value} repeats it"
