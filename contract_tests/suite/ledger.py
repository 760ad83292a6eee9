"""Keeps what a run made on a server, so that it can be removed, and stops what can't be removed where that would be too much."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from contract_tests.document import Collection, Document, Operation
from contract_tests.suite.exchange import SAFE, Event, Exchange
from contract_tests.suite.outcome import Skipped

if TYPE_CHECKING:
    from contract_tests.suite.account import Account
    from contract_tests.suite.removal import Created


class Ledger:
    """``budget`` is how many items may be made that can't be deleted again, None for any number.

    ``created`` are the items that a create has answered with, the oldest first; whoever removes them takes them out. ``history`` is all
    that changed the server, in its order.
    """

    def __init__(self, document: Document, history: list[Event], budget: int | None = None) -> None:
        self._document, self._budget = document, budget
        self.history = history
        self.created: list[Created] = []
        self.spent = 0

    def may_send(self, operation: Operation | None, number: int = 1) -> None:
        """Raise Skipped for creates that could go beyond the budget, also one that should be refused: a faulty server accepts it."""
        if (
            self._budget is None
            or self.spent + number <= self._budget
            or operation is None
            or operation.action != "create"
        ):
            return
        collection = self._document.collection_of(operation)
        if collection is None or "delete" not in collection.operations:
            raise Skipped(
                f"the budget of {self._budget} items that can't be deleted again is spent: raise it with --budget"
            )

    def note(self, account: Account, exchange: Exchange) -> None:
        """Keep what an exchange made, if it made something."""
        operation = exchange.operation
        if exchange.method not in SAFE and exchange.status < 400:
            self.history.append(exchange)
        if operation is None or operation.action != "create" or not 200 <= exchange.status < 300:
            return
        collection = self._document.collection_of(operation)
        if collection is None or "delete" not in collection.operations:
            self.spent += 1
        made = collection and _id(collection, exchange.body)
        if collection and made:
            self.created.append((account, collection, (*exchange.ids, made)))

    def take(self, mark: int) -> list[Created]:
        """Give what was created since there were ``mark``, and forget it."""
        taken = self.created[mark:]
        del self.created[mark:]
        return taken


def _id(collection: Collection, body: bytes) -> str | None:
    try:
        found = json.loads(body)[collection.id_name]
    except (ValueError, KeyError, TypeError):
        return None
    return found if isinstance(found, str) and found else None
