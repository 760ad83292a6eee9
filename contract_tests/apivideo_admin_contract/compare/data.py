"""Compare what two servers hold before the first check."""

from __future__ import annotations

from apivideo_admin_contract.client.account import Account
from apivideo_admin_contract.client.lists import read_all
from apivideo_admin_contract.compare.pairs import Pairs
from apivideo_admin_contract.compare.times import Times
from apivideo_admin_contract.compare.values import Equality
from apivideo_admin_contract.document.document import Document
from apivideo_admin_contract.rules.verdict import Skipped, Violation
from apivideo_admin_contract.targets.in_process import Target


def have_same_data(document: Document, left: Target, right: Target, pairs: Pairs, times: Times) -> bool:
    """Return whether two servers hold the same items in the lists without a parent, but for their ids, secrets and times.

    Records the pairs of these, and in ``times`` how far the clocks differ.
    """
    with left.session(limited=False) as one, right.session(limited=False) as other:
        times.learns = True
        accounts = [(one.account, other.account)]
        accounts += [(one.other, other.other)] if one.other is not None and other.other is not None else []
        equality = Equality(pairs, times)
        try:
            found = all(_hold_same(document, *both, equality) for both in accounts)
        except (Skipped, Violation):
            found = False
        finally:
            times.learns = False
        times.ahead = other.time.now() - one.time.now()
    return found


def _hold_same(document: Document, left: Account, right: Account, equality: Equality) -> bool:
    for collection in document.collections:
        if not collection.parents:
            rows = read_all(left, collection, ()), read_all(right, collection, ())
            if equality.difference({"items": collection.resource}, *rows) is not None:
                return False
    return True
