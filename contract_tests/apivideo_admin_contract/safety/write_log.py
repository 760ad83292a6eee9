"""Keeps what a run made on a server, so that it can be removed, and stops what may not be done there, before it is sent."""

from __future__ import annotations

import json
from threading import Lock
from typing import Final
from urllib.parse import unquote

from apivideo_admin_contract.document.document import Collection, Document, Operation
from apivideo_admin_contract.document.exchange import SAFE, Event, Exchange
from apivideo_admin_contract.rules.expect import shown
from apivideo_admin_contract.rules.verdict import Skipped
from apivideo_admin_contract.safety.ownership import Ownership

Created = tuple[str, Collection, tuple[str, ...]]
"""The name of the account that created an item, the collection, and the ids in the path of the item."""

#: Payloads of more bytes are for limits of size, and refused.
_LONG: Final = 10_000


class WriteLog:
    """``budget`` is how many items may be made that can't be deleted again, None for any number. ``ours`` is whether nobody else uses the server.

    ``created`` are the items that a create has answered with, the oldest first; whoever removes them takes them out. ``history`` is all
    that changed the server, in its order. ``unknown`` has a line for each create of which nobody knows what it made, and ``payloads`` is what
    all creates were sent, but for the very long. ``writes`` is how many requests could change something.
    """

    def __init__(
        self, document: Document, history: list[Event], budget: int | None = None, *, ours: bool = True
    ) -> None:
        self._document, self._budget, self._ours = document, budget, ours
        self.history = history
        self.created: list[Created] = []
        self.unknown_creates: list[str] = []
        self.payloads: set[bytes] = set()
        self.ownership = Ownership(document.collections)
        self.spent = self.writes = 0
        self._lock = Lock()

    def check_budget(self, operation: Operation | None, number: int = 1) -> None:
        """Raise Skipped for creates that could go beyond the budget, also one that should be refused: a faulty server accepts it."""
        if self._budget is not None and self.spent + number > self._budget and self._spends(operation):
            raise Skipped(
                f"the budget of {self._budget} items that can't be deleted again is spent: raise it with --budget"
            )

    def record_request(self, method: str, path: str, operation: Operation | None, content: bytes | None = None) -> None:
        """Count a request as sent; ``path`` is percent-encoded. Raises Skipped for one that this run may not send.

        It must not change what others made, whatever the server should answer: a faulty one does what it should refuse.
        """
        foreign = None if self._ours or method in SAFE else self.ownership.find_foreign(map(unquote, path.split("/")))
        if foreign is not None:
            raise Skipped(
                f"{method} {unquote(path)} names an item that this run did not make ({foreign}), and nothing that is not its own is changed: "
                "give it an account, and a --budget, where it can make one"
            )
        if content and len(content) < _LONG and operation is not None and operation.action == "create":
            self.payloads.add(content)
        with self._lock:
            self.writes += method not in SAFE
            self.check_budget(operation)
            self.spent += self._spends(operation)

    def undo_request(self, operation: Operation | None) -> None:
        """Take back that a request was counted: it made nothing."""
        with self._lock:
            self.spent -= self._spends(operation)

    def record_unknown(self, operation: Operation | None, path: str, content: bytes | None, why: str) -> None:
        """Keep a line of what a create may have made. What is below an item of the run's own goes with that."""
        if operation is None or operation.action != "create" or any(map(self.ownership.is_own, path.split("/"))):
            return
        payload = shown((content or b"").decode("utf-8", "backslashreplace"))
        self.unknown_creates.append(f"{path} may hold an item more, which stays: a create {why}. It was sent {payload}")

    def record_exchange(self, who: str, exchange: Exchange) -> None:
        """Keep what an exchange made, if it made something."""
        operation = exchange.operation
        if exchange.method not in SAFE and exchange.status < 400:
            self.history.append(exchange)
        if operation is not None and operation.action == "create":
            self._note_create(who, operation, exchange)
        if not self._ours:
            self.ownership.record_seen(exchange.body, map(unquote, exchange.path.split("/")))

    def take_created(self, mark: int) -> list[Created]:
        """Give what was created since there were ``mark``, and forget it."""
        taken = self.created[mark:]
        del self.created[mark:]
        return taken

    def _note_create(self, who: str, operation: Operation, exchange: Exchange) -> None:
        if 400 <= exchange.status < 500:
            self.undo_request(operation)
            return
        collection = self._document.collection_of(operation)
        made = collection and exchange.status < 300 and _id(collection, exchange.body)
        if collection and made and self.ownership.claim(made):
            self.created.append((who, collection, (*exchange.ids, made)))
        else:
            self.record_unknown(
                operation, exchange.path, exchange.content, f"was answered with {exchange.status}, and no new id"
            )

    def _spends(self, operation: Operation | None) -> bool:
        """Whether an operation makes what can't be deleted again."""
        if operation is None or operation.action != "create":
            return False
        collection = self._document.collection_of(operation)
        return collection is None or "delete" not in collection.operations


def _id(collection: Collection, body: bytes) -> str | None:
    try:
        found = json.loads(body)[collection.id_name]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return found if isinstance(found, str) and found else None
