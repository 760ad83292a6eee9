"""Mocks on a free port: unchanged, with a planted bug, or with another behaviour in front of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from apivideo_admin_contract.environment import KEY, SECOND_KEY, SUSPENDED_KEY
from apivideo_admin_mock.adapters.threaded import ThreadedServer
from apivideo_admin_mock.testing import AdminMock
from contract_tests.planted_bugs.harness import setup
from contract_tests.planted_bugs.harness.setup import Setup
from contract_tests.planted_bugs.server.catalogue import PLANTED_BUGS
from contract_tests.planted_bugs.server.wire import Request, Response, read, send
from contract_tests.tests.support.subject import DOCUMENT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

KEYS: Final = {
    KEY: "the-first-admin-key",
    SECOND_KEY: "the-second-admin-key",
    SUSPENDED_KEY: "the-late-payer",
}

Forward = Callable[[Request], Response]
Behaviour = Callable[[Request, Forward], Response]
"""Returns the response to a request, most often one that the application behind it returns."""


def setup_of(planted_bug: str | None) -> Setup:
    """Return the setup of a planted bug by its name; None is a healthy server."""
    found = {one.name: one for one in PLANTED_BUGS}
    return Setup(DOCUMENT, found[planted_bug] if planted_bug else None)


def mock_with(keys: Mapping[str, str], *, rate_limit: str = "off") -> AdminMock:
    """Return a mock that accepts these keys. One of them is of a suspended account."""
    accepted = [key for name, key in keys.items() if name != SUSPENDED_KEY]
    return AdminMock(keys=accepted, suspended_keys=[keys[SUSPENDED_KEY]], rate_limit=rate_limit)


def behaving(application: WSGIApplication, behaviour: Behaviour) -> WSGIApplication:
    """Return an application with a behaviour in front of it."""

    def wrapped(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        response = behaviour(read(environ), partial(send, application))
        start_response(f"{response.status} {HTTPStatus(response.status).phrase}", list(response.headers))
        return [response.body]

    return wrapped


@contextmanager
def listening(application: WSGIApplication) -> Iterator[str]:
    """Serve an application on a free port, and yield its URL."""
    server = ThreadedServer(application)
    try:
        yield server.url
    finally:
        server.stop()


@contextmanager
def served(planted_bug: str | None = None, *, rate_limit: str = "off") -> Iterator[tuple[str, AdminMock]]:
    """Serve a mock that accepts `KEYS`, with a planted bug or without, and yield its URL and the mock behind the bug."""
    # A planted bug that replaces the key of a request uses that of its setup.
    mock = mock_with({**KEYS, "planted bug": setup.KEYS[0]}, rate_limit=rate_limit)
    with listening(setup_of(planted_bug).plant(mock.wsgi, time.time)) as url:
        yield url, mock
