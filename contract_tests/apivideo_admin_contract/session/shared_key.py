"""Tells a server that limits a key too soon from one whose key somebody else uses as well, where that can be told."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from itertools import pairwise
from typing import Final

import httpx2

from apivideo_admin_contract.client.account import Account
from apivideo_admin_contract.rules.verdict import Skipped, Violation
from apivideo_admin_contract.session.rate_probe import start_probe
from apivideo_admin_contract.session.session import Session

#: How often it is looked how much is used up already, and how many windows lie between: a faulty one may be longer than it should.
_PROBES: Final = 12
_APART: Final = 2.3
#: How often a check that only sometimes shows a fault is done with another key.
_TRIES: Final = 2


class PossiblySharedKey(Violation):
    """A request was refused, or less is said to remain, than this run's own requests are the reason of."""


def skip_if_key_is_shared(check: Callable[[Session, Account], None]) -> Callable[[Session], None]:
    """Make a check of the limit of a key one of the first key. Where somebody else uses up the limit it raises Skipped."""

    @wraps(check)
    def of_first(session: Session) -> None:
        try:
            check(session, session.account)
        except PossiblySharedKey as suspect:
            if session.clock is None and _is_shared(session, check):
                raise Skipped(
                    "somebody else uses this key at the same time, so that its limit can't be checked: take one that nobody else uses"
                ) from None
            if session.clock is None and session.other is None:
                hint = "if somebody else uses the key all the time, a --second-key shows it"
                raise PossiblySharedKey(f"{suspect.message} ({hint})", suspect.rule, suspect.difference) from None
            raise

    return of_first


def _is_shared(session: Session, check: Callable[[Session, Account], None]) -> bool:
    """Tell whether another key of the same server has no such trouble, or, where there is none, what is used up comes and goes."""
    if session.other is None or start_probe(session).ids:
        return _comes_and_goes(session)
    try:
        for _ in range(_TRIES):
            check(session, session.other)
    except Violation:
        return False
    except Skipped:
        return _comes_and_goes(session)
    return True


def _comes_and_goes(session: Session) -> bool:
    """Tell whether what others use up grows and shrinks, while this run sends one request after the other, evenly.

    What a faulty server counts of these is the same each time; where its window is longer, it falls to that when what was before has left.
    """
    traffic, seen = start_probe(session), list[int]()
    for _ in range(_PROBES):
        session.wait(_APART * session.document.seconds)
        response = traffic.send()
        refused = response.status_code == httpx2.codes.TOO_MANY_REQUESTS
        seen.append(0 if refused else int(response.headers.get("X-RateLimit-Remaining", "0")))
        steps = {(after > before) - (after < before) for before, after in pairwise(seen)}
        if {-1, 1} <= steps:
            return True
    return False
