"""Skip the mutants that no test should kill, before any runs. A survivor takes half a minute."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

#: Operators to skip, as regular expressions.
_OPERATORS: Final = (
    # `X | None` occurs in annotations, which are not executed.
    "core/ReplaceBinaryOperator_BitOr_.*",
    # The other replacements of `+`, `-` and `*` show the same: each results in a wrong number.
    "core/ReplaceBinaryOperator_.*_(Pow|Mod|FloorDiv|LShift|RShift|BitAnd|BitOr|BitXor)",
    # Whether two equal values are the same object depends on Python, not on the mock.
    "core/ReplaceComparisonOperator_(Eq|NotEq|Lt|LtE|Gt|GtE)_(Is|IsNot)",
)


def is_skipped(operator: str, line: str, column: int) -> bool:
    """Return whether to skip a mutant at a column of a line.

    Besides the operators above, skip changes to the declaration of a dataclass and to the ``*`` before keyword-only parameters.
    Also skip changes to a cache and its size, which change only the speed.
    """
    if any(re.fullmatch(one, operator) for one in _OPERATORS):
        return True
    return (
        line.lstrip().startswith(("@dataclass", "@lru_cache"))
        or line.startswith("*,", column)
        or line[:column].endswith("maxsize=")
    )


def skip(session: Path, sources: Path) -> None:
    """Mark the mutants of a session to skip. The paths of the session are relative to ``sources``."""
    # Only the nox session `mutation` installs it.
    from cosmic_ray.work_db import use_db
    from cosmic_ray.work_item import WorkerOutcome, WorkResult

    with use_db(str(session)) as db:
        for item in list(db.pending_work_items):
            (change,) = item.mutations
            lines = (sources / str(change.module_path)).read_text(encoding="utf-8").splitlines()
            row, column = map(int, change.start_pos)
            if is_skipped(str(change.operator_name), lines[row - 1], column):
                db.set_result(
                    item.job_id, WorkResult(worker_outcome=WorkerOutcome.SKIPPED, output="skipped by skipping.py")
                )
