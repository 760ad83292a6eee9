"""All planted bugs of the server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import ModuleType
from typing import Final

from contract_tests.planted_bugs.server import (
    access,
    bounds,
    breakdowns,
    combinations,
    comparisons,
    counts,
    creates,
    deletes,
    errors,
    expiry,
    filter_values,
    filters,
    http,
    ids,
    lifetimes,
    links,
    lists,
    neighbours,
    pages,
    parents,
    payloads,
    performs,
    properties,
    puts,
    races,
    rate,
    refusals,
    reports,
    responses,
    schemes,
    secrets,
    server_errors,
    singles,
    sorting,
    stale_state,
    times,
    too_many_requests,
    uniqueness,
    updates,
    validation,
)
from contract_tests.planted_bugs.server.planting import PlantedBug
from contract_tests.planted_bugs.server.selectors import all_of, not_single

_MODULES: Final[tuple[ModuleType, ...]] = (
    links,
    pages,
    bounds,
    sorting,
    filters,
    filter_values,
    combinations,
    comparisons,
    lists,
    counts,
    creates,
    updates,
    uniqueness,
    singles,
    puts,
    performs,
    neighbours,
    refusals,
    deletes,
    ids,
    secrets,
    times,
    lifetimes,
    parents,
    expiry,
    reports,
    breakdowns,
    stale_state,
    races,
    access,
    schemes,
    rate,
    too_many_requests,
    validation,
    properties,
    errors,
    server_errors,
    http,
    payloads,
    responses,
)

#: The modules with bugs of the items of a collection: none of these can show at an item without an id.
_OF_COLLECTIONS: Final = frozenset(
    {
        creates,
        updates,
        neighbours,
        refusals,
        deletes,
        ids,
        secrets,
        times,
        lifetimes,
        parents,
        expiry,
        stale_state,
        races,
    }
)


def _bugs_of(module: ModuleType) -> Iterator[PlantedBug]:
    for bug in vars(module).values():
        if isinstance(bug, PlantedBug):
            yield replace(bug, at=all_of(bug.at, not_single)) if module in _OF_COLLECTIONS else bug


PLANTED_BUGS: Final[tuple[PlantedBug, ...]] = tuple(bug for module in _MODULES for bug in _bugs_of(module))


def find(name: str) -> PlantedBug:
    """Return the planted bug with a name. Raise LookupError if there is none."""
    found = next((one for one in PLANTED_BUGS if one.name == name), None)
    if found is None:
        raise LookupError(f"no planted bug is named {name}")
    return found
