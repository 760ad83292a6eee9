"""Payloads without the values that other items have already, for properties with ``x-unique``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from apivideo_admin_contract.document.document import Collection, Operation, Row
from apivideo_admin_contract.values.samples import sample

#: The first number of a sample in place of a value that is taken. Checks use smaller ones.
_FIRST: Final = 1000


def free_payload(
    collection: Collection, operation: Operation, payload: Mapping[str, Any], others: Iterable[Row]
) -> dict[str, Any]:
    """Return a payload with another value in place of each unique one that an item of ``others`` has."""
    free, rows = dict(payload), list(others) if collection.unique else []
    for name in collection.unique:
        taken = {row.get(name) for row in rows}
        if free.get(name) is not None and free[name] in taken:
            numbers = range(_FIRST, _FIRST + len(taken) + 1)
            free[name] = next(
                one for one in (sample(operation.properties[name], at) for at in numbers) if one not in taken
            )
    return free
