"""The checks: all of meaning, made from the document alone."""

from __future__ import annotations

from types import ModuleType
from typing import Final

from contract_tests.checks import (
    access,
    accounts,
    creates,
    deletes,
    earlier,
    filters,
    ids,
    limited,
    methods,
    negotiation,
    pages,
    parents,
    payloads,
    rate_futile,
    rate_limit,
    reads,
    refused_forms,
    reports,
    schedules,
    schemathesis,
    sorting,
    state_machine,
    times,
    together,
    updates,
    validation,
)
from contract_tests.suite.check import Check

#: In the order in which they run: what says most, at the least cost, comes first.
_MODULES: Final[tuple[ModuleType, ...]] = (
    pages,
    creates,
    filters,
    sorting,
    updates,
    deletes,
    parents,
    accounts,
    together,
    ids,
    times,
    reads,
    schedules,
    access,
    validation,
    earlier,
    payloads,
    refused_forms,
    methods,
    negotiation,
    reports,
    rate_limit,
    rate_futile,
    limited,
    state_machine,
    schemathesis,
)

CHECKS: Final[tuple[Check, ...]] = tuple(
    value for module in _MODULES for value in vars(module).values() if isinstance(value, Check)
)
