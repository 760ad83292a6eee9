"""Removes from a server what the suite made there, as far as the API can."""

from __future__ import annotations

import json
from collections.abc import Iterable

from contract_tests.document import Collection
from contract_tests.suite.account import Account
from contract_tests.suite.outcome import Broken, Skipped

Created = tuple[Account, Collection, tuple[str, ...]]
"""Whose it is, where, and the ids in its path."""


def remove(created: Iterable[Created]) -> list[Created]:
    """Delete what can be deleted, what is below first, and give what remains, the oldest first."""
    remaining = []
    for account, collection, ids in reversed(list(created)):
        operation = collection.operations.get("delete")
        if operation is None or not _is_done(account, collection, ids, operation.status):
            remaining.append((account, collection, ids))
    return remaining[::-1]


def schedule(created: Iterable[Created]) -> list[str]:
    """Schedule the deletion of what can't be deleted at once (``x-expire``), and give a line for each item that stays for now."""
    lines = []
    for account, collection, ids in created:
        place = collection.operations["create"].url(ids[:-1])
        lines.append(f"{place}/{ids[-1]} {_scheduled(account, collection, ids)}")
    return lines


def _is_done(account: Account, collection: Collection, ids: tuple[str, ...], status: int) -> bool:
    try:
        # Not found is as good as deleted: the check may have done it.
        return account.call(collection.operations["delete"], ids).status_code in {status, 404}
    except (Broken, Skipped):
        return False


def _scheduled(account: Account, collection: Collection, ids: tuple[str, ...]) -> str:
    expire = collection.resource.get("x-expire")
    words = collection.changeable.get(expire["at"], {}).get("x-set") if expire else None
    if not expire or not words:
        return "stays: the API has no way to delete it"
    update = collection.operations["update"]
    try:
        item = account.call(collection.operations["get"], ids).json()
        payload = {name: item[name] for name in update.required} | {expire["at"]: next(iter(words))}
        # In ASCII, for what is read back may hold half a character, which can't be written as UTF-8.
        content, headers = json.dumps(payload).encode(), {"Content-Type": "application/json"}
        moment = account.send(update.method, update.url(ids), content=content, headers=headers).json()[expire["at"]]
    except (Broken, Skipped, ValueError, KeyError, TypeError) as error:
        return f"stays: its deletion could not be scheduled ({error})"
    return f"stays until {moment}"
