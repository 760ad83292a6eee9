"""All planted faults."""

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
    failures,
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
    readings,
    refusals,
    responses,
    sorting,
    stale_state,
    updates,
    usage,
    validation,
)
from contract_tests.planted_bugs.server.planting import PlantedBug

_MODULES: Final[tuple[ModuleType, ...]] = (
    links,
    pages,
    bounds,
    sorting,
    filters,
    readings,
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
    usage,
    stale_state,
    races,
    access,
    rate,
    validation,
    properties,
    errors,
    failures,
    http,
    responses,
)

PLANTED_BUGS: Final[tuple[PlantedBug, ...]] = tuple(
    value for module in _MODULES for value in vars(module).values() if isinstance(value, PlantedBug)
)
