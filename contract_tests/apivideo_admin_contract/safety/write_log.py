"""Record what a run creates on a server, so that it can be removed, and stop requests that the run may not send."""

from __future__ import annotations

import json
from threading import Lock
from typing import Final
from urllib.parse import unquote

from apivideo_admin_contract.document.document import Collection, Document, Operation
from apivideo_admin_contract.document.exchange import SAFE, Event, Exchange
from apivideo_admin_contract.rules.expect import shown
from apivideo_admin_contract.rules.verdict import ForeignItem, Skipped
from apivideo_admin_contract.safety.ownership import Ownership

Created = tuple[str, Collection, tuple[str, ...]]
"""A created item: the name of the account, the collection, and the ids in the path of the item."""

#: Longer payloads, in bytes, test size limits. A correct server refuses them.
_LONG: Final = 10_000


class WriteLog:
    """The writes of a run.

    ``budget`` is the maximum number of created items that can't be deleted again, None for no maximum. ``ours`` is whether no one else
    uses the server. The attributes:

    - ``created``: the items in responses to creates, the oldest first. The cleanup removes them from the list.
    - ``history``: every exchange and clock move that changed the server, in order.
    - ``unknown_creates``: one line for each create with an unknown outcome.
    - ``payloads``: the contents of all creates, except very long ones.
    - ``spent``: the part of the budget that is used, in items. ``writes``: the number of unsafe requests sent.
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
        self._shared = {one.path.casefold() for one in document.singles if not one.parents}
        self.spent = self.writes = 0
        self._lock = Lock()

    def check_budget(self, operation: Operation | None, number: int = 1) -> None:
        """Raise Skipped if ``number`` creates could exceed the budget. Invalid ones count: a buggy server accepts them."""
        if self._budget is not None and self.spent + number > self._budget and self._spends(operation):
            raise Skipped(
                f"the budget of {self._budget} items that can't be deleted again is used up. fix: raise it with --budget"
            )

    def record_request(self, method: str, path: str, operation: Operation | None, content: bytes | None = None) -> None:
        """Record a request before it is sent; ``path`` is percent-encoded. Raises ForeignItem or Skipped for one that this run may not send.

        A run sends no unsafe request to a foreign item, even if the server must refuse it: a buggy server does not.
        """
        foreign = None if self._ours or method in SAFE else self._find_foreign(unquote(path))
        if foreign is not None:
            raise ForeignItem(
                f"{method} {unquote(path)}: this run did not create {foreign}, and it changes only its own items. "
                "fix: use an account, and a --budget, with which it can create one"
            )
        if content and len(content) < _LONG and operation is not None and operation.action == "create":
            self.payloads.add(content)
        with self._lock:
            self.writes += method not in SAFE
            self.check_budget(operation)
            self.spent += self._spends(operation)

    def _find_foreign(self, path: str) -> str | None:
        """Return what a path names that is not of this run: an item, or an item without an id that belongs to the account."""
        if path.casefold().rstrip("/ ") in self._shared:
            return path
        return self.ownership.find_foreign(path.split("/"))

    def undo_request(self, operation: Operation | None) -> None:
        """Undo the count of a request that created nothing."""
        with self._lock:
            self.spent -= self._spends(operation)

    def record_unknown(self, operation: Operation | None, path: str, content: bytes | None, reason: str) -> None:
        """Record a create with an unknown outcome, unless the item is deleted together with an own item above it."""
        if operation is None or operation.action != "create" or any(map(self.ownership.is_own, path.split("/"))):
            return
        payload = shown((content or b"").decode("utf-8", "backslashreplace"))
        self.unknown_creates.append(
            f"{path} may contain one more item of this run: a create {reason}. Its payload: {payload}"
        )

    def record_exchange(self, account: str, exchange: Exchange) -> None:
        """Record what an exchange has created or changed, and the foreign ids in its response."""
        operation = exchange.operation
        if exchange.method not in SAFE and exchange.status < 400:
            self.history.append(exchange)
        if operation is not None and operation.action == "create":
            self._record_create(account, operation, exchange)
        if not self._ours:
            self.ownership.record_seen(exchange.body, map(unquote, exchange.path.split("/")))

    def take_created(self, mark: int) -> list[Created]:
        """Remove the created items from position ``mark`` on, and return them."""
        taken = self.created[mark:]
        del self.created[mark:]
        return taken

    def _record_create(self, account: str, operation: Operation, exchange: Exchange) -> None:
        is_replaced = bool(operation.key) and exchange.status < 300 and exchange.status != operation.status
        if is_replaced or 400 <= exchange.status < 500:
            self.undo_request(operation)
            return
        collection = self._document.collection_of(operation)
        new_id = collection and exchange.status < 300 and _id(collection, exchange.body)
        if collection and new_id and self.ownership.claim(new_id):
            above = exchange.ids[: len(collection.parents)]
            self.created.append((account, collection, (*above, new_id)))
        else:
            self.record_unknown(operation, exchange.path, exchange.content, f"got a {exchange.status} without a new id")

    def _spends(self, operation: Operation | None) -> bool:
        """Whether an operation creates an item that no operation deletes."""
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
