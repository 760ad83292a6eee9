"""The checks: all of meaning, made from the document alone."""

from __future__ import annotations

from types import ModuleType
from typing import Final

from apivideo_admin_contract.checks import (
    access,
    accounts,
    concurrency,
    creates,
    deletes,
    filters,
    ids,
    limited,
    methods,
    negotiation,
    pages,
    parents,
    payloads,
    rate_failing_requests,
    rate_limit,
    reads,
    refused_forms,
    removed_enum_values,
    reports,
    schedules,
    schemathesis,
    sorting,
    state_machine,
    times,
    updates,
    validation,
)
from apivideo_admin_contract.session.check import Check

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
    concurrency,
    ids,
    times,
    reads,
    schedules,
    access,
    validation,
    removed_enum_values,
    payloads,
    refused_forms,
    methods,
    negotiation,
    reports,
    rate_limit,
    rate_failing_requests,
    limited,
    state_machine,
    schemathesis,
)

CHECKS: Final[tuple[Check, ...]] = tuple(
    value for module in _MODULES for value in vars(module).values() if isinstance(value, Check)
)
