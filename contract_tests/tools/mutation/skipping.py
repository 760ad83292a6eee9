"""Leaves out the changes that say nothing of the code, before any is tried: a survivor takes half a minute."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

#: Operators that are left out, each a regular expression.
_OPERATORS: Final = (
    # `X | None` stands in annotations, which nothing runs.
    "core/ReplaceBinaryOperator_BitOr_.*",
    # Of what may stand for `+`, `-` and `*`, those that are left tell as much: a wrong number is a wrong number.
    "core/ReplaceBinaryOperator_.*_(Pow|Mod|FloorDiv|LShift|RShift|BitAnd|BitOr|BitXor)",
    # Whether two equal values are one object is Python's affair.
    "core/ReplaceComparisonOperator_(Eq|NotEq|Lt|LtE|Gt|GtE)_(Is|IsNot)",
)


def says_nothing(operator: str, line: str, column: int) -> bool:
    """Tell whether a change at a place of a line needs no try.

    Besides the operators above, those are changes of form: of how a dataclass is declared, or of the ``*`` before parameters with names; and
    of whether and how many answers a cache remembers, which only time can tell.
    """
    if any(re.fullmatch(one, operator) for one in _OPERATORS):
        return True
    return (
        line.lstrip().startswith(("@dataclass", "@lru_cache"))
        or line.startswith("*,", column)
        or line[:column].endswith("maxsize=")
    )


def skip(session: Path, sources: Path) -> None:
    """Mark the changes of a session that need no try; ``sources`` is the folder that its paths begin in."""
    # Only the session of mutation installs it.
    from cosmic_ray.work_db import use_db
    from cosmic_ray.work_item import WorkerOutcome, WorkResult

    with use_db(str(session)) as db:
        for item in list(db.pending_work_items):
            (change,) = item.mutations
            lines = (sources / str(change.module_path)).read_text(encoding="utf-8").splitlines()
            row, column = map(int, change.start_pos)
            if says_nothing(str(change.operator_name), lines[row - 1], column):
                db.set_result(item.job_id, WorkResult(worker_outcome=WorkerOutcome.SKIPPED, output="says nothing"))
