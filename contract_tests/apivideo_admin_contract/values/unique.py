"""Payloads without the values that other items have already, for properties with ``x-unique`` and for keys that clients choose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from apivideo_admin_contract.document.document import NEW_KEY, Collection, Operation, Row
from apivideo_admin_contract.values.samples import sample

#: The first number of a sample in place of a value that is taken. Checks use smaller ones.
_FIRST: Final = 1000


class KeyedPayload(dict[str, Any]):
    """The payload of a put, and the ``key`` in its path."""

    key: str = NEW_KEY


def key_of(payload: Mapping[str, Any]) -> str:
    """Return the key of a payload, or `NEW_KEY` if it has none."""
    return payload.key if isinstance(payload, KeyedPayload) else NEW_KEY


def free_payload(
    collection: Collection, operation: Operation, payload: Mapping[str, Any], others: Iterable[Row]
) -> dict[str, Any]:
    """Return a payload with another value in place of each unique one that an item of ``others`` has, and with a new key for a put."""
    rows = list(others) if collection.unique or operation.key else []
    free = _with_key(operation, payload, rows) if operation.key else dict(payload)
    for name in collection.unique:
        taken = {row.get(name) for row in rows}
        if free.get(name) is not None and free[name] in taken:
            numbers = range(_FIRST, _FIRST + len(taken) + 1)
            free[name] = next(
                one for one in (sample(operation.properties[name], at) for at in numbers) if one not in taken
            )
    return free


def _with_key(operation: Operation, payload: Mapping[str, Any], rows: Iterable[Row]) -> KeyedPayload:
    taken = {key_of(row) if isinstance(row, KeyedPayload) else row.get(operation.key) for row in rows}
    keyed = KeyedPayload(payload)
    numbered = (f"key{number}" for number in range(1, len(taken) + 2))
    keyed.key = next(one for one in (key_of(payload), *numbered) if one not in {*taken, NEW_KEY})
    return keyed
