"""The name of the command, and of the environment variables that it and the reproductions in its reports read."""

from __future__ import annotations

from typing import Final

PROGRAM: Final = "apivideo-admin-contract"
PREFIX: Final = "APIVIDEO_ADMIN_CONTRACT_"
URL: Final = PREFIX + "URL"
KEY: Final = PREFIX + "KEY"
SECOND_KEY: Final = PREFIX + "SECOND_KEY"
SUSPENDED_KEY: Final = PREFIX + "SUSPENDED_KEY"
RATE_LIMIT: Final = PREFIX + "RATE_LIMIT"
BUDGET: Final = PREFIX + "BUDGET"
