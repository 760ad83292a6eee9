"""All planted faults."""

from __future__ import annotations

from types import ModuleType
from typing import Final

from contract_tests.faults import (
    access,
    counts,
    creates,
    deletes,
    errors,
    expiry,
    filters,
    http,
    identity,
    links,
    pages,
    parents,
    rate,
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
    sorting,
    filters,
    counts,
    creates,
    updates,
    deletes,
    identity,
    parents,
    expiry,
    usage,
    wear,
    access,
    rate,
    validation,
    errors,
    http,
)

FAULTS: Final[tuple[Fault, ...]] = tuple(
    value for module in _MODULES for value in vars(module).values() if isinstance(value, Fault)
)
