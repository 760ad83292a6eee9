"""A server at a URL with several admin API keys, each of an account of its own, which run checks at the same time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager

from apivideo_admin_contract.session.check import Case, Need
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.targets.in_process import Target


class SeveralKeys:
    """Targets on one server, one a key. The first one has also the second and the suspended key.

    ``keys`` are those of each target, by the names of the variables that a reproduction reads.
    """

    def __init__(self, targets: Sequence[Target], keys: Sequence[Mapping[str, str]]) -> None:
        self.targets = targets
        self._keys = keys
        self._used: dict[Case, int] = {}

    def missing(self, need: Need) -> str | None:
        """Return why a check with this need is skipped, or None."""
        return self.targets[0].missing(need)

    def session(self, *, limited: bool = False) -> AbstractContextManager[Session]:
        """Open a session with the first key."""
        return self.targets[0].session(limited=limited)

    @staticmethod
    def needs_first(case: Case) -> bool:
        """Return whether a case uses keys that only the first target has: two checks at a time would disturb each other there."""
        return bool({Need.OTHER, Need.SUSPENDED} & case.check.needs)

    def record_use(self, case: Case, number: int) -> None:
        """Record which target ran a case."""
        self._used[case] = number

    def keys_of(self, case: Case) -> Mapping[str, str]:
        """Return the keys with which a case ran."""
        return self._keys[self._used.get(case, 0)]

    @property
    def left(self) -> int:
        """The number of created items that are not removed yet."""
        return sum(one.left for one in self.targets)

    def close(self) -> list[str]:
        """Remove what the run created with each key. Return a line for each item that it could not remove."""
        return [line for one in self.targets for line in one.close()]

    def notes(self) -> list[str]:
        """Return a line for each disturbance of the run that is not a finding."""
        return list(dict.fromkeys(note for one in self.targets for note in one.notes()))
