"""Detect another client with the same key, which can look like a server with a too low limit."""

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

#: The number of probes, and the windows between two of them: the window of a buggy server may be longer than documented.
_PROBES: Final = 12
_APART: Final = 2.3
#: How often a check that finds a violation only sometimes is run with another key.
_TRIES: Final = 2


class PossiblySharedKey(Violation):
    """A request was refused, or fewer remain, without a reason in the requests of this run."""


def skip_if_key_is_shared(check: Callable[[Session, Account], None]) -> Callable[[Session], None]:
    """Turn a check of the limit of a key into one of the first key, which raises Skipped if another client uses that key."""

    @wraps(check)
    def of_first(session: Session) -> None:
        try:
            check(session, session.account)
        except PossiblySharedKey as found:
            if session.clock is None and _is_shared(session, check):
                raise Skipped(
                    "another client uses this key at the same time, so its limit can't be checked. fix: use a key of its own for the run"
                ) from None
            if session.clock is None and session.other is None:
                hint = "hint: another client may use the same key; give a --second-key to find out"
                raise PossiblySharedKey(f"{found.message} ({hint})", found.rule, found.difference) from None
            raise

    return of_first


def _is_shared(session: Session, check: Callable[[Session, Account], None]) -> bool:
    """Whether another client uses the key: the check passes with the second key, or, without one, the used up part varies."""
    if session.other is None or start_probe(session).ids:
        return _usage_varies(session)
    try:
        for _ in range(_TRIES):
            check(session, session.other)
    except Violation:
        return False
    except Skipped:
        return _usage_varies(session)
    return True


def _usage_varies(session: Session) -> bool:
    """Whether the remaining requests both grow and shrink while this run sends one request after another, evenly.

    On a buggy server without other clients they are constant; if its window is too long, they change in one direction until they are.
    """
    probe, remaining = start_probe(session), list[int]()
    for _ in range(_PROBES):
        session.wait(_APART * session.document.seconds)
        response = probe.send()
        refused = response.status_code == httpx2.codes.TOO_MANY_REQUESTS
        remaining.append(0 if refused else int(response.headers.get("X-RateLimit-Remaining", "0")))
        steps = {(after > before) - (after < before) for before, after in pairwise(remaining)}
        if {-1, 1} <= steps:
            return True
    return False
