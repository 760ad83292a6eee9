"""Remove the items that a run has created, as far as the API can."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Mapping
from typing import Any, Final

from apivideo_admin_contract.client.account import Account
from apivideo_admin_contract.document.document import Collection
from apivideo_admin_contract.rules.verdict import Skipped, Violation
from apivideo_admin_contract.safety.write_log import Created
from apivideo_admin_contract.values.samples import sample

#: How the line of an item starts, after its path, that the server deletes without the user.
DELETED_LATER: Final = "which the server deletes after"

Accounts = Mapping[str, Account]
"""The accounts of a run by name."""


def delete_created(accounts: Accounts, created: list[Created], since: int = 0, kept: Container[str] = ()) -> None:
    """Delete created items, the newest first, and remove them from the list.

    Items before position ``since`` and items whose id is in ``kept`` are not deleted.
    """
    for index in reversed(range(since, len(created))):
        name, collection, ids = created[index]
        operation = collection.operations.get("delete")
        if (
            operation is not None
            and ids[-1] not in kept
            and _is_deleted(accounts[name], collection, ids, operation.status)
        ):
            del created[index]


def schedule_deletions(accounts: Accounts, created: list[Created]) -> Iterator[str]:
    """Schedule the deletion of items that can't be deleted at once (``x-expire``). Yield a line for each item that remains for now.

    A line is the path of the item, a comma, and a clause that describes it.
    An item is removed from the list after its line.
    """
    while created:
        name, collection, ids = created[0]
        yield f"{_path(collection, ids)}, {_schedule(accounts[name], collection, ids)}"
        del created[0]


def list_remaining(created: list[Created]) -> Iterator[str]:
    """Return a line for each item that the run leaves unchanged."""
    return (f"{_path(collection, ids)}, which the interrupted cleanup left" for _, collection, ids in created)


def _path(collection: Collection, ids: tuple[str, ...]) -> str:
    create = collection.operations["create"]
    return create.path_for(ids) if create.key else f"{create.path_for(ids[:-1])}/{ids[-1]}"


def _is_deleted(account: Account, collection: Collection, ids: tuple[str, ...], status: int) -> bool:
    try:
        # A check may have deleted it.
        return account.call(collection.operations["delete"], ids).status_code in {status, 404}
    except (Violation, Skipped):
        return False


def scheduled_deletion(collection: Collection) -> dict[str, Any] | None:
    """Return the payload of an update that schedules the deletion of an item (``x-expire``), or None where the API has none.

    Raises UnsupportedError where a required property has no sample.
    """
    expire = collection.resource.get("x-expire")
    words = collection.changeable.get(expire["at"], {}).get("x-set") if expire else None
    if not expire or not words:
        return None
    update = collection.operations["update"]
    return {name: sample(update.properties[name]) for name in update.required} | {expire["at"]: next(iter(words))}


def _schedule(account: Account, collection: Collection, ids: tuple[str, ...]) -> str:
    try:
        payload = scheduled_deletion(collection)
        if payload is None:
            return "which the API cannot delete"
        expire, update = collection.resource["x-expire"], collection.operations["update"]
        # In ASCII: a stored text may contain a lone surrogate, which UTF-8 can't encode.
        content, headers = json.dumps(payload).encode(), {"Content-Type": "application/json"}
        response = account.send(update.method, update.path_for(ids), content=content, headers=headers)
        if not response.is_success:
            return f"whose deletion could not be scheduled (status {response.status_code})"
        moment = response.json()[expire["at"]]
    except KeyError as error:
        return f"whose deletion could not be scheduled (the response has no {error})"
    except (Violation, Skipped, ValueError, TypeError) as error:
        return f"whose deletion could not be scheduled ({error})"
    return f"{DELETED_LATER} {moment}"
