"""Stock Schemathesis on a planted fault, for comparison."""

from __future__ import annotations

from functools import cache
from typing import Final

from apivideo_admin_contract.document.document import Document
from contract_tests.planted_bugs.harness.run_until_caught import Catch
from contract_tests.planted_bugs.harness.setup import KEYS, Setup
from contract_tests.planted_bugs.harness.vanilla_schemathesis import stock

#: So often is a healthy server looked at before what is found there counts as all that stock finds there.
_MOST: Final = 20


def stock_catch(setup: Setup) -> Catch | None:
    """Give the first failure that a healthy server does not have."""
    known = _known(setup.document)
    with setup.served(limited=False) as (_, url):
        found = stock(setup.document, url, KEYS[0], known=known)
    return None if found is None else Catch(found.operation, found.check, found.message, found.seconds)


@cache
def _known(document: Document) -> frozenset[tuple[str, str]]:
    """Give what stock Schemathesis finds on the healthy mock: it says nothing of a fault."""
    known: set[tuple[str, str]] = set()
    for _ in range(_MOST):
        with Setup(document, None).served(limited=False) as (_, url):
            found = stock(document, url, KEYS[0], known=known)
        if found is None:
            break
        known.add((found.check, found.operation))
    return frozenset(known)
