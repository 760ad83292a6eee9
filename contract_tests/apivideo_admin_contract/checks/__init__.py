"""The checks. Each is generated from the document for every operation, list, filter or property that it applies to."""

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
    lifetimes,
    limited,
    methods,
    negotiation,
    pages,
    parents,
    payloads,
    performs,
    puts,
    rate_failing_requests,
    rate_limit,
    reads,
    refused_forms,
    removed_enum_values,
    reports,
    schedules,
    schemathesis,
    singles,
    sorting,
    state_machine,
    times,
    uniqueness,
    updates,
    validation,
    walks,
)
from apivideo_admin_contract.session.check import Check

#: The order of a run: the most general checks first. Each check must be the first to catch a planted bug (planted_bugs/README.md).
_MODULES: Final[tuple[ModuleType, ...]] = (
    reads,
    pages,
    sorting,
    filters,
    creates,
    ids,
    times,
    lifetimes,
    schedules,
    updates,
    uniqueness,
    singles,
    puts,
    performs,
    deletes,
    parents,
    accounts,
    concurrency,
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
    walks,
    state_machine,
    schemathesis,
)

CHECKS: Final[tuple[Check, ...]] = tuple(
    value for module in _MODULES for value in vars(module).values() if isinstance(value, Check)
)
