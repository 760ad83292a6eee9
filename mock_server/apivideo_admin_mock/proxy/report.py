"""Count and log the violations that a proxy finds."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from threading import Lock

from apivideo_admin_mock.http.messages import SpecViolation
from apivideo_admin_mock.shorten import shorten

_log = logging.getLogger("apivideo_admin_mock")
# The log has that many lines of one rule, operation and place; all are counted.
_MAX_LOGGED = 20


class Report:
    """The violations so far, by part, rule, operation and pointer. Thread-safe."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str, str, str]] = Counter()
        self._lock = Lock()

    def add(self, violations: Sequence[SpecViolation]) -> None:
        """Count and log violations."""
        for one in violations:
            key = (one.part, one.rule, one.operation_id or "-", one.pointer)
            with self._lock:
                self._counts[key] += 1
                count = self._counts[key]
            if count <= _MAX_LOGGED:
                more = "" if count < _MAX_LOGGED else " (further ones are only counted)"
                _log.warning("%s at %s: %s%s", " ".join(key), shorten(one.at), shorten(one.detail, 300), more)

    def count(self, part: str | None = None) -> int:
        """Return the number of violations, of requests, responses or both."""
        return sum(count for key, count in self._counts.items() if part in {None, key[0]})

    def lines(self) -> Iterator[str]:
        """Yield a line for each part, rule, operation and pointer, with the number of violations."""
        for (part, rule, operation_id, pointer), count in sorted(self._counts.items()):
            yield f"{count:6} {part:8} {rule:24} {operation_id:24} {pointer}"
