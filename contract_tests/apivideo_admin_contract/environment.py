"""The environment variables that the command reads. The curl commands and pytest cases in reports use the same names."""

from __future__ import annotations

from typing import Final

PREFIX: Final = "APIVIDEO_ADMIN_CONTRACT_"
URL: Final = PREFIX + "URL"
KEY: Final = PREFIX + "KEY"
SECOND_KEY: Final = PREFIX + "SECOND_KEY"
SUSPENDED_KEY: Final = PREFIX + "SUSPENDED_KEY"
