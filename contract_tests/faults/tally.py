"""Sums the rows of the table up: how many faults each way of looking caught, and how fast."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from contract_tests.faults.hunt import Catch
from contract_tests.faults.pool import Plan, Row

#: The themes of faults that show in a single answer, held against the document; those of all others are of meaning.
SHAPE: Final = frozenset({"access", "answers", "errors", "failures", "http", "properties", "validation"})


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
    found = [
        catch for wanted, catch in ((plan.named, row.named), (plan.whole, row.whole), (plan.http, row.http)) if wanted
    ]
    return row.crash is not None or None in found


def shares(rows: Sequence[Row], plan: Plan) -> list[tuple[str, Share, Share, Share]]:
    """Give, for each way of looking, its name and what it caught of all faults, of those of meaning, and of those of shape."""
    ways: list[tuple[bool, str, Callable[[Row], Catch | None]]] = [
        (plan.named, "a check of a named rule", lambda row: row.named),
        (plan.whole, "the whole suite", lambda row: row.whole),
        (plan.http, "the whole suite, by URL", lambda row: row.http),
        (plan.stock, "stock Schemathesis", lambda row: row.stock),
    ]
    shape = [row for row in rows if row.theme in SHAPE]
    meaning = [row for row in rows if row.theme not in SHAPE]
    return [
        (name, _share(rows, catch), _share(meaning, catch), _share(shape, catch))
        for wanted, name, catch in ways
        if wanted
    ]


def _share(rows: Sequence[Row], catch: Callable[[Row], Catch | None]) -> Share:
    found = [one for one in map(catch, rows) if one is not None]
    return Share(len(found), len(rows), statistics.median([one.seconds for one in found] or [0.0]))
