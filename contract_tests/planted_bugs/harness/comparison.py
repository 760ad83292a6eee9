"""Summarize the rows of a table: how many bugs each plan caught, and how fast."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from contract_tests.planted_bugs.harness.pool import Plan, Row
from contract_tests.planted_bugs.harness.run_until_caught import Catch

#: The themes of bugs that a single response shows (shape). All others need several responses to show (behaviour).
SHAPE: Final = frozenset(
    {"access", "errors", "http", "payloads", "properties", "responses", "server_errors", "validation"}
)


@dataclass(frozen=True, slots=True)
class Column:
    """A part of a plan: its heading, its catch in a row, and whether it runs by URL."""

    heading: str
    catch: Callable[[Row], Catch | None]
    by_url: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """How many of ``total`` bugs were caught, and the median of the seconds until then."""

    caught: int
    total: int
    seconds: float

    def __str__(self) -> str:
        """Return it as `9 of 10 (90.0%), median 0.50 s`."""
        percent = 100 * self.caught / self.total if self.total else 0.0
        return f"{self.caught} of {self.total} ({percent:.1f}%), median {self.seconds:.2f} s"


def columns(plan: Plan) -> list[Column]:
    """Return the columns of a table for a plan."""
    known = [
        (plan.named, Column("checks of its rules", lambda row: row.named)),
        (plan.whole, Column("first in the suite", lambda row: row.whole)),
        (plan.http, Column("first by URL", lambda row: row.http, by_url=True)),
        (plan.compare, Column("named by compare", lambda row: row.compared)),
        (plan.vanilla, Column("vanilla Schemathesis", lambda row: row.vanilla)),
    ]
    return [column for wanted, column in known if wanted]


def is_missed(row: Row, plan: Plan) -> bool:
    """Return whether our suite ran on a bug and did not catch it."""
    ours = [one for one in columns(plan) if one.heading != "vanilla Schemathesis"]
    return row.crash is not None or any(one.catch(row) is None for one in ours if not (one.by_url and row.clock))


def shares(rows: Sequence[Row], plan: Plan) -> Iterator[tuple[str, Share, Share, Share]]:
    """Yield for each column its heading, and the share of all bugs, of those of behaviour, and of those of shape."""
    for column in columns(plan):
        # A bug that shows only after the clock moves cannot show by URL.
        seen = [row for row in rows if not (column.by_url and row.clock)]
        shape = [row for row in seen if row.theme in SHAPE]
        behaviour = [row for row in seen if row.theme not in SHAPE]
        yield column.heading, _share(seen, column), _share(behaviour, column), _share(shape, column)


def _share(rows: Sequence[Row], column: Column) -> Share:
    found = [one for one in map(column.catch, rows) if one is not None]
    return Share(len(found), len(rows), statistics.median([one.seconds for one in found] or [0.0]))
