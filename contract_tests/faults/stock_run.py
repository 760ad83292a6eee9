"""Stock Schemathesis on a planted fault, for comparison."""

from __future__ import annotations

from functools import cache
from typing import Final

from contract_tests.document import Document
from contract_tests.faults.field import KEYS, Field
from contract_tests.faults.hunt import Catch
from contract_tests.stock import stock

#: So often is a healthy server looked at before what is found there counts as all that stock finds there.
_MOST: Final = 20


def stock_catch(field: Field) -> Catch | None:
    """Give the first failure that a healthy server does not have."""
    known = _known(field.document)
    with field.served(limited=False) as (_, url):
        found = stock(field.document, url, KEYS[0], known=known)
    return None if found is None else Catch(found.operation, found.check, found.message, found.seconds)


@cache
def _known(document: Document) -> frozenset[tuple[str, str]]:
    """Give what stock Schemathesis finds on the healthy mock: it says nothing of a fault."""
    known: set[tuple[str, str]] = set()
    for _ in range(_MOST):
        with Field(document, None).served(limited=False) as (_, url):
            found = stock(document, url, KEYS[0], known=known)
        if found is None:
            break
        known.add((found.check, found.operation))
    return frozenset(known)
