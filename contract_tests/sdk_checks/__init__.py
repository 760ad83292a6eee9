"""The checks of the SDK: each method, blocking and asynchronous, against a server or against answers made up for it."""

from __future__ import annotations

from types import ModuleType
from typing import Final

from contract_tests.sdk_checks import answers, errors, pace, paging, requests, retries, secrets
from contract_tests.suite.check import Check

#: In the order in which they run.
_MODULES: Final[tuple[ModuleType, ...]] = (requests, answers, errors, paging, retries, secrets, pace)

SDK_CHECKS: Final[tuple[Check, ...]] = tuple(
    value for module in _MODULES for value in vars(module).values() if isinstance(value, Check)
)
