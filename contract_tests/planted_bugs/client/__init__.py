"""Bugs to plant into the SDK, each with the test that must catch it."""

from __future__ import annotations

from typing import Final

from contract_tests.planted_bugs.client import (
    clients,
    commands,
    errors,
    headers,
    links,
    paging,
    rate_limit,
    requests,
    responses,
    retries,
)
from contract_tests.planted_bugs.client.planting import ClientBug

CLIENT_BUGS: Final[tuple[ClientBug, ...]] = (
    *requests.BUGS,
    *headers.BUGS,
    *responses.BUGS,
    *errors.BUGS,
    *retries.BUGS,
    *rate_limit.BUGS,
    *paging.BUGS,
    *links.BUGS,
    *clients.BUGS,
    *commands.BUGS,
)
