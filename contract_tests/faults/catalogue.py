"""All planted faults."""

from __future__ import annotations

from types import ModuleType
from typing import Final

from contract_tests.faults import (
    access,
    answers,
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
    sorting,
    updates,
    usage,
    validation,
    wear,
)
from contract_tests.faults.planting import Fault

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
    wear,
    races,
    access,
    rate,
    validation,
    properties,
    errors,
    failures,
    http,
    answers,
)

FAULTS: Final[tuple[Fault, ...]] = tuple(
    value for module in _MODULES for value in vars(module).values() if isinstance(value, Fault)
)
