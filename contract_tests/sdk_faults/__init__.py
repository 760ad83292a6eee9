"""Faults of a client, planted into the SDK: what the checks of the SDK must catch."""

from __future__ import annotations

from types import ModuleType
from typing import Final

from contract_tests.sdk_faults import (
    answers,
    around,
    authorization,
    clients,
    edges,
    failing,
    patches,
    requests,
    sending,
    sharing,
    telling,
    walking,
)
from contract_tests.sdk_faults.planting import ClientFault

_MODULES: Final[tuple[ModuleType, ...]] = (
    requests,
    authorization,
    sending,
    answers,
    patches,
    clients,
    failing,
    telling,
    walking,
    around,
    sharing,
    edges,
)

CLIENT_FAULTS: Final[tuple[ClientFault, ...]] = tuple(
    value for module in _MODULES for value in vars(module).values() if isinstance(value, ClientFault)
)
