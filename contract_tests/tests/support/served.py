"""Mocks on a free port, with a planted fault or without, for the tests of the suite's machinery."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from apivideo_admin_contract.environment import KEY, SECOND_KEY, SUSPENDED_KEY
from apivideo_admin_mock.testing import AdminMock
from apivideo_admin_mock.threaded import ThreadedServer
from contract_tests.planted_bugs.harness.setup import Setup
from contract_tests.planted_bugs.server.catalogue import PLANTED_BUGS
from contract_tests.tests.support.subject import DOCUMENT

KEYS: Final = {
    KEY: "the-first-admin-key",
    SECOND_KEY: "the-second-admin-key",
    SUSPENDED_KEY: "the-late-payer",
}


def field_of(planted_bug: str | None) -> Setup:
    """Give where a fault is planted, by its name; None for a healthy server."""
    found = {one.name: one for one in PLANTED_BUGS}
    return Setup(DOCUMENT, found[planted_bug] if planted_bug else None)


@contextmanager
def served(planted_bug: str | None = None, *, rate_limit: str = "off") -> Iterator[tuple[str, AdminMock]]:
    """Serve a mock that accepts `KEYS`, and give its URL and the healthy mock behind the fault."""
    suspended = KEYS[SUSPENDED_KEY]
    mock = AdminMock(
        keys=[key for key in KEYS.values() if key != suspended], suspended_keys=[suspended], rate_limit=rate_limit
    )
    server = ThreadedServer(field_of(planted_bug).plant(mock.wsgi, time.time))
    try:
        yield server.url, mock
    finally:
        server.stop()
