"""All planted bugs of the server."""

from __future__ import annotations

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
    races,
    rate,
    refusals,
    reports,
    responses,
    secrets,
    server_errors,
    sorting,
    stale_state,
    times,
    too_many_requests,
    updates,
    validation,
)
from contract_tests.planted_bugs.server.planting import PlantedBug

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

PLANTED_BUGS: Final[tuple[PlantedBug, ...]] = tuple(
    value for module in _MODULES for value in vars(module).values() if isinstance(value, PlantedBug)
)


def find(name: str) -> PlantedBug:
    """Return the planted bug with a name. Raise LookupError if there is none."""
    found = next((one for one in PLANTED_BUGS if one.name == name), None)
    if found is None:
        raise LookupError(f"no planted bug is named {name}")
    return found
