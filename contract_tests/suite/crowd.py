"""Tells a server that limits a key too soon from one whose key somebody else uses as well, where that can be told."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from itertools import pairwise
from typing import Final

import httpx2

from contract_tests.suite.account import Account
from contract_tests.suite.lab import Lab
from contract_tests.suite.outcome import Broken, Skipped
from contract_tests.suite.traffic import begin

#: How often it is looked how much is used up already, and how many windows lie between: a faulty one may be longer than it should.
_PROBES: Final = 12
_APART: Final = 2.3
#: How often a check that only sometimes shows a fault is done with another key.
_TRIES: Final = 2


class Suspect(Broken):
    """A request was refused, or less is said to remain, than this run's own requests are the reason of."""


def of_one_key(check: Callable[[Lab, Account], None]) -> Callable[[Lab], None]:
    """Make a check of the limit of a key one of the first key. Where somebody else uses up the limit it raises Skipped."""

    @wraps(check)
    def of_first(lab: Lab) -> None:
        try:
            check(lab, lab.account)
        except Suspect as suspect:
            if lab.clock is None and _is_shared(lab, check):
                raise Skipped(
                    "somebody else uses this key at the same time, so that its limit can't be checked: take one that nobody else uses"
                ) from None
            if lab.clock is None and lab.other is None:
                hint = "if somebody else uses the key all the time, a --second-key shows it"
                raise Suspect(f"{suspect.message} ({hint})", suspect.rule, suspect.difference) from None
            raise

    return of_first


def _is_shared(lab: Lab, check: Callable[[Lab, Account], None]) -> bool:
    """Tell whether another key of the same server has no such trouble, or, where there is none, what is used up comes and goes."""
    if lab.other is None or begin(lab).ids:
        return _comes_and_goes(lab)
    try:
        for _ in range(_TRIES):
            check(lab, lab.other)
    except Broken:
        return False
    except Skipped:
        return _comes_and_goes(lab)
    return True


def _comes_and_goes(lab: Lab) -> bool:
    """Tell whether what others use up grows and shrinks, while this run sends one request after the other, evenly.

    What a faulty server counts of these is the same each time; where its window is longer, it falls to that when what was before has left.
    """
    traffic, seen = begin(lab), list[int]()
    for _ in range(_PROBES):
        lab.wait(_APART * lab.document.seconds)
        answer = traffic.send()
        refused = answer.status_code == httpx2.codes.TOO_MANY_REQUESTS
        seen.append(0 if refused else int(answer.headers.get("X-RateLimit-Remaining", "0")))
        steps = {(after > before) - (after < before) for before, after in pairwise(seen)}
        if {-1, 1} <= steps:
            return True
    return False
