"""All planted bugs of the server."""

from __future__ import annotations

from types import ModuleType
from typing import Final

from contract_tests.planted_bugs.server import (
    access,
    bounds,
    combinations,
    counts,
    creates,
    deletes,
    errors,
    expiry,
    filter_values,
    filters,
    http,
    identity,
    links,
    neighbours,
    pages,
    parents,
    properties,
    races,
    rate,
    refusals,
    reports,
    responses,
    server_errors,
    sorting,
    stale_state,
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
    counts,
    creates,
    updates,
    neighbours,
    refusals,
    deletes,
    identity,
    parents,
    expiry,
    reports,
    stale_state,
    races,
    access,
    rate,
    validation,
    properties,
    errors,
    server_errors,
    http,
    responses,
)

PLANTED_BUGS: Final[tuple[PlantedBug, ...]] = tuple(
    value for module in _MODULES for value in vars(module).values() if isinstance(value, PlantedBug)
)
