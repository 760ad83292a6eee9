"""Sums the rows of the table up: how many faults each way of looking caught, and how fast."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from contract_tests.planted_bugs.harness.pool import Plan, Row
from contract_tests.planted_bugs.harness.run_until_caught import Catch

#: The themes of faults that show in a single answer, held against the document; those of all others are of meaning.
SHAPE: Final = frozenset({"access", "errors", "http", "properties", "responses", "server_errors", "validation"})


@dataclass(frozen=True, slots=True)
class Share:
    """How many of ``total`` faults were caught, and the median of the seconds that it took."""

    caught: int
    total: int
    seconds: float

    def __str__(self) -> str:
        """Give it as `9 of 10 (90.0%), median 0.50 s`."""
        percent = 100 * self.caught / self.total if self.total else 0.0
        return f"{self.caught} of {self.total} ({percent:.1f}%), median {self.seconds:.2f} s"


def is_missed(row: Row, plan: Plan) -> bool:
    """Whether a fault was not caught where our suite looked for it."""
    ways = [(plan.named, row.named), (plan.whole, row.whole), (plan.http and not row.clock, row.http)]
    found = [catch for wanted, catch in ways if wanted]
    return row.crash is not None or None in found


def shares(rows: Sequence[Row], plan: Plan) -> list[tuple[str, Share, Share, Share]]:
    """Give, for each way of looking, its name and what it caught of all faults, of those of meaning, and of those of shape."""
    ways: list[tuple[bool, str, Callable[[Row], Catch | None]]] = [
        (plan.named, "a check of a named rule", lambda row: row.named),
        (plan.whole, "the whole suite", lambda row: row.whole),
        (plan.http, "the whole suite, by URL", lambda row: row.http),
        (plan.stock, "stock Schemathesis", lambda row: row.stock),
    ]
    return [(name, *_shares_of(rows, catch, by_url="URL" in name)) for wanted, name, catch in ways if wanted]


def _shares_of(
    rows: Sequence[Row], catch: Callable[[Row], Catch | None], *, by_url: bool
) -> tuple[Share, Share, Share]:
    # What shows only where the clock is moved is no fault that a URL could show.
    seen = [row for row in rows if not (by_url and row.clock)]
    shape = [row for row in seen if row.theme in SHAPE]
    meaning = [row for row in seen if row.theme not in SHAPE]
    return _share(seen, catch), _share(meaning, catch), _share(shape, catch)


def _share(rows: Sequence[Row], catch: Callable[[Row], Catch | None]) -> Share:
    found = [one for one in map(catch, rows) if one is not None]
    return Share(len(found), len(rows), statistics.median([one.seconds for one in found] or [0.0]))
