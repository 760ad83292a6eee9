"""The name of the command, and of the environment variables that it and the reproductions in its reports read."""

from __future__ import annotations

import re
from typing import Final

PROGRAM: Final = "apivideo-admin-contract"
PREFIX: Final = "APIVIDEO_ADMIN_CONTRACT_"
URL: Final = PREFIX + "URL"
KEY: Final = PREFIX + "KEY"
SECOND_KEY: Final = PREFIX + "SECOND_KEY"
SUSPENDED_KEY: Final = PREFIX + "SUSPENDED_KEY"
RATE_LIMIT: Final = PREFIX + "RATE_LIMIT"
BUDGET: Final = PREFIX + "BUDGET"


def numbered_key(number: int) -> str:
    """Return the variable of one of several keys: ``APIVIDEO_ADMIN_CONTRACT_KEY_2`` for the second one."""
    return KEY if number == 1 else f"{KEY}_{number}"


def sources(variable: str) -> str:
    """Return where a user sets a value: its flag and its variable, like ``--key or APIVIDEO_ADMIN_CONTRACT_KEY``."""
    return f"{flag(variable)} or {variable}"


def flag(variable: str) -> str:
    """Return the flag that a variable replaces."""
    name = re.sub(r"_[0-9]+$", "", variable.removeprefix(PREFIX))
    return f"--{name.lower().replace('_', '-')}"
